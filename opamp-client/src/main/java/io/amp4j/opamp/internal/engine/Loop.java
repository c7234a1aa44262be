package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.internal.engine.WorkCounter.Kind;
import io.amp4j.opamp.internal.log.SafeLogger;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The event loop of an engine: runs the tasks and timers of all its sessions, one at a time. No task may block.
 *
 * <p>The loop has a thread. If the loop is idle, a thread of the transport with an event does not wake it, but runs the task itself: a
 * message then needs no change of threads, which would take longer than its processing.
 */
final class Loop implements Executor, AutoCloseable {

    private static final SafeLogger LOGGER = SafeLogger.of(Loop.class);

    /**
     * How many tasks of other threads may be queued. A thread that adds more blocks, so that a server that sends too fast hits
     * backpressure.
     */
    static final int ROOM = 1_000;

    /** How many bytes of messages they may hold, or one message of any size. */
    static final long ROOM_BYTES = 64L << 20;

    /** The shortest wait for a timer, to avoid busy waiting with a clock that stands still. */
    private static final long SHORTEST_WAIT_NANOS = 100_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final AtomicInteger inbound = new AtomicInteger();
    private final AtomicLong inboundBytes = new AtomicLong();
    private final TreeSet<Timer> timers =
            new TreeSet<>(Comparator.<Timer>comparingLong(timer -> timer.at).thenComparingLong(timer -> timer.number));
    private final LongSupplier ticker;
    private final @Nullable UserScheduler scheduler;
    private final long origin;
    private final Thread thread;
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private final WorkCounter counter = new WorkCounter();
    /** The thread that runs a task; no other runs one meanwhile. */
    private volatile @Nullable Thread owner;

    private volatile long lastNow;
    private final AtomicBoolean tickerFailed = new AtomicBoolean();
    private long timerNumbers;

    /** Whether the loop's own thread must run next, before any other thread. */
    private boolean ownThreadNext;

    private boolean started;
    private boolean closed;

