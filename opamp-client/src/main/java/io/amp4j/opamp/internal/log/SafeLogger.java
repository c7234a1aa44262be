package io.amp4j.opamp.internal.log;

import io.amp4j.opamp.internal.text.Printable;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The logger of one class. Its methods never throw and never block, whatever log handlers the program has: the handlers run on a thread of
 * their own, see {@link LogWriter}. So the methods may be called anywhere, even on the loop that serves all agents. A message is always one
 * line, whatever it quotes.
 */
public final class SafeLogger {

    /** The method name in a record. Without it, the name would be inferred from the stack, and be that of a lambda. */
    private static final String METHOD = "log";

    private final String name;
    private final LogWriter writer;
    private volatile @Nullable Logger logger;

    private SafeLogger(String name, LogWriter writer) {
        this.name = name;
        this.writer = writer;
    }

    /** Returns the logger with the name of a class. */
    public static SafeLogger of(Class<?> type) {
        return of(type, LogWriter.SHARED);
    }

    static SafeLogger of(Class<?> type, LogWriter writer) {
        return new SafeLogger(type.getName(), writer);
    }

    /** Created with the first line: initializing logging in a new JVM takes some time, and {@code build()} must not block for it. */
    private Logger logger() {
        Logger known = logger;
        if (known == null) {
            known = Logger.getLogger(name);
            logger = known;
        }
        return known;
    }

    /** Logs a defect of this client. */
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
            // There is no other place to report it, and logging must not break the caller.
            writer.lost();
        }
    }

    /**
     * Waits until the handlers have processed earlier records, for a program that is about to end. Does not wait on a thread of a handler.
     *
     * @return whether they have processed them in time
     */
    public static boolean awaitWritten(long nanos) {
        return LogWriter.SHARED.awaitWritten(nanos);
    }
}
