package io.amp4j.opamp.internal.websocket;

import io.amp4j.opamp.internal.http.FailureReasons;
import io.amp4j.opamp.internal.http.HttpClients;
import io.amp4j.opamp.internal.http.RequiredLibraries;
import io.amp4j.opamp.internal.threads.Deliveries;
import io.amp4j.opamp.internal.threads.TracingSuppression;
import io.amp4j.opamp.transport.Connection;
import io.amp4j.opamp.transport.ConnectionListener;
import io.amp4j.opamp.transport.ConnectionTarget;
import io.amp4j.opamp.transport.TransportFailure;
import io.amp4j.opamp.transport.TransportFailure.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import okio.BufferedSource;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket. A reader thread owns it from the upgrade to the end, and only this thread makes the terminal call, after the socket is
 * closed; other threads only set how the connection ends and close the socket.
 */
public final class WebSocketConnection implements Connection {
    /** What a connection shares with the others of its transport. */
    public record Shared(
            HttpClients clients,
            Executor upgrades,
            Executor writes,
            ThreadFactory readers,
            ScheduledExecutorService timer,
            Consumer<Connection> onEnd) {}

    private static final String TOO_SLOW = "the server took too long to take a message";

    private final ConnectionTarget target;
    private final Shared shared;
    private final Deliveries deliveries;
    private final WebSocketUpgrade upgrade;
    private final AtomicReference<@Nullable Consumer<ConnectionListener>> ending = new AtomicReference<>();
    private final AtomicBoolean outstanding = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile @Nullable Open open;
    private volatile @Nullable ScheduledFuture<?> closeTimer;

    /** Creates a connection. */
    public WebSocketConnection(ConnectionTarget target, ConnectionListener listener, Shared shared) {
        this.target = target;
        this.shared = shared;
        this.deliveries = new Deliveries(listener, shared.writes());
        this.upgrade = new WebSocketUpgrade(shared.clients(), target);
    }

    /** Starts the upgrade, on a thread of its own. */
    public void open() {
        shared.upgrades().execute(this::connect);
    }

    @Override
    public void send(byte[] protobuf, String instanceUidText) {
        Open current = open;
        if (current == null || deliveries.isEnded() || ending.get() != null) {
            return;
        }
        if (!outstanding.compareAndSet(false, true)) {
            throw new IllegalStateException("a send is outstanding");
        }
        int limit = target.limits().maxSentBytes();
        long size = protobuf.length + 1L;
        if (size > limit) {
            String what = "the message of " + size + " bytes is above the send limit of " + limit + " bytes";
            run(shared.timer(), () -> {
                outstanding.set(false);
                deliveries.post(listener -> listener.onFailed(TransportFailure.of(Kind.TOO_LARGE_SENT, what, null)));
            });
            return;
        }
        current.writer.message(protobuf);
    }

    @Override
    public void close(int code, String reason) {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        Consumer<ConnectionListener> unanswered = listener -> listener.onClosed(code, reason);
        Open current = open;
        if (current == null) {
            // connect() looks at the ending once more after it has made the connection visible here.
            end(unanswered);
            upgrade.cancel();
            current = open;
            if (current == null) {
                run(shared.timer(), () -> deliveries.end(unanswered));
            }
            return;
        }
        current.closingWith = unanswered;
        armCloseTimer(unanswered);
        current.writer.close(code, reason, false);
    }

    @Override
    public void abort() {
        deliveries.silence();
        end(listener -> {});
        upgrade.cancel();
        shared.onEnd().accept(this);
    }

    /** Sets how the connection ends, unless that is set already, and closes the socket. */
    private void end(Consumer<ConnectionListener> terminal) {
        ending.compareAndSet(null, terminal);
        Open current = open;
        if (current != null) {
            deliveries.ending();
            current.socket.cancel();
        }
    }

    private void armCloseTimer(Consumer<ConnectionListener> terminal) {
        try {
            closeTimer = shared.timer()
                    .schedule(() -> end(terminal), target.timeouts().close().toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            end(terminal);
        }
    }

    private static void run(Executor executor, Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            // The transport is closed, and its connections with it.
        }
    }

