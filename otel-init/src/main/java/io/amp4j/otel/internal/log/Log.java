package io.amp4j.otel.internal.log;

import io.amp4j.otel.internal.text.Printable;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes log lines. No method throws, whatever a filter, a handler or a log manager of the program does.
 *
 * <p>A warning is not lost at the end of the JVM either: java.util.logging closes its handlers in a shutdown hook of its own, beside
 * ours, so a warning that nobody has taken then goes to standard error. So does one that a handler has failed on.
 */
public final class Log {
    private static final String METHOD = "log";

    private final String name;
    private final @Nullable Logger logger;
    /** Remembered, because the end of logging resets levels too. */
    private volatile boolean switchedOff;

    private Log(String name, @Nullable Logger logger) {
        this.name = name;
        this.logger = logger;
        this.switchedOff = logger != null && !logger.isLoggable(Level.WARNING);
    }

    /** Returns the log of a class. */
    public static Log of(Class<?> type) {
        try {
            return new Log(type.getName(), Logger.getLogger(type.getName()));
        } catch (Throwable e) {
            // A log manager that cannot do its work must not keep a class from loading.
            return new Log(type.getName(), null);
        }
    }

    /** Writes a line at that level. */
    public void warning(String text) {
        log(Level.WARNING, text);
    }

    /** Writes a line at that level. */
    public void info(String text) {
        log(Level.INFO, text);
    }

    /** Writes a line at that level. */
    public void log(Level level, String text) {
        log(level, null, () -> text);
    }

    /** Writes a line at that level; {@code text} is asked only if it is wanted. */
    public void log(Level level, Supplier<String> text) {
        log(level, null, text);
    }

    /** Writes a line with a failure. */
    public void log(Level level, String text, Throwable failure) {
        log(level, failure, () -> text);
    }

    private void log(Level level, @Nullable Throwable failure, Supplier<String> text) {
        boolean important = level.intValue() >= Level.WARNING.intValue();
        Line line = null;
        boolean taken = false;
        try {
            if (logger != null) {
                if (!isWanted(logger, level, important)) {
                    return;
                }
                line = new Line(level, printable(text.get()), name);
                line.setThrown(failure == null ? null : PrintableThrowable.of(failure));
                logger.log(line);
                taken = line.isRead() || !(important && ShuttingDown.now());
            }
        } catch (Throwable e) {
            // The program's own logging has failed; the line may still matter.
            taken = false;
        }
        if (important && !taken) {
            toStandardError(level, line, text);
        }
    }

    private boolean isWanted(Logger open, Level level, boolean important) {
        boolean wanted = open.isLoggable(level);
        if (important && wanted && switchedOff) {
            wanted = !ShuttingDown.now();
        }
        if (important) {
            switchedOff = !wanted;
        }
        return wanted;
    }

    @SuppressWarnings("SystemOut") // The last resort, when logging is gone.
    private void toStandardError(Level level, @Nullable Line line, Supplier<String> text) {
        try {
            System.err.println(
                    level.getName() + ": " + (line == null ? printable(text.get()) : line.text) + " [" + name + "]");
        } catch (Throwable e) {
            // Nowhere is left to say it.
            return;
        }
    }

    /** Some of our own lines have several, such as those to be written into a file. */
    private static String printable(String text) {
        return Arrays.stream(text.split("\n", -1)).map(Printable::text).collect(Collectors.joining("\n"));
    }

    /** A record that knows whether anybody has read its text, as every handler does that writes it. */
    private static final class Line extends LogRecord {
        private static final long serialVersionUID = 1L;

        private final String text;
        private volatile boolean read;

        Line(Level level, String text, String name) {
            super(level, text);
            this.text = text;
            setLoggerName(name);
            // Without these two the JDK walks the stack, and names whatever called us.
            setSourceClassName(name);
            setSourceMethodName(METHOD);
        }

        @Override
        public String getMessage() {
            read = true;
            return text;
        }

        boolean isRead() {
            return read;
        }
    }
}