    /**
     * Creates a loop whose thread starts with the first task.
     *
     * @param ticker the monotonic clock; null for the system's
     * @param scheduler schedules delays; null for the loop's own thread. With a ticker as well, the time may be virtual: then the
     *     scheduler's thread waits until a timer is handled, at most 10 s. Without a ticker, or with the system's, the scheduler's thread
     *     is never blocked.
     */
    Loop(String name, @Nullable LongSupplier ticker, @Nullable ScheduledExecutorService scheduler) {
        this.ticker = ticker == null ? System::nanoTime : ticker;
        long before = System.nanoTime();
        this.origin = this.ticker.getAsLong();
        boolean isSystemTime = before <= origin && origin <= System.nanoTime();
        this.scheduler = scheduler == null ? null : new UserScheduler(scheduler, this, !isSystemTime);
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /**
     * Makes the loop's thread look for work, after the task that another thread may be running. Starts the thread if it is the first work.
     */
    private void wake() {
        if (!started) {
            thread.start();
            started = true;
        }
        if (owner == null) {
            work.signal();
        } else {
            ownThreadNext = true;
        }
    }

    /** Returns the counter of this loop's tasks and of the other work of its engine. */
    WorkCounter counter() {
        return counter;
    }

    /** Returns the monotonic time in nanoseconds since this loop was made. While the ticker fails, time stands still. */
    long now() {
        try {
            lastNow = ticker.getAsLong() - origin;
        } catch (Throwable e) {
            if (tickerFailed.compareAndSet(false, true)) {
                LOGGER.warning("the ticker given to the client failed; its last value is used meanwhile", e);
            }
        }
        return lastNow;
    }

    /** Returns whether the caller runs in a task of this loop. */
    boolean isCurrentThread() {
        return Thread.currentThread() == owner;
    }

    /** Runs a task soon. Has no effect after {@link #close()}. */
    @Override
    public void execute(Runnable task) {
        if (!tryExecute(task)) {
            LOGGER.fine(() -> "a task came after the end");
        }
    }

    /**
     * Runs a task at once on this thread, or queues it if other tasks precede it. Blocks while {@link #ROOM} tasks, or {@link #ROOM_BYTES}
     * of messages, are queued, unless the caller is a task itself. A virtual thread never runs a task: while it is parked and the program
     * keeps all carriers busy, the loop could not continue. Has no effect after {@link #close()}.
     *
     * @param bytes how large the message is that the task holds
     */
    void executeHere(Runnable task, long bytes) {
        lock.lock();
        try {
            if (closed
                    || owner != null
                    || ownThreadNext
                    || !queue.isEmpty()
                    || Virtual.isVirtual(Thread.currentThread())) {
                enqueue(task, bytes);
                return;
            }
            owner = Thread.currentThread();
            counter.begin(Kind.LOOP);
        } finally {
            lock.unlock();
        }
        try {
            run(task);
        } finally {
            release();
            counter.end(Kind.LOOP);
        }
    }

    /** Like {@link #executeHere(Runnable, long)}, for a task that holds no message. */
    void executeHere(Runnable task) {
        executeHere(task, 0);
    }

    private void release() {
        lock.lock();
        try {
            owner = null;
            if (ownThreadNext) {
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Queues a task of another thread. If the queue is full, blocks until there is room or the task is done. */
    private void enqueue(Runnable task, long bytes) {
        Inbound added = new Inbound(task, bytes);
        inbound.incrementAndGet();
        inboundBytes.addAndGet(bytes);
        if (!tryExecute(added)) {
            added.finish();
        }
        if (isOverfull() && !isCurrentThread()) {
            added.isAwaited = true;
            while (isOverfull() && !added.isDone && !closed) {
                room.awaitUninterruptibly();
            }
        }
    }

    private boolean isOverfull() {
        return inbound.get() > ROOM || (inboundBytes.get() > ROOM_BYTES && inbound.get() > 1);
    }

    /** Runs a task soon, or returns false after {@link #close()}. */
    boolean tryExecute(Runnable task) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            counter.begin(Kind.LOOP);
            queue.add(task);
            wake();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs a task when {@link #now()} reaches {@code at}, instead of at the time of {@code old}. If {@code old} is earlier, the task may
     * also run at that time: otherwise a timer that is postponed with every message would leave many cancelled timers behind.
     */
    Timer reschedule(@Nullable Timer old, long at, Runnable task) {
        if (old != null) {
            if (scheduler == null && old.isPending() && old.at <= at) {
                return old;
            }
            old.cancel();
        }
        return schedule(at, task);
    }

    private Timer schedule(long at, Runnable task) {
        Timer timer = new Timer(at, task);
        if (scheduler == null || !scheduler.takes(timer)) {
            scheduleHere(timer);
        }
        return timer;
    }

    private void scheduleHere(Timer timer) {
        lock.lock();
        try {
            if (!closed) {
                timer.number = ++timerNumbers;
                timers.add(timer);
                if (timers.first() == timer) {
                    wake();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        ArrayDeque<Runnable> batch = new ArrayDeque<>();
        boolean open = true;
        while (open) {
            try {
                open = await(batch);
            } catch (Throwable e) {
                // For example out of memory. The thread must survive, because all agents need it.
                LOGGER.severe("the OpAMP loop failed; it continues", e);
            }
            for (Runnable task = batch.poll(); task != null; task = batch.poll()) {
                run(task);
                counter.end(Kind.LOOP);
            }
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            // A failure of one agent must not stop the others.
            LOGGER.severe("a task of the OpAMP loop failed", e);
        }
    }

    /** Waits for work and moves it into {@code batch}. Returns false if the loop is closed and everything is done. */
    private boolean await(ArrayDeque<Runnable> batch) {
        lock.lock();
        try {
            if (owner == thread) {
                owner = null;
            }
            while (true) {
                while (owner != null) {
                    ownThreadNext = true;
                    work.awaitUninterruptibly();
                }
                ownThreadNext = false;
                batch.addAll(queue);
                queue.clear();
                long now = now();
                while (!timers.isEmpty() && timers.first().at <= now) {
                    counter.begin(Kind.LOOP);
                    batch.add(timers.first());
                    timers.pollFirst();
                }
                if (!batch.isEmpty()) {
                    owner = thread;
                    return true;
                }
                if (closed) {
                    return false;
                }
                if (timers.isEmpty()) {
                    work.awaitUninterruptibly();
                } else {
                    awaitNanos(Math.max(SHORTEST_WAIT_NANOS, timers.first().at - now));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings({"WaitNotInLoop", "ResultOfMethodCallIgnored"}) // the caller loops, and looks at the clock itself
    private void awaitNanos(long nanos) {
        try {
            work.awaitNanos(nanos);
        } catch (InterruptedException e) {
            // Only close() ends the loop; an interrupt only wakes it.
            LOGGER.fine("interrupted", e);
        }
    }

    /** Runs queued tasks and then ends the thread. Does not wait for it. */
    @Override
    public void close() {
        close(() -> {});
    }

    /**
     * Runs queued tasks and, on the first call, {@code last}, then ends the thread. If the loop never ran, {@code last} runs on the calling
     * thread.
     */
    void close(Runnable last) {
        boolean here;
        lock.lock();
        try {
            here = !closed && !started;
            if (!closed && started) {
                counter.begin(Kind.LOOP);
                queue.add(last);
            }
            closed = true;
            timers.clear();
            work.signal();
            room.signalAll();
        } finally {
            lock.unlock();
        }
        if (here) {
            last.run();
        }
    }

    /** Returns how many timers wait on the loop's own thread. */
    int waitingTimers() {
        lock.lock();
        try {
            return timers.size();
        } finally {
            lock.unlock();
        }
    }

    /** A task of another thread, which may block until the task is done. */
    private final class Inbound implements Runnable {
        private final Runnable task;
        private final long bytes;
        private volatile boolean isAwaited;
        private volatile boolean isDone;

        Inbound(Runnable task, long bytes) {
            this.task = task;
            this.bytes = bytes;
        }

        @Override
        public void run() {
            try {
                task.run();
            } finally {
                finish();
            }
        }

        /** Wakes the threads that wait for room once there is enough, and the thread that added this task. */
        private void finish() {
            isDone = true;
            long before = inboundBytes.getAndAdd(-bytes);
            boolean isRoomForBytes = before > ROOM_BYTES / 2 && before - bytes <= ROOM_BYTES / 2;
            if (inbound.decrementAndGet() == ROOM / 2 || isRoomForBytes || isAwaited) {
                lock.lock();
                try {
                    room.signalAll();
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    /** A task with its time. Once it has run or is cancelled, the timer has no reference to the task, and the loop none to the timer. */
    final class Timer implements Runnable {
        final long at;
        private final AtomicReference<@Nullable Runnable> task;
        private long number;
        volatile @Nullable Future<?> future;

        Timer(long at, Runnable task) {
            this.at = at;
            this.task = new AtomicReference<>(task);
        }

        boolean isPending() {
            return task.get() != null;
        }

        /** Has no effect if the task has run. */
        void cancel() {
            if (task.getAndSet(null) == null) {
                return;
            }
            Future<?> scheduled = future;
            if (scheduled == null) {
                forget(this);
                return;
            }
            try {
                scheduled.cancel(false);
            } catch (Throwable e) {
                // The timer will fire without a task.
                LOGGER.fine("the scheduler given to the client cannot cancel", e);
            }
        }

        @Override
        public void run() {
            Runnable due = task.getAndSet(null);
            if (due != null) {
                due.run();
            }
        }
    }

    private void forget(Timer timer) {
        lock.lock();
        try {
            timers.remove(timer);
        } finally {
            lock.unlock();
        }
    }
}
