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
 * Virtual time that a test advances: a wall clock, a monotonic clock and a scheduler that are consistent.
 *
 * <p>Tasks run only inside {@link #advance}, {@link #advanceToNextTask} and {@link #runDueTasks}, on the calling thread, ordered by due
 * time and then by the order in which they were scheduled. While a task runs, the clocks show its due time. A task without a delay is due
 * at once, but it too runs only inside these methods. A task that throws does not stop the others: its future holds the exception. Any
 * thread may schedule, cancel and read; concurrent calls that advance the time run one after the other.
 *
 * <p>Give a client all three: {@link #clock}, {@link #ticker} and {@link #scheduler}.
 *
 * @since 0.1.0
 */
public final class ManualTime {
    private final ReentrantLock advancing = new ReentrantLock();
    private final ManualScheduler scheduler;

    /** Creates a time that starts at a fixed moment in 2026 and at monotonic zero. */
    public ManualTime() {
        this(Instant.parse("2026-01-01T00:00:00Z"));
    }

    /** Creates a time that starts at {@code wallClock} and at monotonic zero. */
    public ManualTime(Instant wallClock) {
        scheduler = new ManualScheduler(wallClock);
    }

    /** Returns the wall clock. */
    public InstantSource clock() {
        return scheduler::instant;
    }

    /** Returns the monotonic clock, in nanoseconds since this object was created. */
    public LongSupplier ticker() {
        return scheduler::nanos;
    }

    /** Returns the scheduler; its tasks wait for {@link #advance}. After {@code shutdown()} it rejects new ones. */
    public ScheduledExecutorService scheduler() {
        return scheduler;
    }

    /** Returns by how much the monotonic clock has advanced. */
    public Duration elapsed() {
        return Duration.ofNanos(scheduler.nanos());
    }

    /**
     * Advances both clocks and runs the tasks that become due, including tasks that those tasks schedule.
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
     * Advances both clocks from one due task to the next, and calls {@code rest} before each step. Use this for work outside the scheduler,
     * on threads and sockets, that takes no virtual time. With the client of amp4j and a {@link FakeOpampServer}, use
     * {@link FakeOpampServer#advance}.
     *
     * @param rest waits until all work is done; called at the start and after each step. Tasks that it schedules are run too if they become
     *     due
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

    /** Runs the tasks that are due now, without advancing time. */
    public void runDueTasks() {
        advance(Duration.ZERO);
    }

    /**
     * Advances to the time of the next pending task and runs all tasks that are due then.
     *
     * @return by how much time advanced; zero if no task is pending
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

    /** Moves only the wall clock, forward or back, as an operator or NTP does; no task becomes due. */
    public void jumpWallClock(Duration by) {
        scheduler.jump(by);
    }

    /** Returns the remaining delay of each pending task, shortest first; zero for an overdue task. */
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