    private void connect() {
        deliveries.post(ConnectionListener::onWorkStarted);
        AtomicReference<@Nullable Runnable> outcome = new AtomicReference<>();
        try {
            RequiredLibraries.use();
            TracingSuppression.run(() -> upgrade.run(
                    (socket, terms) -> outcome.set(() -> start(socket, terms)),
                    failure -> outcome.set(() -> finish(listener -> listener.onFailed(failure)))));
            Runnable told = outcome.get();
            if (told != null) {
                // Not excluded from tracing, because the listener may run code of the program.
                told.run();
            }
        } catch (RuntimeException | Error e) {
            // No other code would close a half-open connection.
            upgrade.cancel();
            TransportFailure failure = FailureReasons.unexpected("opening the connection failed", e);
            Consumer<ConnectionListener> terminal = listener -> listener.onFailed(failure);
            end(terminal);
            finish(terminal);
        }
    }

    private void start(UpgradedSocket socket, @Nullable DeflateTerms terms) {
        Open opened = new Open(socket, terms);
        open = opened;
        if (ending.get() != null) {
            socket.cancel();
        } else {
            deliveries.post(ConnectionListener::onOpen);
        }
        Thread reader = shared.readers().newThread(opened::read);
        reader.start();
    }

    /** Makes the terminal call: the ending that was set first, or this one. */
    private void finish(Consumer<ConnectionListener> otherwise) {
        shared.onEnd().accept(this);
        ending.compareAndSet(null, otherwise);
        Consumer<ConnectionListener> terminal = ending.get();
        ScheduledFuture<?> timer = closeTimer;
        if (timer != null) {
            timer.cancel(false);
        }
        deliveries.end(terminal != null ? terminal : otherwise);
    }

    /** The part of the connection that exists after the upgrade. */
    private final class Open implements FrameReader.Handler, WebSocketWriter.Handler {
        private final UpgradedSocket socket;
        private final BufferedSource source;
        private final FrameReader reader;
        private final WebSocketWriter writer;
        private volatile @Nullable Consumer<ConnectionListener> closingWith;
        private volatile @Nullable Consumer<ConnectionListener> brokenWith;
        private volatile @Nullable ScheduledFuture<?> liveness;

        Open(UpgradedSocket socket, @Nullable DeflateTerms terms) {
            this.socket = socket;
            source = socket.source();
            reader = new FrameReader(source, target.limits().maxReceivedBytes(), terms, this);
            writer = new WebSocketWriter(Okio.buffer(socket.sink()), terms != null, shared.writes(), this);
        }

        void read() {
            Consumer<ConnectionListener> otherwise;
            try {
                watch(target.pingInterval(), this::pingIfSilent);
                while (reader.readFrame()) {
                    // Everything happens in the calls of the handler.
                }
                otherwise = lost(new EOFException());
            } catch (WebSocketException e) {
                otherwise = listener -> listener.onFailed(e.failure());
                sayGoodbye(otherwise, e.code(), "");
            } catch (IOException e) {
                otherwise = lost(e);
            } catch (RuntimeException | Error e) {
                TransportFailure failure = FailureReasons.unexpected("reading failed", e);
                otherwise = listener -> listener.onFailed(failure);
            }
            deliveries.ending();
            release();
            finish(otherwise);
        }

        private Consumer<ConnectionListener> lost(IOException e) {
            Consumer<ConnectionListener> closed = closingWith;
            if (closed != null) {
                return closed;
            }
            Consumer<ConnectionListener> broken = brokenWith;
            if (broken != null) {
                return broken;
            }
            TransportFailure failure = writer.hangsFor(target.timeouts().write())
                    ? TransportFailure.of(Kind.TIMEOUT, TOO_SLOW, e)
                    : TransportFailure.of(Kind.LOST, "the connection broke without a Close frame", e);
            return listener -> listener.onFailed(failure);
        }

        private void release() {
            socket.cancel();
            ScheduledFuture<?> timer = liveness;
            if (timer != null) {
                timer.cancel(false);
            }
            reader.close();
        }

