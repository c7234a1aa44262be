package io.amp4j.opamp.internal.transport;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Calls one listener from any number of threads, one call at a time and in the order of posting, without a lock: whoever posts while
 * nobody delivers, delivers, also what others post meanwhile.
 */
final class Deliveries {
    private static final Logger LOGGER = Logger.getLogger(Deliveries.class.getName());

    private final ConnectionListener listener;
    private final Queue<Consumer<ConnectionListener>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean silent;

    Deliveries(ConnectionListener listener) {
        this.listener = listener;
    }

    /** Makes one call; after a terminal one it is dropped. */
    void post(Consumer<ConnectionListener> call) {
        if (silent) {
            return;
        }
        waiting.add(call);
        if (count.getAndIncrement() != 0) {
            return;
        }
        do {
            Consumer<ConnectionListener> next = waiting.remove();
            if (!silent) {
                try {
                    next.accept(listener);
                } catch (RuntimeException | Error e) {
                    LOGGER.log(Level.WARNING, "a connection listener failed", e);
                }
            }
        } while (count.decrementAndGet() != 0);
    }

    /** Makes the terminal call, once. */
    void end(Consumer<ConnectionListener> call) {
        if (ended.compareAndSet(false, true)) {
            post(each -> {
                silent = true;
                call.accept(each);
            });
        }
    }

    /** Makes no call any more. */
    void silence() {
        ended.set(true);
        silent = true;
    }

    boolean isEnded() {
        return ended.get();
    }
}
