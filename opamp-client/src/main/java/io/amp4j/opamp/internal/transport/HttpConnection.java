package io.amp4j.opamp.internal.transport;

import io.amp4j.opamp.internal.transport.TransportFailure.Kind;
import java.util.Set;
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
    private final Set<Connection> live;
    private volatile boolean closing;
    private final AtomicReference<@Nullable HttpExchange> outstanding = new AtomicReference<>();

    /**
     * @param exchanges runs exchanges, which block
     * @param quick runs what does not block and shall not wait for exchanges
     * @param live holds this connection during exchanges alone, so that one which is simply dropped is forgotten
     */
    HttpConnection(
            HttpClients clients,
            ConnectionTarget target,
            Executor exchanges,
            Executor quick,
            ConnectionListener listener,
            Set<Connection> live) {
        this.clients = clients;
        this.target = target;
        this.exchanges = exchanges;
        this.quick = quick;
        this.deliveries = new Deliveries(listener);
        this.live = live;
    }

    void open() {
        quick.execute(() -> deliveries.post(ConnectionListener::onOpen));
    }

    @Override
    public void send(byte[] protobuf, String instanceUidText) {
        if (closing || deliveries.isEnded()) {
            return;
        }
        HttpExchange exchange = new HttpExchange(clients, target, protobuf, instanceUidText);
        if (!outstanding.compareAndSet(null, exchange)) {
            throw new IllegalStateException("a send is outstanding");
        }
        if (closing || deliveries.isEnded()) {
            exchange.cancel();
            return;
        }
        live.add(this);
        try {
            exchanges.execute(() -> TracingSuppression.run(() -> run(exchange)));
        } catch (RejectedExecutionException e) {
            // The transport is closed, which ends this connection.
            live.remove(this);
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
                    answer -> over(exchange, listener -> listener.onMessage(answer)),
                    failure -> over(exchange, listener -> listener.onFailed(failure)));
        } catch (RuntimeException | Error e) {
            String what = "the exchange failed unexpectedly: " + e.getClass().getSimpleName();
            over(exchange, listener -> listener.onFailed(TransportFailure.of(Kind.PROTOCOL, what, e)));
        }
    }

    /** Tells the outcome, unless the exchange was given up or has told one already. */
    private void over(HttpExchange exchange, Consumer<ConnectionListener> outcome) {
        // Before the slot is free, since the next exchange holds this connection again.
        live.remove(this);
        if (outstanding.compareAndSet(exchange, null)) {
            deliveries.post(outcome);
        }
    }

    @Override
    public void close(int code, String reason) {
        closing = true;
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
        live.remove(this);
        HttpExchange exchange = outstanding.getAndSet(null);
        if (exchange != null) {
            exchange.cancel();
        }
    }
}