        /**
         * Sends a Close frame and keeps reading, discarding everything, until the server closes the connection: closing a socket with
         * unread bytes could reset the connection before the frame arrives. Limited by the close timeout.
         */
        private void sayGoodbye(Consumer<ConnectionListener> terminal, int code, String reason) {
            if (!ending.compareAndSet(null, terminal)) {
                return;
            }
            armCloseTimer(terminal);
            writer.close(code, reason, true);
            byte[] discarded = new byte[4096];
            try {
                while (source.read(discarded) >= 0) {
                    // The data is ignored.
                }
            } catch (IOException e) {
                // The same as the end of the stream.
            }
        }

        @Override
        public void onBinary(byte[] bytes, int size) {
            String problem = OpampFraming.problem(bytes, size);
            if (problem != null) {
                deliveries.postWhenThereIsRoom(0, listener -> listener.onMalformed(problem));
                return;
            }
            byte[] protobuf = Arrays.copyOfRange(bytes, OpampFraming.headerLength(bytes), size);
            deliveries.postWhenThereIsRoom(protobuf.length, listener -> listener.onMessage(protobuf));
        }

        @Override
        public void onPing(byte[] payload) {
            // After all earlier messages: a pong means that they have been passed to the listener.
            deliveries.postWhenThereIsRoom(0, listener -> writer.pong(payload));
        }

        @Override
        public void onClose(int code, String reason) {
            deliveries.ending();
            Consumer<ConnectionListener> terminal = listener -> listener.onClosed(code, reason);
            if (closingWith != null) {
                ending.compareAndSet(null, terminal);
            } else {
                sayGoodbye(terminal, code, "");
            }
        }

        @Override
        public void onMessageStarted() {
            deliveries.post(ConnectionListener::onWorkStarted);
        }

        @Override
        public void onMessageWritten() {
            outstanding.set(false);
            deliveries.post(ConnectionListener::onSent);
        }

        @Override
        public void onCloseWritten() {
            if (closingWith == null) {
                // No frame follows, and a server that waits for the client to close first should not have to wait.
                try {
                    socket.hangUp();
                } catch (IOException e) {
                    // The server has closed the connection already.
                }
            }
        }

        @Override
        public void onWriteFailed(IOException e) {
            Consumer<ConnectionListener> closed = closingWith;
            boolean late = e instanceof InterruptedIOException;
            String what = late ? TOO_SLOW : "the connection broke while writing";
            TransportFailure failure = TransportFailure.of(late ? Kind.TIMEOUT : Kind.LOST, what, e);
            Consumer<ConnectionListener> terminal = closed != null ? closed : listener -> listener.onFailed(failure);
            if (e instanceof SocketException) {
                // A server that closes in the middle of a message has sent its reason, which is not read yet.
                brokenWith = terminal;
                armCloseTimer(terminal);
            } else {
                end(terminal);
            }
        }

        private void watch(Duration delay, Runnable check) {
            if (!target.pingInterval().isZero()) {
                try {
                    liveness = shared.timer().schedule(check, delay.toNanos(), TimeUnit.NANOSECONDS);
                } catch (RejectedExecutionException e) {
                    // The transport is closed, and this connection with it.
                }
            }
        }

        private void pingIfSilent() {
            Duration silence = Duration.ofNanos(System.nanoTime() - reader.lastReadNanos());
            Duration left = target.pingInterval().minus(silence);
            if (!left.isNegative() && !left.isZero()) {
                watch(left, this::pingIfSilent);
                return;
            }
            // The ping may be queued behind a large message, which is not the server's failure.
            writer.ping();
        }

        @Override
        public void onPingWritten(long begun) {
            watch(target.pongTimeout(), () -> {
                if (reader.lastReadNanos() - begun > 0) {
                    pingIfSilent();
                    return;
                }
                String what = "the server did not answer a ping in " + target.pongTimeout();
                end(listener -> listener.onFailed(TransportFailure.of(Kind.TIMEOUT, what, null)));
            });
        }
    }
}
