package io.amp4j.catalog;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A scheduler whose time stands still until {@link #advance} moves it and runs what is due, on the calling thread. */
class ManualScheduler extends AbstractExecutorService implements ScheduledExecutorService {
    private final class Task extends FutureTask<Void> implements ScheduledFuture<Void> {
        private final long due;

        Task(Runnable command, long due) {
            super(command, null);
            this.due = due;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - now, TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Comparator.<Delayed>comparingLong(delayed -> delayed.getDelay(TimeUnit.NANOSECONDS))
                    .compare(this, other);
        }
    }

    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private long now;
    private boolean shutdown;

    /** Moves the time and runs every task that falls due on the way, in order. */
    void advance(Duration duration) {
        long end = now + duration.toNanos();
        for (Task task = tasks.peek(); task != null && task.due <= end; task = tasks.peek()) {
            tasks.remove();
            now = task.due;
            task.run();
        }
        now = end;
    }

    /** Returns the delays of what waits, soonest first; what was cancelled does not wait. */
    List<Duration> waiting() {
        return tasks.stream()
                .filter(task -> !task.isCancelled())
                .sorted()
                .map(task -> Duration.ofNanos(task.due - now))
                .toList();
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        if (shutdown) {
            throw new RejectedExecutionException("shut down");
        }
        Task task = new Task(command, now + unit.toNanos(delay));
        tasks.add(task);
        return task;
    }

    @Override
    public void execute(Runnable command) {
        command.run();
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long first, long period, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long first, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void shutdown() {
        shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return shutdown;
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> calls) {
        throw new UnsupportedOperationException();
    }
}
