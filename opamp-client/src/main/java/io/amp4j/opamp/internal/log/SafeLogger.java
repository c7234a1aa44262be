package io.amp4j.opamp.internal.log;

import io.amp4j.opamp.internal.text.Printable;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The log of one class. Its methods never throw and never wait, whatever the program has set up to handle its log: the handlers run
 * on a thread of their own, see {@link LogWriter}. So they may be called anywhere, also on the loop that serves all agents. Whatever the
 * message quotes, a line is one line.
 */
public final class SafeLogger {

    /** What stands for the method in a record. Left out, it would be found by a walk of the stack, and be the name of a lambda. */
    private static final String METHOD = "log";

    private final String name;
    private final LogWriter writer;
    private volatile @Nullable Logger logger;

    private SafeLogger(String name, LogWriter writer) {
        this.name = name;
        this.writer = writer;
    }

    /** Returns the log of a class, under its name. */
    public static SafeLogger of(Class<?> type) {
        return of(type, LogWriter.SHARED);
    }

    static SafeLogger of(Class<?> type, LogWriter writer) {
        return new SafeLogger(type.getName(), writer);
    }

    /** With the first line: setting up the log of a new JVM takes some time, for which no program waits in {@code build()}. */
    private Logger logger() {
        Logger known = logger;
        if (known == null) {
            known = Logger.getLogger(name);
            logger = known;
        }
        return known;
    }

    /** Logs a fault of this client. */
    public void severe(String message, @Nullable Throwable thrown) {
        log(Level.SEVERE, () -> message, thrown);
    }

    /** Logs what an operator must act on. */
    public void warning(String message) {
        log(Level.WARNING, () -> message, null);
    }

    /** Logs what an operator must act on. */
    public void warning(String message, @Nullable Throwable thrown) {
        log(Level.WARNING, () -> message, thrown);
    }

    /** Logs what an operator may want to know. */
    public void info(String message) {
        log(Level.INFO, () -> message, null);
    }

    /** Logs a detail. */
    public void fine(Supplier<String> message) {
        log(Level.FINE, message, null);
    }

    /** Logs a detail. */
    public void fine(String message, @Nullable Throwable thrown) {
        log(Level.FINE, () -> message, thrown);
    }

    private void log(Level level, Supplier<String> message, @Nullable Throwable thrown) {
        try {
            Logger to = logger();
            if (to.isLoggable(level)) {
                LogRecord record = new LogRecord(level, Printable.text(message.get()));
                record.setLoggerName(name);
                record.setSourceClassName(name);
                record.setSourceMethodName(METHOD);
                record.setThrown(thrown == null ? null : PrintableThrowable.of(thrown));
                writer.write(() -> to.log(record));
            }
        } catch (Throwable e) {
            // There is nowhere to tell of it, and no line of a log is worth more than what the caller is about.
            writer.lost();
        }
    }

    /**
     * Waits until the handlers have had what was logged before, for a program that is about to end. Not at all on a thread of a handler.
     *
     * @return whether they have had it within that time
     */
    public static boolean awaitWritten(long nanos) {
        return LogWriter.SHARED.awaitWritten(nanos);
    }
}
