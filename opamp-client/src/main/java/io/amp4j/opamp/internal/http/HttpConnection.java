package io.amp4j.opamp.internal.http;

import io.amp4j.opamp.internal.proxy.ProxyException;
import io.amp4j.opamp.internal.threads.Deliveries;
import io.amp4j.opamp.internal.threads.GrowingThreads;
import io.amp4j.opamp.internal.threads.TracingSuppression;
import io.amp4j.opamp.transport.Connection;
import io.amp4j.opamp.transport.ConnectionListener;
import io.amp4j.opamp.transport.ConnectionTarget;
import io.amp4j.opamp.transport.TransportFailure;
import io.amp4j.opamp.transport.TransportFailure.Kind;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A connection over plain HTTP. Holds no socket and no thread between exchanges. */
public final class HttpConnection implements Connection {
    private final HttpClients clients;
    private final ConnectionTarget target;
    private final GrowingThreads exchanges;
    private final Executor quick;
    private final Deliveries deliveries;
    private final Set<Connection> live;
    private volatile boolean closing;
    private final AtomicReference<@Nullable HttpExchange> outstanding = new AtomicReference<>();
    private volatile @Nullable Turn turn;

    /** Kept from one exchange to the next, and determined again after a failed one, because the proxies may have changed. */
    private volatile HttpClients.@Nullable Route route;

    /**
     * Creates a connection.
     *
     * @param exchanges runs exchanges, which block
     * @param quick runs tasks that do not block and must not wait for exchanges
     * @param live holds this connection only during exchanges, so that an abandoned one can be garbage-collected
     */
    public HttpConnection(
            HttpClients clients,
            ConnectionTarget target,
            GrowingThreads exchanges,
            Executor quick,
            ConnectionListener listener,
            Set<Connection> live) {
        this.clients = clients;
        this.target = target;
        this.exchanges = exchanges;
        this.quick = quick;
        this.deliveries = new Deliveries(listener, exchanges);
        this.live = live;
    }

    /** Reports to the listener that the connection can be used. */
    public void open() {
        quick.execute(() -> deliveries.post(ConnectionListener::onOpen));
    }

    @Override
    public void send(byte[] protobuf, String instanceUidText) {
        if (closing || deliveries.isEnded()) {
            return;
        }
        HttpExchange exchange = new HttpExchange(clients, target, this::route, protobuf, instanceUidText);
        if (!outstanding.compareAndSet(null, exchange)) {
            throw new IllegalStateException("a send is outstanding");
        }
        if (closing || deliveries.isEnded()) {
            exchange.cancel();
            return;
        }
        live.add(this);
        Turn current = turn;
        if (current != null && current.isOfThisThread() && !exchanges.isAnyWaiting()) {
            // This message was sent in reaction to an answer. The same thread sends it, unless another exchange waits
            // for the thread.
            current.next = exchange;
            return;
        }
        try {
            exchanges.execute(() -> runAll(exchange));
        } catch (RejectedExecutionException e) {
            // The transport is closed, which ends this connection.
            live.remove(this);
            deliveries.silence();
        } catch (RuntimeException | Error e) {
            // For example because no thread could be created: nothing was sent.
            String what = "the exchange could not begin: " + e.getClass().getSimpleName();
            quick.execute(() -> failed(exchange, TransportFailure.of(Kind.CONNECT, what, e)));
        }
    }

    private HttpClients.Route route() throws ProxyException {
        HttpClients.Route way = route;
        if (way == null) {
            way = clients.route(target);
            route = way;
        }
        return way;
    }

    private void runAll(HttpExchange first) {
        Turn own = new Turn();
        turn = own;
        own.next = first;
        for (HttpExchange exchange = own.take(); exchange != null; exchange = own.take()) {
            run(exchange);
        }
        own.end();
    }

    /** Frees the slot before the listener is called, so that the listener may send the next message at once. */
    private void run(HttpExchange exchange) {
        if (deliveries.isEnded()) {
            return;
        }
        deliveries.post(ConnectionListener::onWorkStarted);
        AtomicReference<@Nullable Runnable> outcome = new AtomicReference<>();
        try {
            RequiredLibraries.use();
            TracingSuppression.run(() -> exchange.run(
                    answer -> outcome.set(() -> over(exchange, listener -> listener.onMessage(answer))),
                    failure -> outcome.set(() -> failed(exchange, failure))));
        } catch (RuntimeException | Error e) {
            outcome.compareAndSet(null, () -> failed(exchange, FailureReasons.unexpected("the exchange failed", e)));
        }
        Runnable told = outcome.get();
        if (told != null) {
            // Not excluded from tracing, because the listener may run code of the program.
            told.run();
        }
    }

    private void failed(HttpExchange exchange, TransportFailure failure) {
        route = null;
        over(exchange, listener -> listener.onFailed(failure));
    }

    /** Reports the outcome, unless the exchange was cancelled or has reported one already. */
    private void over(HttpExchange exchange, Consumer<ConnectionListener> outcome) {
        // Before the slot is freed, because the next exchange adds this connection again.
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

    /** A thread that runs exchanges of this connection, and its next exchange. Only that thread changes it. */
    private static final class Turn {
        private volatile @Nullable Thread thread = Thread.currentThread();
        private @Nullable HttpExchange next;

        boolean isOfThisThread() {
            return thread == Thread.currentThread();
        }

        @Nullable
        HttpExchange take() {
            HttpExchange taken = next;
            next = null;
            return taken;
        }

        void end() {
            thread = null;
        }
    }
}
