package io.amp4j.opamp.internal.engine;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/**
 * Counts the work in progress of an engine, without timers. Work that is passed on is counted before it can start, and the work that passes
 * it on is counted until after that: so the count is never zero in between.
 */
final class WorkCounter {

    /** The kind of work, for the message of a wait that times out. */
    enum Kind {
        LOOP("tasks of the protocol"),
        EXCHANGE("exchanges with the server"),
        CALLBACK("callbacks"),
        HEADERS("calls of a header supplier"),
        STORE("calls of a state store"),
        FUTURE("completions of futures"),
        PROBE("health probes"),
        INSTALLER("calls of an installer of packages"),
        DOWNLOAD("downloads of packages");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    /**
     * One exchange, counted in the upper half of {@link #all}: a waiting thread may have to exclude some exchanges, and must read both
     * counts at once.
     */
    private static final long EXCHANGE = 1L << 32;

    /** While only exchanges are in progress, the test may declare them as held at any time, so the wait polls. */
    private static final long LOOK_AGAIN_NANOS = 1_000_000;

    private final AtomicLong all = new AtomicLong();
    private final Map<Kind, AtomicInteger> each = new EnumMap<>(Kind.class);
    private final AtomicInteger waiting = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile boolean closed;

    WorkCounter() {
        for (Kind kind : Kind.values()) {
            each.put(kind, new AtomicInteger());
        }
    }

    /** Called before work of this kind can start. */
    void begin(Kind kind) {
        count(kind).incrementAndGet();
        all.addAndGet(weight(kind));
    }

    /** Called when work is done, and work that it passed on is counted. */
    void end(Kind kind) {
        end(kind, 1);
    }

    /** Like {@link #end(Kind)}, for several pieces of work. */
    void end(Kind kind, int count) {
        count(kind).addAndGet(-count);
        // A waiting thread registers before it reads the count, so one of the two threads sees the other's write.
        if (isExchangesAlone(all.addAndGet(-count * weight(kind))) && waiting.get() > 0) {
            wake();
        }
    }

    private static long weight(Kind kind) {
        return kind == Kind.EXCHANGE ? EXCHANGE : 1;
    }

    private static boolean isExchangesAlone(long all) {
        return (int) all == 0;
    }

    private AtomicInteger count(Kind kind) {
        return requireNonNull(each.get(kind));
    }

    /** Ends all waits; the remaining work is dropped. */
    void close() {
        closed = true;
        wake();
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until there is no work except at most {@code held} exchanges; {@code held} is called repeatedly.
     *
     * @return how many exchanges are in progress then; -1 after a timeout
     */
    int await(long nanos, IntSupplier held) throws InterruptedException {
        waiting.incrementAndGet();
        lock.lock();
        try {
            long end = System.nanoTime() + nanos;
            while (!closed) {
                long now = all.get();
                boolean exchangesAlone = isExchangesAlone(now);
                int exchanges = (int) (now / EXCHANGE);
                if (exchangesAlone && (exchanges == 0 || exchanges <= held.getAsInt())) {
                    return exchanges;
                }
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return -1;
                }
                pause(exchangesAlone ? Math.min(left, LOOK_AGAIN_NANOS) : left);
            }
            return 0;
        } finally {
            lock.unlock();
            waiting.decrementAndGet();
        }
    }

    @SuppressWarnings("WaitNotInLoop") // the caller loops, and looks at the clock itself
    private void pause(long nanos) throws InterruptedException {
        long unused = changed.awaitNanos(nanos);
    }

    /** Describes how much work of which kind there is. */
    String describe() {
        List<String> parts = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            int count = count(kind).get();
            if (count > 0) {
                parts.add(count + " " + kind.text);
            }
        }
        return parts.isEmpty() ? "nothing any more" : String.join(", ", parts);
    }
}
