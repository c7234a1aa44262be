package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.internal.log.SafeLogger;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The futures of one agent's custom messages. Each is completed once, on threads of the executor and not of the loop. At most
 * {@link #WIDTH} are completed at a time, so that dependent stages which block occupy few threads, and can still wait for another message
 * of the same agent.
 */
final class CustomMessageFutures {

    /** How many may be completed at a time. */
    static final int WIDTH = 4;

    /** How many bytes of messages may wait for delivery. */
    static final long MOST_BYTES = 64L << 20;

    /** The bytes that each message counts in addition to its content, so that the number of empty ones is limited too. */
    private static final int EACH = 64;

    private record Waiting(Consumer<@Nullable String> told, long bytes) {}

    private static final SafeLogger LOGGER = SafeLogger.of(CustomMessageFutures.class);

    private final AtomicLong last = new AtomicLong();
    private final Map<Long, Waiting> waiting = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private final Executor executor;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private final Set<Thread> tellers = new HashSet<>();
    private int underway;

    CustomMessageFutures(Executor executor) {
        this.executor = executor;
    }

    /**
     * Returns a new ticket; {@code told} gets null on delivery, or the reason of the failure.
     *
     * @param size the bytes of the message
     * @return empty if too many bytes wait; {@link #MOST_BYTES}, or one message of any size, may wait
     */
    OptionalLong draw(long size, Consumer<@Nullable String> told) {
        long taken = size + EACH;
        long before = bytes.getAndAdd(taken);
        if (before > 0 && before + taken > MOST_BYTES) {
            bytes.addAndGet(-taken);
            return OptionalLong.empty();
        }
        long ticket = last.incrementAndGet();
        waiting.put(ticket, new Waiting(told, taken));
        return OptionalLong.of(ticket);
    }

    void settle(long ticket, @Nullable String refusal) {
        Waiting settled = waiting.remove(ticket);
        if (settled == null) {
            return;
        }
        bytes.addAndGet(-settled.bytes);
        Runnable telling = () -> settled.told.accept(refusal);
        lock.lock();
        try {
            queue.add(telling);
            if (underway == WIDTH) {
                return;
            }
            underway++;
        } finally {
            lock.unlock();
        }
        try {
            executor.execute(this::tellThoseWhoWait);
        } catch (RejectedExecutionException ended) {
            tellThoseWhoWait();
        }
    }

    /** Fails all remaining futures. */
    void refuseAll(String reason) {
        for (Long ticket : List.copyOf(waiting.keySet())) {
            settle(ticket, reason);
        }
    }

    private void tellThoseWhoWait() {
        for (Runnable next = next(); next != null; next = next()) {
            try {
                next.run();
            } catch (Throwable e) {
                LOGGER.warning("code that waits for the delivery of a custom message failed", e);
            }
        }
    }

    private @Nullable Runnable next() {
        lock.lock();
        try {
            Runnable next = queue.poll();
            if (next == null) {
                underway--;
                tellers.remove(Thread.currentThread());
                idle.signalAll();
            } else {
                tellers.add(Thread.currentThread());
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all are completed; does not wait on a thread that completes one. Returns whether all are completed. */
    boolean awaitTold(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (underway > 0 && !tellers.contains(Thread.currentThread())) {
                if (left <= 0) {
                    return false;
                }
                left = idle.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
