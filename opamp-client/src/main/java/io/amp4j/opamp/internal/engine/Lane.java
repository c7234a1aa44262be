package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.internal.log.SafeLogger;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Runs the tasks of one agent one at a time and in order, on whatever thread a shared executor gives. */
final class Lane implements Executor {

    private static final SafeLogger LOGGER = SafeLogger.of(Lane.class);

    /** After how long a thread is given back between two tasks: one change of threads for each would cost more than most tasks. */
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

    /** Runs a task after those before it. Without effect after {@link #close}. */
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

    /** Asks for a thread again if there was none for the tasks that wait. */
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

    /** Runs tasks for a moment and gives the thread back, so that an agent with much to tell leaves room for others. */
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

    /** Returns false if nobody takes the rest, as after a shutdown: then it is for this thread to do. */
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

    /** Drops what has not begun and lets nothing begin any more. What runs goes on. */
    void close() {
        lock.lock();
        try {
            closed = true;
            queue.clear();
        } finally {
            lock.unlock();
        }
    }

    /** A closed lane whose thread has not come yet has nothing left for it to do. */
    private boolean isBusy() {
        return scheduled && !(closed && running == null);
    }

    /** A task that ends the process does not return; the hooks of the shutdown, which may wait here, would wait in vain. */
    private boolean isEndingTheProcess() {
        Thread thread = running;
        return thread != null
                && Arrays.stream(thread.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals("java.lang.Shutdown"));
    }

    /**
     * Waits until nothing runs; not at all on the thread that a task of this lane runs on, nor for a task that is in {@link System#exit}.
     * Returns whether that came to pass.
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
