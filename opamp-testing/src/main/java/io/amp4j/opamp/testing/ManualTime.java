package io.amp4j.opamp.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Time that stands still until a test moves it: a wall clock, a monotonic clock and a scheduler that agree.
 *
 * <p>Tasks run only inside {@link #advance}, {@link #advanceToNextTask} and {@link #runDueTasks}, on the calling thread,
 * ordered by the time they are due and then by the order in which they were scheduled; while one runs, the clocks show the time it was due. A task without
 * delay is due at once but runs no earlier either. A task that throws does not stop the others: its future holds the exception. Any thread may
 * schedule, cancel and read; threads that advance at the same time take turns, one whole call after the other.
 *
 * <p>A client needs all three, {@link #clock}, {@link #ticker} and {@link #scheduler}.
 *
 * @since 0.1.0
 */
public final class ManualTime {
    private final ReentrantLock advancing = new ReentrantLock();
    private final ManualScheduler scheduler;

    /** Starts at a fixed moment in 2026 and at monotonic zero. */
    public ManualTime() {
        this(Instant.parse("2026-01-01T00:00:00Z"));
    }

    /** Starts at {@code wallClock} and at monotonic zero. */
    public ManualTime(Instant wallClock) {
        scheduler = new ManualScheduler(wallClock);
    }

    /** Returns the wall clock. */
    public InstantSource clock() {
        return scheduler::instant;
    }

    /** Returns the monotonic clock, in nanoseconds since this object was made. */
    public LongSupplier ticker() {
        return scheduler::nanos;
    }

    /** Returns the scheduler; its tasks wait for {@link #advance}. After {@code shutdown()} it refuses new ones, as any other. */
    public ScheduledExecutorService scheduler() {
        return scheduler;
    }

    /** Returns how far the monotonic clock has moved so far. */
    public Duration elapsed() {
        return Duration.ofNanos(scheduler.nanos());
    }

    /**
     * Moves both clocks forward and runs what becomes due on the way, tasks that those tasks schedule included.
     *
     * @throws IllegalArgumentException if {@code by} is negative
     * @throws IllegalStateException if called by a task
     */
    public void advance(Duration by) {
        exclusively(() -> scheduler.runUntil(target(by)));
    }

    private long target(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("time does not go back: " + by);
        }
        return Math.addExact(scheduler.nanos(), by.toNanos());
    }

    /**
     * Moves both clocks forward, one moment at which something is due after the other, and lets what that has begun come to rest before time
     * moves on: for what goes on outside the scheduler, on threads and sockets, and takes no time of this clock. With the client of amp4j and
     * a {@link FakeOpampServer} use {@link FakeOpampServer#advance}.
     *
     * @param rest waits until nothing goes on any more; called at the start too, and after each moment. What it schedules is part of the way
     * @throws IllegalArgumentException if {@code by} is negative
     * @throws IllegalStateException if called by a task, or by {@code rest}
     */
    public void advance(Duration by, Runnable rest) {
        exclusively(() -> {
            long target = target(by);
            rest.run();
            for (OptionalLong due = scheduler.nextDue();
                    due.isPresent() && due.getAsLong() <= target;
                    due = scheduler.nextDue()) {
                scheduler.runUntil(due.getAsLong());
                rest.run();
            }
            scheduler.runUntil(target);
        });
    }

    /** Runs what is due now, without moving time. */
    public void runDueTasks() {
        advance(Duration.ZERO);
    }

    /**
     * Moves to the time of the next pending task and runs all that is due then.
     *
     * @return how far time moved; zero if nothing is pending
     */
    public Duration advanceToNextTask() {
        long[] moved = {0};
        exclusively(() -> {
            long before = scheduler.nanos();
            scheduler.nextDue().ifPresent(scheduler::runUntil);
            moved[0] = scheduler.nanos() - before;
        });
        return Duration.ofNanos(moved[0]);
    }

    /** Moves the wall clock alone, forward or back, as an operator or NTP does; nothing becomes due. */
    public void jumpWallClock(Duration by) {
        scheduler.jump(by);
    }

    /** Returns for each pending task how long it still has to wait, soonest first; one that is overdue has zero. */
    public List<Duration> pendingTasks() {
        return scheduler.delays();
    }

    private void exclusively(Runnable work) {
        if (advancing.isHeldByCurrentThread()) {
            throw new IllegalStateException("a task cannot advance the time it runs in");
        }
        advancing.lock();
        try {
            work.run();
        } finally {
            advancing.unlock();
        }
    }
}
