package io.amp4j.opamp.internal.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * Writes to one WebSocket from any thread without blocking it. Pending writes are held in one slot per kind, so that memory is bounded: the
 * newest pong replaces those before it, and there is one message at a time. Nothing follows a Close frame.
 */
final class WebSocketWriter {
    /** Receives the outcome, on the thread that writes. */
    interface Handler {
        void onMessageStarted();

        void onMessageWritten();

        // The start of the write, before which no answer to the ping can have arrived.
        void onPingWritten(long begun);

        void onCloseWritten();

        void onWriteFailed(IOException e);
    }

    private final BufferedSink sink;
    private final FrameEncoder encoder;
    private final Executor executor;
    private final Handler handler;
    private final Object lock = new Object();
    private byte @Nullable [] message;
    private byte @Nullable [] pong;
    private byte @Nullable [] closeReason;
    private int closeCode;
    private boolean ping;
    private boolean busy;
    private boolean over;
    private volatile long writingSince;

    WebSocketWriter(BufferedSink sink, boolean compresses, Executor executor, Handler handler) {
        this.sink = sink;
        this.encoder = new FrameEncoder(compresses);
        this.executor = executor;
        this.handler = handler;
    }

    void message(byte[] protobuf) {
        synchronized (lock) {
            message = protobuf;
        }
        start();
    }

    void pong(byte[] payload) {
        synchronized (lock) {
            pong = payload;
        }
        start();
    }

    void ping() {
        synchronized (lock) {
            ping = true;
        }
        start();
    }

    /**
     * Writes a Close frame, once.
     *
     * @param atOnce whether to write it before a pending message, which is then never written
     */
    void close(int code, String reason, boolean atOnce) {
        synchronized (lock) {
            if (closeReason == null) {
                closeCode = code;
                closeReason = cut(reason);
            }
            if (atOnce) {
                message = null;
            }
        }
        start();
    }

    /** Returns whether a write has been blocked for this long: if the socket is closed for that reason, its reader fails first. */
    boolean hangsFor(Duration timeout) {
        long since = writingSince;
        return since != 0 && System.nanoTime() - since >= timeout.toNanos();
    }

    /** Truncates a reason to the 123 bytes that fit, between characters. */
    private static byte[] cut(String reason) {
        ByteBuffer bytes = ByteBuffer.allocate(123);
        StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(reason), bytes, true);
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private void start() {
        synchronized (lock) {
            if (busy || over) {
                return;
            }
            busy = true;
        }
        try {
            executor.execute(this::drain);
        } catch (RejectedExecutionException e) {
            // The transport is closed, and has cut this connection.
            synchronized (lock) {
                over = true;
            }
        } catch (RuntimeException | Error e) {
            synchronized (lock) {
                over = true;
            }
            handler.onWriteFailed(new IOException("there is no thread to write on", e));
        }
    }

    private void drain() {
        try {
            while (true) {
                boolean isMessage = false;
                boolean isClose = false;
                boolean isPing = false;
                synchronized (lock) {
                    if (pong != null) {
                        encoder.pong(pong);
                        pong = null;
                    } else if (ping) {
                        encoder.ping();
                        ping = false;
                        isPing = true;
                    } else if (message != null) {
                        isMessage = true;
                    } else if (closeReason != null) {
                        encoder.close(closeCode, closeReason);
                        isClose = true;
                        over = true;
                    } else {
                        busy = false;
                        return;
                    }
                }
                if (isMessage) {
                    handler.onMessageStarted();
                    if (!encodeMessage()) {
                        continue;
                    }
                }
                // Never 0, which means idle.
                long begun = System.nanoTime();
                writingSince = begun | 1;
                sink.write(encoder.bytes(), 0, encoder.size());
                sink.flush();
                writingSince = 0;
                encoder.trim();
                if (isMessage) {
                    handler.onMessageWritten();
                } else if (isPing) {
                    handler.onPingWritten(begun);
                } else if (isClose) {
                    handler.onCloseWritten();
                    return;
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            synchronized (lock) {
                over = true;
            }
            handler.onWriteFailed(e instanceof IOException io ? io : new IOException("writing failed", e));
        }
    }

    /** Called outside the lock, because encoding a large message takes time. */
    private boolean encodeMessage() {
        byte[] next;
        synchronized (lock) {
            next = message;
            message = null;
        }
        if (next == null) {
            return false;
        }
        encoder.message(next);
        return true;
    }
}
