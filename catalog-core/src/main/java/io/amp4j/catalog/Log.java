package io.amp4j.catalog;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A JUL logger of one class that never throws. Handlers, filters and formatters belong to the application, and their exceptions would
 * otherwise end the operation that logs.
 */
final class Log {
    /** Without a given name the record would name a lambda or forEach on the stack. */
    private static final String METHOD = "log";

    private final String name;

    private Log(String name) {
        this.name = name;
    }

    /** Returns the logger with the name of a class. */
    static Log of(Class<?> owner) {
        return new Log(owner.getName());
    }

    /** Logs a warning on which an operator must act; braces in the message have no meaning. */
    void warning(String message, @Nullable Throwable thrown) {
        try {
            LogRecord entry = new LogRecord(Level.WARNING, message);
            entry.setLoggerName(name);
            entry.setSourceClassName(name);
            entry.setSourceMethodName(METHOD);
            entry.setThrown(thrown == null ? null : PrintableThrowable.of(thrown));
            // Looked up each time: logging is rare, and a failing static initializer would make the class unusable.
            Logger.getLogger(name).log(entry);
        } catch (Throwable e) {
            // There is no other place to report it.
        }
    }
}
