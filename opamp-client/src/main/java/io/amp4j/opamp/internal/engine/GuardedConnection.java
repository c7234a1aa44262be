package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.internal.log.SafeLogger;
import io.amp4j.opamp.internal.threads.Deliveries;
import io.amp4j.opamp.transport.Connection;
import io.amp4j.opamp.transport.ConnectionListener;
import io.amp4j.opamp.transport.ConnectionTarget;
import io.amp4j.opamp.transport.TransportFailure;
import io.amp4j.opamp.transport.TransportFailure.Kind;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a user's transport. Calls to it are made in order, on one thread at a time; only abort overtakes, and interrupts, a
 * blocked call.
 */
final class GuardedConnection implements Connection {

    private static final SafeLogger LOGGER = SafeLogger.of(GuardedConnection.class);

    private final GuardedTransport owner;
    private final boolean webSocket;
    private final AtomicInteger calls;
    private final Lane lane;
    private final Deliveries deliveries;
    private final Object lock = new Object();
    private @Nullable Connection given;
    private @Nullable Thread running;
    private boolean givenUp;
    private boolean ended;
    private boolean opened;
    private boolean closing;
    private boolean outstanding;
    private boolean workExpected = true;

    /** @param calls counts the calls of the agent that have not returned */
    GuardedConnection(GuardedTransport owner, boolean webSocket, ConnectionListener listener, AtomicInteger calls) {
        this.owner = owner;
        this.webSocket = webSocket;
        this.calls = calls;
        this.lane = new Lane(owner.threads());
        this.deliveries = new Deliveries(listener, owner.threads());
    }

    void open(ConnectionTarget target) {
        // Counted from now: a blocked call must not count as one that waits for a thread.
        deliveries.post(ConnectionListener::onWorkStarted);
        lane.execute(() -> call(
                () -> {
                    Connection made = owner.given().open(target, new Listener());
                    adopt(made);
                },
                thrown -> end(Kind.CONNECT, "cannot connect: " + InternalFailure.message(thrown), thrown)));
    }

    @SuppressWarnings("ConstantConditions") // an implementation may still return null
    private void adopt(@Nullable Connection made) {
        if (made == null) {
            end(Kind.CONNECT, "cannot connect: the transport returned no connection", null);
            return;
        }
        boolean late;
        synchronized (lock) {
            given = made;
            late = givenUp;
        }
        if (late) {
            abortGiven(made);
        }
    }

    @Override
    public void send(byte[] protobuf, String instanceUid) {
        synchronized (lock) {
            if (givenUp || ended) {
                return;
            }
            if (outstanding) {
                throw new IllegalStateException("a send is outstanding");
            }
            outstanding = true;
            workExpected = true;
        }
        deliveries.post(ConnectionListener::onWorkStarted);
        lane.execute(() -> call(
                () -> {
                    Connection to = given();
                    if (to != null) {
                        to.send(protobuf, instanceUid);
                    }
                },
                this::sendFailed));
    }

    private void sendFailed(Throwable thrown) {
        TransportFailure failure =
                TransportFailure.of(Kind.LOST, "the transport could not send: " + name(thrown), thrown);
        if (webSocket) {
            Connection broken = given();
            end(listener -> listener.onFailed(failure));
            if (broken != null) {
                abortGiven(broken);
            }
        } else {
            new Listener().onFailed(failure);
        }
    }

    @Override
    public void close(int code, String reason) {
        synchronized (lock) {
            closing = true;
        }
        lane.execute(() -> call(
                () -> {
                    Connection to = given();
                    if (to != null) {
                        to.close(code, reason);
                    }
                },
                thrown -> {
                    Connection broken = given();
                    end(Kind.LOST, "the transport could not close the connection: " + name(thrown), thrown);
                    if (broken != null) {
                        abortGiven(broken);
                    }
                }));
    }

    @Override
    public void abort() {
        Connection left;
        synchronized (lock) {
            if (givenUp) {
                return;
            }
            givenUp = true;
            left = ended ? null : given;
            if (running != null) {
                running.interrupt();
            }
        }
        deliveries.silence();
        lane.close();
        owner.ended(this);
        if (left != null) {
            abortGiven(left);
        }
    }

    /** Out of order, because a call before it may be blocked. */
    private void abortGiven(Connection connection) {
        try {
            owner.threads().execute(() -> {
                calls.incrementAndGet();
                try {
                    connection.abort();
                } catch (Throwable e) {
                    LOGGER.warning("the transport could not abort a connection", e);
                } finally {
                    calls.decrementAndGet();
                }
            });
        } catch (RejectedExecutionException e) {
            LOGGER.fine("a connection ends with its client", e);
        }
    }

    private @Nullable Connection given() {
        synchronized (lock) {
            return given;
        }
    }

