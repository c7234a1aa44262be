package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.internal.log.SafeLogger;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A thread pool for user code, which may block. Tasks that return soon share {@link #PROMPT} threads, however many agents there are. If
 * tasks are queued and no thread has started one for {@link #STALL_NANOS}, all threads are blocked, and the pool adds threads, so that a
 * blocked task delays no other. Idle threads end. All are daemons.
 *
 * <p>They are platform threads even if the JVM has virtual ones: before Java 24 a virtual thread that blocks in a synchronized method pins
 * its carrier, and a few of those would block all other virtual threads.
 *
 * <p>This is not the pool of the transports, which doubles as soon as exchanges are queued. Here even ten thousand agents whose callbacks
 * return quickly need only {@link #PROMPT} threads, and a task for which no thread can be created is never lost.
 */
final class ElasticPool implements Executor {

    /** The number of threads while none is blocked. */
    static final int PROMPT = 3;

    /** How long tasks are queued without any of them starting before threads are added. */
    static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** After which time a thread is added for a task that is still queued although others start. */
    private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final SafeLogger LOGGER = SafeLogger.of(ElasticPool.class);

    private final String name;
    private final int limit;
    private final WorkCounter counter;
    private final WorkCounter.Kind kind;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition queued = lock.newCondition();
    private final ArrayDeque<Task> queue = new ArrayDeque<>();
    private int threads;
    private int idle;
    private long begun;
    private int names;
    private boolean watched;
    private boolean shutdown;

    /**
     * Creates a pool without threads.
     *
     * @param limit the maximum number of threads
     * @param counter counts each task, as one of this kind, until it has run
     */
    ElasticPool(String name, int limit, WorkCounter counter, WorkCounter.Kind kind) {
        this.name = name;
        this.limit = limit;
        this.counter = counter;
        this.kind = kind;
    }

    /**
     * Runs a task soon. If no thread can be created, the task stays queued until one can.
     *
     * @throws RejectedExecutionException after {@link #shutdown()}
     */
    @Override
    public void execute(Runnable task) {
        lock.lock();
        try {
            if (shutdown) {
                throw new RejectedExecutionException("the client is closed");
            }
            counter.begin(kind);
            queue.add(new Task(task, System.nanoTime()));
            if (queue.size() <= idle) {
                work.signal();
            } else if (threads < Math.min(PROMPT, limit)) {
                addThread();
                if (threads == 0) {
                    watch();
                }
            } else {
                watch();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Removes a task that has not started. */
    void remove(Runnable task) {
        lock.lock();
        try {
            int before = queue.size();
            queue.removeIf(waiting -> waiting.work == task);
            counter.end(kind, before - queue.size());
        } finally {
            lock.unlock();
        }
    }

    /** Accepts no further task; queued tasks still run. */
    void shutdown() {
        lock.lock();
        try {
            shutdown = true;
            work.signalAll();
            queued.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many threads there are. */
    int threads() {
        lock.lock();
        try {
            return threads;
        } finally {
            lock.unlock();
        }
    }

    private void addThread() {
        if (start(this::runTasks, name + (names + 1))) {
            names++;
            threads++;
        }
    }

    /** Returns false if the system cannot create a thread now; it may be able to later. */
    private boolean start(Runnable task, String name) {
        try {
            Thread thread = new PoolThread(task, name, counter);
            thread.setDaemon(true);
            thread.start();
            return true;
        } catch (Throwable e) {
            LOGGER.warning("cannot start a thread for the callbacks of an OpAMP agent; they wait for one", e);
            return false;
        }
    }

    private void runTasks() {
        for (Runnable next = take(); next != null; next = take()) {
            try {
                next.run();
            } catch (Throwable e) {
                LOGGER.severe("a task of an OpAMP agent failed", e);
            } finally {
                counter.end(kind);
            }
        }
    }

    /** Returns null if this thread must end. */
    private @Nullable Runnable take() {
        lock.lock();
        try {
            long left = IDLE_NANOS;
            while (queue.isEmpty()) {
                if (shutdown || left <= 0) {
                    threads--;
                    return null;
                }
                idle++;
                try {
                    left = work.awaitNanos(left);
                } catch (InterruptedException e) {
                    // Left behind by user code, or sent to all daemon threads: the interrupt is not meant for this
                    // pool.
                    LOGGER.fine("interrupted", e);
                } finally {
                    idle--;
                }
            }
            // An interrupt of one task is not meant for the next.
            Thread.interrupted();
            begun++;
            return queue.remove().work;
        } finally {
            lock.unlock();
        }
    }

    /** Ensures that a thread checks whether queued tasks start. */
    private void watch() {
        if (watched) {
            queued.signal();
        } else {
            watched = start(this::watchQueue, name + "watch");
        }
    }

    private void watchQueue() {
        lock.lock();
        try {
            long left = IDLE_NANOS;
            while (!queue.isEmpty() || (!shutdown && left > 0)) {
                if (queue.isEmpty()) {
                    left = await(queued, left);
                } else {
                    left = IDLE_NANOS;
                    long before = begun;
                    sleep(STALL_NANOS);
                    growIfStalled(before);
                }
            }
        } finally {
            watched = false;
            lock.unlock();
        }
    }

    private void growIfStalled(long before) {
        Task oldest = queue.peek();
        if (oldest == null) {
            return;
        }
        int more = 0;
        if (begun == before) {
            more = Math.min(queue.size(), Math.max(1, threads / 2));
        } else if (System.nanoTime() - oldest.since > LONGEST_WAIT_NANOS) {
            more = 1;
        }
        for (int i = 0; i < more && threads < limit; i++) {
            addThread();
        }
    }

    /** Waits for the whole time, despite signals. */
    private void sleep(long nanos) {
        long left = nanos;
        while (left > 0) {
            left = await(queued, left);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // the callers loop
    private static long await(Condition condition, long nanos) {
        try {
            return condition.awaitNanos(nanos);
        } catch (InterruptedException e) {
            // User code has no reference to this thread, so an interrupt has no meaning here.
            LOGGER.fine("interrupted", e);
            return nanos;
        }
    }

    /** Returns whether the caller runs in a pool with this counter, as user code does. */
    static boolean isThreadOf(WorkCounter counter) {
        return Thread.currentThread() instanceof PoolThread thread && thread.counter == counter;
    }

    private record Task(Runnable work, long since) {}

    private static final class PoolThread extends Thread {
        private final WorkCounter counter;

        PoolThread(Runnable task, String name, WorkCounter counter) {
            super(task, name);
            this.counter = counter;
        }
    }
}
