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
 * A thread pool for tasks that wait for other machines. A few threads are enough as long as those respond quickly, however many tasks there
 * are. When a task has been queued for {@link #GROW_AFTER}, the number of threads doubles, up to a limit. An idle thread ends after some
 * seconds.
 *
 * <p>These are platform threads even if the JVM has virtual ones: their number is limited anyway, they may run tasks of the engine's loop,
 * and on Java 21 to 23 a virtual thread that blocks while it holds a lock of the HTTP or TLS library would pin its carrier.
 *
 * <p>This is not the engine's pool for user code: that one grows only if every thread is blocked, and keeps tasks for which there is no
 * thread. Here concurrent exchanges soon have a thread each, and an exchange for which no thread can be created fails.
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
     * @param base how many tasks run without queueing
     * @param limit how many run at most
     */
    public GrowingThreads(int base, int limit, String prefix, ScheduledExecutorService timer) {
        this.base = Math.min(base, limit);
        this.limit = limit;
        this.timer = timer;
        // The most recently used idle thread gets the next task, so that the others reach their idle timeout.
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
                    // The running threads will take it from the queue.
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

    /** Accepts no more tasks; queued ones still run. */
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
                    // The system cannot create more threads.
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

    /** Replaces a thread that ended because its task threw. */
    private void failed() {
        synchronized (lock) {
            running--;
            if (!waiting.isEmpty() && running < base && !closed) {
                startOne();
            }
        }
    }
}
