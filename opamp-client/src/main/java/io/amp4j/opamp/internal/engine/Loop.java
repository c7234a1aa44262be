package io.amp4j.opamp.internal.engine;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Where all sessions of an engine run, one task at a time, with their timers. Nothing that runs here may block.
 *
 * <p>The loop has a thread. A thread of the transport that brings news does not wake it if it has nothing to do, but runs the one task
 * itself: a message then costs no change of threads, which would take longer than all the rest of it.
 */
final class Loop implements Executor, AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger(Loop.class.getName());

    /** How many tasks of others may wait: who brings more waits too, so that a server that talks faster than we listen fills its own pipe. */
    static final int ROOM = 1_000;

    /** How long a foreign scheduler's thread waits for a timer to be handled. */
    private static final long TIMER_PATIENCE_SECONDS = 10;

    /** By how much a timer may be late because a foreign scheduler counts from later. */
    private static final long UNNOTICED_NANOS = 1_000_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final AtomicInteger brought = new AtomicInteger();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(timer -> timer.at));
    private final LongSupplier ticker;
    private final @Nullable ScheduledExecutorService scheduler;
    private final long origin;
    private final Thread thread;
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    /** Who runs a task; nobody else does meanwhile. */
    private volatile @Nullable Thread owner;

    /** Whether the loop's thread is to go next, and no other thread to get in before it. */
    private boolean ownThreadNext;

    private boolean started;
    private boolean closed;

    /**
     * Makes a loop whose thread starts with the first task.
     *
     * @param scheduler where delays come from; null for a clock of our own, which {@code ticker} then has to follow in real time
     */
    Loop(String name, LongSupplier ticker, @Nullable ScheduledExecutorService scheduler) {
        this.ticker = ticker;
        this.scheduler = scheduler;
        this.origin = ticker.getAsLong();
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /** Lets the thread look for work, after the task that another thread may be running. It starts with the first work that there is. */
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

    /** Returns the monotonic time in nanoseconds since this loop was made. */
    long now() {
        return ticker.getAsLong() - origin;
    }

    /** Returns whether the caller is a task of this loop. */
    boolean isCurrentThread() {
        return Thread.currentThread() == owner;
    }

    /** Runs a task soon. Without effect after {@link #close()}. */
    @Override
    public void execute(Runnable task) {
        boolean accepted = tryExecute(task);
        if (!accepted) {
            LOGGER.log(Level.FINEST, "a task came after the end");
        }
    }

    /**
     * Runs a task at once on this thread, or soon if there is something to do before it; waits while {@link #ROOM} tasks do, unless the
     * caller is a task itself. A virtual thread runs none: while it is parked and the program keeps all carriers busy, nobody else could go
     * on. Without effect after {@link #close()}.
     */
    void executeHere(Runnable task) {
        lock.lock();
        try {
            if (closed
                    || owner != null
                    || ownThreadNext
                    || !queue.isEmpty()
                    || Virtual.isVirtual(Thread.currentThread())) {
                bring(task);
                return;
            }
            owner = Thread.currentThread();
        } finally {
            lock.unlock();
        }
        try {
            run(task);
        } finally {
            release();
        }
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

    private void bring(Runnable task) {
        brought.incrementAndGet();
        boolean accepted = tryExecute(() -> {
            try {
                task.run();
            } finally {
                over();
            }
        });
        if (!accepted) {
            over();
        }
        while (brought.get() > ROOM && !closed && !isCurrentThread()) {
            room.awaitUninterruptibly();
        }
    }

    private void over() {
        if (brought.decrementAndGet() == ROOM / 2) {
            lock.lock();
            try {
                room.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Runs a task soon, or returns false after {@link #close()}. */
    boolean tryExecute(Runnable task) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            queue.add(task);
            wake();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs a task at a time of {@link #now()} instead of the time that {@code old} has. It may run at that earlier time as well: a timer
     * that is moved back with every message would otherwise leave a trail of dead ones behind.
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
        if (scheduler != null) {
            try {
                scheduleElsewhere(timer, scheduler);
            } catch (RejectedExecutionException closedBeforeUs) {
                LOGGER.log(Level.FINE, "the scheduler is shut down", closedBeforeUs);
            }
            return timer;
        }
        lock.lock();
        try {
            if (!closed) {
                timers.add(timer);
                if (timers.peek() == timer) {
                    wake();
                }
            }
        } finally {
            lock.unlock();
        }
        return timer;
    }

    /**
     * A scheduler takes delays, and a delay counts from a moment that has passed when it gets there. With a clock that is moved by
     * hand that moment may be long ago; then the delay is taken anew.
     */
    private void scheduleElsewhere(Timer timer, ScheduledExecutorService elsewhere) {
        long seen = now();
        while (timer.at > seen) {
            Future<?> future = elsewhere.schedule(() -> runAndWait(timer), timer.at - seen, TimeUnit.NANOSECONDS);
            long then = now();
            if (then - seen <= UNNOTICED_NANOS) {
                timer.foreign = future;
                return;
            }
            future.cancel(false);
            seen = then;
        }
        execute(timer);
    }

    /**
     * Lets the scheduler's thread wait until the timer is handled: whoever moves a manual clock sees all that follows from it within the
     * loop, next timers included, before the clock moves on.
     */
    private void runAndWait(Timer timer) {
        CountDownLatch handled = new CountDownLatch(1);
        execute(() -> {
            timer.run();
            handled.countDown();
        });
        try {
            if (!isCurrentThread() && !isClosed() && !handled.await(TIMER_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOGGER.log(Level.FINE, "a timer is not handled yet");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        ArrayDeque<Runnable> batch = new ArrayDeque<>();
        while (await(batch)) {
            for (Runnable task = batch.poll(); task != null; task = batch.poll()) {
                run(task);
            }
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            // One agent's trouble must not stop the others.
            report(e);
        }
    }

    /** A handler of the program's log may throw as well. */
    private static void report(Throwable failure) {
        try {
            LOGGER.log(Level.SEVERE, "a task of the OpAMP loop failed", failure);
        } catch (Throwable nobodyIsLeftToTell) {
            return;
        }
    }

    /** Waits for work and moves it into {@code batch}. Returns false when closed and everything is done. */
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
                for (Timer timer = timers.peek(); timer != null && timer.isOver(now); timer = timers.peek()) {
                    batch.add(timers.remove());
                }
                if (!batch.isEmpty()) {
                    owner = thread;
                    return true;
                }
                if (closed) {
                    return false;
                }
                Timer next = timers.peek();
                if (next == null) {
                    work.awaitUninterruptibly();
                } else {
                    awaitNanos(next.at - now);
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
        } catch (InterruptedException nobodyOwnsThisThread) {
            // The loop ends by close() alone; an interrupt only wakes it.
            LOGGER.log(Level.FINE, "interrupted", nobodyOwnsThisThread);
        }
    }

    /** Runs what is queued and then ends the thread. Does not wait for it. */
    @Override
    public void close() {
        close(() -> {});
    }

    /** Runs what is queued and, the first time, {@code last}, then ends the thread. A loop that never ran does the latter here. */
    void close(Runnable last) {
        boolean here;
        lock.lock();
        try {
            here = !closed && !started;
            if (!closed && started) {
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

    /** A task with its time. */
    static final class Timer implements Runnable {
        final long at;
        private final Runnable task;
        private volatile boolean cancelled;
        private volatile boolean fired;
        private volatile @Nullable Future<?> foreign;

        Timer(long at, Runnable task) {
            this.at = at;
            this.task = task;
        }

        boolean isOver(long now) {
            return cancelled || at <= now;
        }

        boolean isPending() {
            return !cancelled && !fired;
        }

        /** Without effect if it has run. */
        void cancel() {
            cancelled = true;
            Future<?> future = foreign;
            if (future != null) {
                future.cancel(false);
            }
        }

        @Override
        public void run() {
            if (isPending()) {
                fired = true;
                task.run();
            }
        }
    }
}
