package io.amp4j.opamp.internal.threads;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks that wait for other machines. A few threads are enough as long as those are quick, however many tasks come; when a task has
 * waited for {@link #GROW_AFTER}, the number of threads doubles, and so on up to a limit. An idle thread ends after some seconds.
 *
 * <p>Platform threads, also where there are virtual ones: their number is bounded anyway, they may run the loop of the engine in place, and
 * on Java 21 to 23 a virtual one that waits within a lock of the HTTP or TLS library would hold a carrier.
 *
 * <p>Not the pool for code of the user in the engine: that one grows only when every thread hangs and keeps what it finds no thread for,
 * while exchanges shall soon have as many threads as are under way, and one that no thread can be had for has failed.
 */
public final class GrowingThreads implements Executor {

    /** After how many milliseconds in the queue a task is a reason for more threads. */
    static final long GROW_AFTER = 50;

    private record Waiting(Runnable task, long since) {}

    private final int base;
    private final int limit;
    private final ExecutorService threads;
    private final ScheduledExecutorService timer;
    private final Object lock = new Object();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private int running;
    private boolean watching;
    private boolean closed;

    /**
     * @param base how many tasks run without any wait
     * @param limit how many run at most
     */
    public GrowingThreads(int base, int limit, String prefix, ScheduledExecutorService timer) {
        this.base = Math.min(base, limit);
        this.limit = limit;
        this.timer = timer;
        // An idle thread that was busy last gets the next task, so that the others come to their end.
        this.threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 20, TimeUnit.SECONDS, new SynchronousQueue<>(), Threads.daemons(prefix));
    }

    /**
     * Runs a task soon.
     *
     * @throws RejectedExecutionException after {@link #shutdown()}
     */
    @Override
    public void execute(Runnable task) {
        synchronized (lock) {
            if (closed) {
                throw new RejectedExecutionException("the threads are shut down");
            }
            Waiting last = new Waiting(task, System.nanoTime());
            waiting.add(last);
            if (running < base) {
                try {
                    startOne();
                } catch (RuntimeException | Error e) {
                    if (running == 0) {
                        waiting.removeLastOccurrence(last);
                        throw e;
                    }
                    // Those that run take it in their turn.
                }
            } else if (running < limit && !watching) {
                watching = true;
                watch(GROW_AFTER);
            }
        }
    }

    /** Returns whether a task waits for a thread. */
    public boolean isAnyWaiting() {
        synchronized (lock) {
            return !waiting.isEmpty();
        }
    }

    /** Takes no more tasks; those that wait are still run. */
    public void shutdown() {
        synchronized (lock) {
            closed = true;
        }
        threads.shutdown();
    }

    private void startOne() {
        threads.execute(this::runAll);
        running++;
    }

    private void watch(long millis) {
        try {
            Future<?> unused = timer.schedule(this::grow, Math.max(1, millis), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The transport is closed.
            watching = false;
        }
    }

    private void grow() {
        synchronized (lock) {
            Waiting oldest = waiting.peek();
            if (oldest == null || running >= limit || closed) {
                watching = false;
                return;
            }
            long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - oldest.since);
            if (waited >= GROW_AFTER) {
                int more = Math.min(Math.min(Math.max(1, running), limit - running), waiting.size());
                try {
                    for (int i = 0; i < more; i++) {
                        startOne();
                    }
                } catch (RuntimeException | Error e) {
                    // As many as the system has are at work.
                }
                watch(GROW_AFTER);
            } else {
                watch(GROW_AFTER - waited);
            }
        }
    }

    private void runAll() {
        boolean ended = false;
        try {
            for (Runnable task = next(); task != null; task = next()) {
                task.run();
            }
            ended = true;
        } finally {
            if (!ended) {
                failed();
            }
        }
    }

    private @Nullable Runnable next() {
        synchronized (lock) {
            Waiting next = waiting.poll();
            if (next == null) {
                running--;
                return null;
            }
            return next.task;
        }
    }

    /** A task has thrown, which ends its thread; the others shall not miss it. */
    private void failed() {
        synchronized (lock) {
            running--;
            if (!waiting.isEmpty() && running < base && !closed) {
                startOne();
            }
        }
    }
}
