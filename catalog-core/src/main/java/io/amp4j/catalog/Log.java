package io.amp4j.catalog;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The log of one class: a JUL logger that can throw nothing. Handlers, filters and formatters are the application's, and what
 * they throw would otherwise end what was about to be logged.
 */
final class Log {
    /** Without it the record would name the lambda or the forEach that happens to be on the stack. */
    private static final String METHOD = "log";

    private final String name;

    private Log(String name) {
        this.name = name;
    }

    /** Returns the log under the name of a class. */
    static Log of(Class<?> owner) {
        return new Log(owner.getName());
    }

    /** Logs what an operator must act on; the message is taken as it is, braces included. */
    void warning(String message, @Nullable Throwable thrown) {
        try {
            LogRecord entry = new LogRecord(Level.WARNING, message);
            entry.setLoggerName(name);
            entry.setSourceClassName(name);
            entry.setSourceMethodName(METHOD);
            entry.setThrown(thrown == null ? null : PrintableThrowable.of(thrown));
            // Looked up each time: it is rare, and an initializer that fails would take the class with it.
            Logger.getLogger(name).log(entry);
        } catch (Throwable e) {
            // There is nowhere left to tell it.
        }
    }
}
