package io.amp4j.opamp.internal.transport;

import io.amp4j.opamp.internal.transport.TransportFailure.Kind;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reports to a server by plain HTTP. Holds no socket and no thread between exchanges. */
final class HttpConnection implements Connection {
    private final HttpClients clients;
    private final ConnectionTarget target;
    private final Executor exchanges;
    private final Executor quick;
    private final Deliveries deliveries;
    private final Runnable onEnd;
    private final AtomicReference<@Nullable HttpExchange> outstanding = new AtomicReference<>();

    /**
     * @param exchanges runs exchanges, which block
     * @param quick runs what does not block and shall not wait for exchanges
     */
    HttpConnection(
            HttpClients clients,
            ConnectionTarget target,
            Executor exchanges,
            Executor quick,
            ConnectionListener listener,
            Consumer<Connection> onEnd) {
        this.clients = clients;
        this.target = target;
        this.exchanges = exchanges;
        this.quick = quick;
        this.deliveries = new Deliveries(listener);
        this.onEnd = () -> onEnd.accept(this);
    }

    void open() {
        quick.execute(() -> deliveries.post(ConnectionListener::onOpen));
    }

    @Override
    public void send(byte[] protobuf, String instanceUidText) {
        if (deliveries.isEnded()) {
            return;
        }
        HttpExchange exchange = new HttpExchange(clients, target, protobuf, instanceUidText);
        if (!outstanding.compareAndSet(null, exchange)) {
            throw new IllegalStateException("a send is outstanding");
        }
        if (deliveries.isEnded()) {
            exchange.cancel();
            return;
        }
        try {
            exchanges.execute(() -> TracingSuppression.run(() -> run(exchange)));
        } catch (RejectedExecutionException e) {
            // The transport is closed, which has ended this connection.
            deliveries.silence();
        }
    }

    /** The slot is free before the listener hears of the outcome, so that it may send the next one at once. */
    private void run(HttpExchange exchange) {
        if (deliveries.isEnded()) {
            return;
        }
        try {
            exchange.run(
                    answer -> {
                        if (outstanding.compareAndSet(exchange, null)) {
                            deliveries.post(listener -> listener.onMessage(answer));
                        }
                    },
                    failure -> {
                        if (outstanding.compareAndSet(exchange, null)) {
                            deliveries.post(listener -> listener.onFailed(failure));
                        }
                    });
        } catch (RuntimeException | Error e) {
            if (outstanding.compareAndSet(exchange, null)) {
                String what =
                        "the exchange failed unexpectedly: " + e.getClass().getSimpleName();
                deliveries.post(listener -> listener.onFailed(TransportFailure.of(Kind.PROTOCOL, what, e)));
            }
        }
    }

    @Override
    public void close(int code, String reason) {
        cancel();
        try {
            quick.execute(() -> deliveries.end(listener -> listener.onClosed(code, reason)));
        } catch (RejectedExecutionException e) {
            deliveries.silence();
        }
    }

    @Override
    public void abort() {
        deliveries.silence();
        cancel();
    }

    private void cancel() {
        onEnd.run();
        HttpExchange exchange = outstanding.getAndSet(null);
        if (exchange != null) {
            exchange.cancel();
        }
    }
}
