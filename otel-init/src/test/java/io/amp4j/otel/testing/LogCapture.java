package io.amp4j.otel.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Everything that is logged, by anybody, at any level, formatted as an operator sees it. */
public final class LogCapture extends Handler implements AutoCloseable {
    private final Logger root = Logger.getLogger("");
    private final Logger ours = Logger.getLogger("io.amp4j.otel");
    private final Level before = ours.getLevel();
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    public LogCapture() {
        setLevel(Level.ALL);
        ours.setLevel(Level.ALL);
        root.addHandler(this);
    }

    @Override
    public void publish(LogRecord record) {
        synchronized (records) {
            records.add(record);
            records.notifyAll();
        }
    }

    /** What this library has logged. */
    public List<LogRecord> records() {
        return records.stream()
                .filter(record ->
                        record.getLoggerName() != null && record.getLoggerName().startsWith("io.amp4j"))
                .toList();
    }

    /** Lines of a level and above, from this library. */
    public List<String> lines(Level atLeast) {
        return records.stream()
                .filter(record ->
                        record.getLoggerName() != null && record.getLoggerName().startsWith("io.amp4j"))
                .filter(record -> record.getLevel().intValue() >= atLeast.intValue())
                .map(record -> new SimpleFormatter().formatMessage(record))
                .toList();
    }

    /** Waits until this library has written a line with this text. */
    public void await(String text) throws InterruptedException {
        long bound = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        synchronized (records) {
            while (lines(Level.ALL).stream().noneMatch(line -> line.contains(text))) {
                long left = bound - System.nanoTime();
                if (left <= 0) {
                    throw new AssertionError("nothing was said of '" + text + "': " + lines(Level.ALL));
                }
                TimeUnit.NANOSECONDS.timedWait(records, left);
            }
        }
    }

    /** All that was written, stack traces too. */
    public String everything() {
        StringBuilder all = new StringBuilder();
        records.forEach(record -> all.append(new SimpleFormatter().format(record)));
        return all.toString();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        root.removeHandler(this);
        ours.setLevel(before);
    }
}
