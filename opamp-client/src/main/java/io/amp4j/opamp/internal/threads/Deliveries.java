package io.amp4j.opamp.internal.threads;

import io.amp4j.opamp.internal.log.SafeLogger;
import io.amp4j.opamp.transport.ConnectionListener;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Calls one listener from any number of threads, one call at a time and in the order of posting, without a lock: a thread that posts while
 * no other delivers makes the calls itself, including calls that others post meanwhile. After {@link #BATCH} calls it hands the rest over,
 * so that a peer that causes endless calls does not keep it from its own work.
 */
public final class Deliveries {
    private static final SafeLogger LOGGER = SafeLogger.of(Deliveries.class);

    /** How many calls caused by the peer may be queued, each of {@link #UNIT} bytes; larger ones take more room. */
    static final int ROOM = 1_000;

    private static final int UNIT = 65_536;

    /** How many calls a thread makes before it hands over. */
    static final int BATCH = 16;

    /** @param taken the room that it takes, which it releases at its end */
    private record Call(Consumer<ConnectionListener> call, int taken) {}

    private final ConnectionListener listener;
    private final Executor relay;
    private final Semaphore room = new Semaphore(ROOM);
    private final Queue<Call> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean silent;

    /** @param relay takes over when a thread has made its share of calls */
    public Deliveries(ConnectionListener listener, Executor relay) {
        this.listener = listener;
        this.relay = relay;
    }

    /** Makes one call; after a terminal one it is dropped. */
    public void post(Consumer<ConnectionListener> call) {
        post(new Call(call, 0));
    }

    /**
     * Makes one call that the peer can cause as often as it likes: waits, while another thread delivers, until there is room for it.
     *
     * @param bytes how many bytes it holds until it is made
     */
    public void postWhenThereIsRoom(int bytes, Consumer<ConnectionListener> call) {
        int taken = Math.min(ROOM, 1 + bytes / UNIT);
        room.acquireUninterruptibly(taken);
        post(new Call(call, taken));
    }

    private void post(Call call) {
        if (silent) {
            giveBack(call);
            return;
        }
        waiting.add(call);
        if (count.getAndIncrement() == 0) {
            deliver();
        }
    }

    private void deliver() {
        int made = 0;
        do {
            Call next = waiting.remove();
            if (!silent) {
                try {
                    next.call.accept(listener);
                } catch (RuntimeException | Error e) {
                    LOGGER.warning("a connection listener failed", e);
                }
            }
            giveBack(next);
            made++;
        } while (count.decrementAndGet() != 0 && (made < BATCH || !isHandedOver()));
    }

    private boolean isHandedOver() {
        try {
            relay.execute(this::deliver);
            return true;
        } catch (RuntimeException | Error e) {
            // The transport is closed, or there is no thread: the calls continue on this thread.
            return false;
        }
    }

    private void giveBack(Call call) {
        room.release(call.taken);
    }

    /** Reports at once that the terminal call will follow. */
    public void ending() {
        if (!silent) {
            try {
                listener.onEnding();
            } catch (RuntimeException | Error e) {
                LOGGER.warning("a connection listener failed", e);
            }
        }
    }

    /** Makes the terminal call, once. */
    public void end(Consumer<ConnectionListener> call) {
        if (ended.compareAndSet(false, true)) {
            post(each -> {
                silent = true;
                call.accept(each);
            });
        }
    }

    /** Makes no further call. */
    public void silence() {
        ended.set(true);
        silent = true;
    }

    /** Returns whether the terminal call has been made, or none will be made. */
    public boolean isEnded() {
        return ended.get();
    }
}
