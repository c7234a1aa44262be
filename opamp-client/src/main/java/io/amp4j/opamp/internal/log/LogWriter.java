package io.amp4j.opamp.internal.log;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Passes records to the program's log handlers, in order, on one daemon thread that ends when it is idle. Handlers belong to the whole
 * program, so one thread for all clients is enough: a handler that blocks delays only the log, and one that throws loses only its line.
 * While a handler blocks, up to {@link #ROOM} lines are queued; further lines are dropped, and their number is logged.
 */
final class LogWriter {

    static final LogWriter SHARED = new LogWriter();

    /** The maximum number of queued lines. */
    static final int ROOM = 1_000;

    private static final long IDLE_SECONDS = 5;

    private static final String NAME = LogWriter.class.getName();

    private final AtomicLong lost = new AtomicLong();
    private final AtomicInteger pending = new AtomicInteger();
    private final ThreadPoolExecutor executor =
            new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(ROOM), this::thread);
    private volatile @Nullable Thread thread;

    LogWriter() {
        executor.allowCoreThreadTimeOut(true);
    }

    private Thread thread(Runnable work) {
        Thread made = new Thread(work, "opamp-log");
        made.setDaemon(true);
        // This thread outlives the thread that logged first, and must not keep its context class loader.
        made.setContextClassLoader(LogWriter.class.getClassLoader());
        thread = made;
        return made;
    }

    /** Queues the task that writes one line. It is dropped if too many are queued. */
    void write(Runnable line) {
        pending.incrementAndGet();
        boolean accepted = false;
        try {
            executor.execute(() -> run(line));
            accepted = true;
        } finally {
            if (!accepted) {
                pending.decrementAndGet();
            }
        }
    }

    private void run(Runnable line) {
        try {
            line.run();
            tellOfLost();
        } catch (Throwable e) {
            lost();
        } finally {
            pending.decrementAndGet();
        }
    }

    private void tellOfLost() {
        long count = lost.getAndSet(0);
        if (count > 0) {
            LogRecord record = new LogRecord(
                    Level.WARNING,
                    count + " lines of the OpAMP client are missing in this log: its handlers failed or took too long");
            record.setLoggerName(NAME);
            record.setSourceClassName(NAME);
            record.setSourceMethodName("log");
            Logger.getLogger(NAME).log(record);
        }
    }

    /** Counts a dropped line. */
    void lost() {
        lost.incrementAndGet();
    }

    /** Waits until the lines before have been written. Returns whether they have. */
    boolean awaitWritten(long nanos) {
        if (pending.get() == 0 || Thread.currentThread() == thread) {
            return true;
        }
        CountDownLatch reached = new CountDownLatch(1);
        try {
            write(reached::countDown);
            return reached.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (Throwable tooManyWait) {
            return false;
        }
    }
}
