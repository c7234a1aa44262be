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
 * Calls one listener from any number of threads, one call at a time and in the order of posting, without a lock: whoever posts while
 * nobody delivers, delivers, also some of what others post meanwhile; a thread that has made {@link #BATCH} calls hands the rest over, so
 * that a peer which causes calls without end does not keep it from its own work.
 */
public final class Deliveries {
    private static final SafeLogger LOGGER = SafeLogger.of(Deliveries.class);

    /** How many calls of the peer's making may wait, each of {@link #UNIT} bytes; larger ones take more room. */
    static final int ROOM = 1_000;

    private static final int UNIT = 65_536;

    /** How many calls a thread makes at a time. */
    static final int BATCH = 16;

    /** @param taken how much room it takes, which it gives back at its end */
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
            // The transport is closed, or there is no thread: it goes on here.
            return false;
        }
    }

    private void giveBack(Call call) {
        room.release(call.taken);
    }

    /** Says at once that the terminal call is to come. */
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

    /** Makes no call any more. */
    public void silence() {
        ended.set(true);
        silent = true;
    }

    /** Returns whether the terminal call is made, or none is to be made. */
    public boolean isEnded() {
        return ended.get();
    }
}
