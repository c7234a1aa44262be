package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.internal.log.SafeLogger;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Runs the tasks of one agent one at a time and in order, on threads of a shared executor. */
final class Lane implements Executor {

    private static final SafeLogger LOGGER = SafeLogger.of(Lane.class);

    /**
     * After which time a thread is returned to the executor between two tasks: a change of threads for each task would cost more than most
     * tasks.
     */
    private static final long SLICE_NANOS = 1_000_000;

    private final Executor executor;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private boolean scheduled;
    private boolean closed;
    private @Nullable Thread running;

    Lane(Executor executor) {
        this.executor = executor;
    }

    /** Queues a task behind those before it. Has no effect after {@link #close}. */
    @Override
    public void execute(Runnable task) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            queue.add(task);
            if (scheduled) {
                return;
            }
            scheduled = true;
        } finally {
            lock.unlock();
        }
        schedule();
    }

    /** Requests a thread again if there was none for the queued tasks. */
    void wake() {
        lock.lock();
        try {
            if (scheduled || queue.isEmpty()) {
                return;
            }
            scheduled = true;
        } finally {
            lock.unlock();
        }
        schedule();
    }

    private void schedule() {
        try {
            executor.execute(this::runSome);
        } catch (RejectedExecutionException e) {
            LOGGER.fine("the executor is shut down, or has enough to do", e);
            notScheduled();
        } catch (Throwable e) {
            LOGGER.severe(
                    "cannot start a thread for a task of an OpAMP agent; it is tried again with the next task", e);
            notScheduled();
        }
    }

    private void notScheduled() {
        lock.lock();
        try {
            scheduled = false;
            idle.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Runs tasks for {@link #SLICE_NANOS} and returns the thread, so that an agent with many tasks does not delay others. */
    private void runSome() {
        boolean more = true;
        while (more) {
            long begin = System.nanoTime();
            do {
                runNext();
                more = end();
            } while (more && System.nanoTime() - begin < SLICE_NANOS);
            more = more && !isHandedOn();
        }
    }

    /** Returns false if the executor rejects the rest, for example after its shutdown: then this thread has to run it. */
    private boolean isHandedOn() {
        try {
            executor.execute(this::runSome);
            return true;
        } catch (Throwable e) {
            LOGGER.fine("no other thread goes on", e);
            return false;
        }
    }

    private void runNext() {
        Runnable task = begin();
        if (task != null) {
            try {
                task.run();
            } catch (Throwable e) {
                LOGGER.severe("a task of an OpAMP agent failed", e);
            }
        }
    }

    private @Nullable Runnable begin() {
        lock.lock();
        try {
            running = Thread.currentThread();
            return queue.poll();
        } finally {
            lock.unlock();
        }
    }

    private boolean end() {
        lock.lock();
        try {
            running = null;
            scheduled = !queue.isEmpty();
            if (!scheduled) {
                idle.signalAll();
            }
            return scheduled;
        } finally {
            lock.unlock();
        }
    }

    /** Drops tasks that have not started and starts no more. A running task continues. */
    void close() {
        lock.lock();
        try {
            closed = true;
            queue.clear();
        } finally {
            lock.unlock();
        }
    }

    /** A closed lane whose thread has not started yet has no task left to run. */
    private boolean isBusy() {
        return scheduled && !(closed && running == null);
    }

    /** A task in {@link System#exit} does not return, so shutdown hooks must not wait for it. */
    private boolean isEndingTheProcess() {
        Thread thread = running;
        return thread != null
                && Arrays.stream(thread.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals("java.lang.Shutdown"));
    }

    /**
     * Waits until no task runs. Does not wait if called by a task of this lane, nor for a task that is in {@link System#exit}. Returns
     * whether no task runs.
     */
    boolean awaitIdle(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (isBusy() && running != Thread.currentThread() && !isEndingTheProcess()) {
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