    private void call(Runnable body, Consumer<Throwable> failed) {
        synchronized (lock) {
            if (givenUp) {
                return;
            }
            running = Thread.currentThread();
            calls.incrementAndGet();
        }
        Throwable thrown = null;
        try {
            body.run();
        } catch (Throwable e) {
            thrown = e;
        }
        boolean current;
        synchronized (lock) {
            running = null;
            calls.decrementAndGet();
            // The interrupt was meant only for this call.
            Thread.interrupted();
            current = !givenUp;
        }
        if (thrown != null && current) {
            failed.accept(thrown);
        }
    }

    private static String name(Throwable thrown) {
        return thrown.getClass().getName();
    }

    private void end(Kind kind, String what, @Nullable Throwable cause) {
        end(listener -> listener.onFailed(TransportFailure.of(kind, what, cause)));
    }

    private void end(Consumer<ConnectionListener> terminal) {
        synchronized (lock) {
            ended = true;
            outstanding = false;
        }
        owner.ended(this);
        deliveries.end(terminal);
    }

    /** The listener that the transport gets. It passes on only calls that the contract allows. */
    private final class Listener implements ConnectionListener {

        @Override
        public void onOpen() {
            if (isAllowed("onOpen came twice", () -> !opened, () -> opened = true)) {
                deliveries.post(ConnectionListener::onOpen);
            }
        }

        @Override
        public void onWorkStarted() {
            if (isAllowed("onWorkStarted came twice", () -> workExpected, () -> workExpected = false)) {
                deliveries.post(ConnectionListener::onWorkStarted);
            }
        }

        @Override
        public void onSent() {
            if (isAllowed(
                    "onSent came, and no message of a WebSocket is under way",
                    () -> webSocket && opened && outstanding,
                    () -> outstanding = false)) {
                deliveries.post(ConnectionListener::onSent);
            }
        }

        @Override
        @SuppressWarnings("ConstantConditions") // a caller may still pass null
        public void onMessage(byte[] protobuf) {
            if (protobuf == null) {
                onFailed(TransportFailure.of(Kind.PROTOCOL, "the transport received a message that is null", null));
            } else if (isAllowed(
                    "onMessage came before onOpen, or, on HTTP, without a request",
                    () -> opened && (webSocket || outstanding),
                    () -> outstanding &= webSocket)) {
                deliveries.postWhenThereIsRoom(protobuf.length, listener -> listener.onMessage(protobuf));
            }
        }

        @Override
        public void onMalformed(String what) {
            if (isAllowed("onMalformed came, and no WebSocket is open", () -> webSocket && opened, () -> {})) {
                deliveries.postWhenThereIsRoom(0, listener -> listener.onMalformed(String.valueOf(what)));
            }
        }

        @Override
        @SuppressWarnings("ConstantConditions") // a caller may still pass null
        public void onFailed(TransportFailure failure) {
            TransportFailure told = failure == null
                    ? TransportFailure.of(Kind.LOST, "the transport failed and did not say how", null)
                    : failure;
            boolean stays = opened() && (!webSocket || told.kind() == Kind.TOO_LARGE_SENT);
            if (!stays) {
                if (isAllowed("onFailed came after the end", () -> true, () -> {})) {
                    end(listener -> listener.onFailed(told));
                }
            } else if (isAllowed(
                    "onFailed came, and no message is under way", () -> outstanding, () -> outstanding = false)) {
                deliveries.post(listener -> listener.onFailed(told));
            }
        }

        private boolean opened() {
            synchronized (lock) {
                return opened;
            }
        }

        @Override
        public void onEnding() {
            synchronized (lock) {
                if (givenUp || ended || !webSocket) {
                    return;
                }
            }
            deliveries.ending();
        }

        @Override
        public void onClosed(int code, String reason) {
            boolean unasked;
            synchronized (lock) {
                unasked = !webSocket && !closing;
            }
            if (unasked) {
                // If the connection has really failed, sends get no outcome any more, and the client opens another
                // connection.
                owner.breach("onClosed came on HTTP, and nobody had closed the connection");
                onFailed(TransportFailure.of(Kind.LOST, "the transport ended the connection", null));
            } else if (isAllowed("onClosed came after the end", () -> true, () -> {})) {
                end(listener -> listener.onClosed(code, String.valueOf(reason)));
            }
        }

        /** No call is allowed after the end; a call after an abort is no breach, because the transport may not know of the abort yet. */
        private boolean isAllowed(String otherwise, Condition condition, Runnable change) {
            synchronized (lock) {
                if (givenUp) {
                    return false;
                }
                if (!ended && condition.holds()) {
                    change.run();
                    return true;
                }
            }
            owner.breach(otherwise);
            return false;
        }
    }

    private interface Condition {
        boolean holds();
    }
}
