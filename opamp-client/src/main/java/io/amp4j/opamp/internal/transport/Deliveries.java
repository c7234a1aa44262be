package io.amp4j.opamp.internal.transport;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
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

    /** How many calls of the peer's making may wait. */
    static final int ROOM = 1_000;

    /** @param bounded whether it takes room, which it gives back at its end */
    private record Call(Consumer<ConnectionListener> call, boolean bounded) {}

    private final ConnectionListener listener;
    private final Semaphore room = new Semaphore(ROOM);
    private final Queue<Call> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean silent;

    Deliveries(ConnectionListener listener) {
        this.listener = listener;
    }

    /** Makes one call; after a terminal one it is dropped. */
    void post(Consumer<ConnectionListener> call) {
        post(new Call(call, false));
    }

    /** Makes one call that the peer can cause as often as it likes: waits, while another thread delivers, until there is room for it. */
    void postWhenThereIsRoom(Consumer<ConnectionListener> call) {
        room.acquireUninterruptibly();
        post(new Call(call, true));
    }

    private void post(Call call) {
        if (silent) {
            giveBack(call);
            return;
        }
        waiting.add(call);
        if (count.getAndIncrement() != 0) {
            return;
        }
        do {
            Call next = waiting.remove();
            if (!silent) {
                try {
                    next.call.accept(listener);
                } catch (RuntimeException | Error e) {
                    LOGGER.log(Level.WARNING, "a connection listener failed", e);
                }
            }
            giveBack(next);
        } while (count.decrementAndGet() != 0);
    }

    private void giveBack(Call call) {
        if (call.bounded) {
            room.release();
        }
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
