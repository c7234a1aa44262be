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
 * Counts what an engine has to do now; timers are not among it. Whoever hands work over counts it before it can begin, and what handed it over
 * is itself counted until after that: so there is no moment between the two at which the count is zero.
 */
final class WorkCounter {

    /** What the work is, for whoever waits for its end in vain. */
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

    /** An exchange, which stands in the upper half of {@link #all}: who waits may have to leave some out, and sees all at one moment. */
    private static final long EXCHANGE = 1L << 32;

    /** While only exchanges are under way it may be somebody else who says that they are not waited for. */
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

    /** Work of this kind can begin from now on. */
    void begin(Kind kind) {
        count(kind).incrementAndGet();
        all.addAndGet(weight(kind));
    }

    /** It is done, and what it has handed on is counted. */
    void end(Kind kind) {
        end(kind, 1);
    }

    /** The same for so many pieces of work. */
    void end(Kind kind, int count) {
        count(kind).addAndGet(-count);
        // Who waits says so before it looks at the count: one of the two sees the other.
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

    /** Nobody waits any more: what is left is cut off. */
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
     * Waits until there is nothing to do but at most {@code held} exchanges, which is asked again and again.
     *
     * @return how many exchanges are under way then; -1 if it did not come to that in time
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

    /** Says how much there is of what. */
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
