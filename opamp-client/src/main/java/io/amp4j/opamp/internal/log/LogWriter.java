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
 * Hands records to the handlers of the program's log, in order, on one daemon thread that ends when it is idle. Handlers belong to the whole
 * program, so one thread for all clients is enough: one that blocks holds up the log and nothing else, and one that throws loses its
 * line and nothing else. While a handler blocks {@link #ROOM} lines wait; those after them are counted, and their number is logged.
 */
final class LogWriter {

    static final LogWriter SHARED = new LogWriter();

    /** How many lines wait at most. */
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
        // It outlives the thread that logged first, and must not hold on to what that one runs.
        made.setContextClassLoader(LogWriter.class.getClassLoader());
        thread = made;
        return made;
    }

    /** Runs what writes one line, soon. It is lost if too many wait. */
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

    /** Counts a line that no handler will have. */
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
