package io.amp4j.otel;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Everything that is logged, by anybody, at any level, formatted as an operator sees it. */
final class LogCapture extends Handler implements AutoCloseable {
    private final Logger root = Logger.getLogger("");
    private final Logger ours = Logger.getLogger("io.amp4j.otel");
    private final Level before = ours.getLevel();
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    LogCapture() {
        setLevel(Level.ALL);
        ours.setLevel(Level.ALL);
        root.addHandler(this);
    }

    @Override
    public void publish(LogRecord record) {
        records.add(record);
    }

    /** Lines of a level and above, from this library. */
    List<String> lines(Level atLeast) {
        return records.stream()
                .filter(record ->
                        record.getLoggerName() != null && record.getLoggerName().startsWith("io.amp4j"))
                .filter(record -> record.getLevel().intValue() >= atLeast.intValue())
                .map(record -> new SimpleFormatter().formatMessage(record))
                .toList();
    }

    /** All that was written, stack traces too. */
    String everything() {
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
