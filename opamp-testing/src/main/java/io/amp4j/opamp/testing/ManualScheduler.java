package io.amp4j.opamp.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The clocks and the queue behind {@link ManualTime}. */
final class ManualScheduler extends AbstractExecutorService implements ScheduledExecutorService {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final TreeSet<Task<?>> queue = new TreeSet<>();
    private final Instant start;
    private Duration jumped = Duration.ZERO;
    private long nanos;
    private long scheduled;
    private boolean shutdown;
    private boolean running;

    ManualScheduler(Instant start) {
        this.start = start;
    }

    Instant instant() {
        lock.lock();
        try {
            return start.plus(jumped).plusNanos(nanos);
        } finally {
            lock.unlock();
        }
    }

    long nanos() {
        lock.lock();
        try {
            return nanos;
        } finally {
            lock.unlock();
        }
    }

    void jump(Duration by) {
        lock.lock();
        try {
            jumped = jumped.plus(by);
        } finally {
            lock.unlock();
        }
    }

    List<Duration> delays() {
        lock.lock();
        try {
            return queue.stream()
                    .map(task -> Duration.ofNanos(Math.max(0, task.due - nanos)))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    OptionalLong nextDue() {
        lock.lock();
        try {
            return queue.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Math.max(nanos, queue.first().due));
        } finally {
            lock.unlock();
        }
    }

    /** Runs tasks in order until none is due by {@code target}. The lock is never held while one runs. */
    void runUntil(long target) {
        for (Task<?> task = next(target); task != null; task = next(target)) {
            try {
                task.run();
            } finally {
                finished();
            }
        }
    }

    private @Nullable Task<?> next(long target) {
        lock.lock();
        try {
            if (queue.isEmpty() || queue.first().due > target) {
                nanos = Math.max(nanos, target);
                return null;
            }
            Task<?> task = queue.first();
            queue.remove(task);
            nanos = Math.max(nanos, task.due);
            running = true;
            return task;
        } finally {
            lock.unlock();
        }
    }

    private void finished() {
        lock.lock();
        try {
            running = false;
            idle.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private <V> Task<V> enqueue(Callable<V> work, long delayNanos, long period) {
        lock.lock();
        try {
            if (shutdown) {
                throw new RejectedExecutionException("the scheduler is shut down");
            }
            Task<V> task = new Task<>(work, after(delayNanos), period);
            queue.add(task);
            return task;
        } finally {
            lock.unlock();
        }
    }

    /** Saturates, so that a very long delay does not overflow into the past. */
    private long after(long delayNanos) {
        long due = nanos + Math.max(0, delayNanos);
        return due < nanos ? Long.MAX_VALUE : due;
    }

    @Override
    public void execute(Runnable command) {
        var unused = enqueue(Executors.callable(command), 0, 0);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return enqueue(Executors.callable(command), unit.toNanos(delay), 0);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        return enqueue(callable, unit.toNanos(delay), 0);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
        return enqueue(Executors.callable(command), unit.toNanos(initialDelay), positive(unit.toNanos(period)));
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
        // Tasks take no virtual time, so a fixed delay and a fixed rate are the same.
        return enqueue(Executors.callable(command), unit.toNanos(initialDelay), positive(unit.toNanos(delay)));
    }

    private static long positive(long period) {
        if (period <= 0) {
            throw new IllegalArgumentException("period must be positive: " + period);
        }
        return period;
    }

    /** Refuses new tasks and drops those that are not due yet and the periodic ones, as the schedulers of the JDK may do. */
    @Override
    public void shutdown() {
        List<Task<?>> dropped;
        lock.lock();
        try {
            shutdown = true;
            dropped = queue.stream()
                    .filter(task -> task.period > 0 || task.due > nanos)
                    .toList();
            queue.removeAll(dropped);
            idle.signalAll();
        } finally {
            lock.unlock();
        }
        dropped.forEach(task -> task.cancel(false));
    }

    @Override
    public List<Runnable> shutdownNow() {
        lock.lock();
        try {
            shutdown = true;
            List<Runnable> waiting = new ArrayList<>(queue);
            queue.clear();
            idle.signalAll();
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isShutdown() {
        lock.lock();
        try {
            return shutdown;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isTerminated() {
        lock.lock();
        try {
            return shutdown && queue.isEmpty() && !running;
        } finally {
            lock.unlock();
        }
    }

    /** Waits in real time until another thread has advanced the time. */
    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        long left = unit.toNanos(timeout);
        lock.lock();
        try {
            while (!(shutdown && queue.isEmpty() && !running)) {
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

    private final class Task<V> extends FutureTask<V> implements RunnableScheduledFuture<V> {
        private final long order = scheduled++;
        private final long period;
        private long due;

        Task(Callable<V> work, long due, long period) {
            super(work);
            this.due = due;
            this.period = period;
        }

        @Override
        public void run() {
            if (period == 0) {
                super.run();
            } else if (runAndReset()) {
                again();
            }
        }

        private void again() {
            lock.lock();
            try {
                if (!shutdown && !isCancelled()) {
                    due = after(period);
                    queue.add(this);
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            lock.lock();
            try {
                queue.remove(this);
            } finally {
                lock.unlock();
            }
            return cancelled;
        }

        @Override
        public boolean isPeriodic() {
            return period > 0;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - nanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            if (other instanceof Task<?> task) {
                int byTime = Long.compare(due, task.due);
                return byTime != 0 ? byTime : Long.compare(order, task.order);
            }
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
