package io.amp4j.samples.distro;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * How much the Java agent logs of itself. The agent decides that at its start and has no way to change it, so this sets the level where the
 * agent's loggers keep it; in an agent that keeps it elsewhere, the level is not adjustable.
 */
final class AgentLog {
    private static final Logger LOG = Logger.getLogger(AgentLog.class.getName());
    private static final String SLF4J = "io.opentelemetry.javaagent.slf4j.";

    private final @Nullable Levels levels;

    private AgentLog(@Nullable Levels levels) {
        this.levels = levels;
    }

    /** Looks for the loggers of the agent around this class. */
    static AgentLog find() {
        String way = Optional.ofNullable(System.getProperty("otel.javaagent.logging"))
                .or(() -> Optional.ofNullable(System.getenv("OTEL_JAVAAGENT_LOGGING")))
                .orElse("simple");
        try {
            return new AgentLog(way.equalsIgnoreCase("simple") ? new Levels() : null);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOG.log(Level.FINE, "the level of the agent's log is not adjustable", e);
            return new AgentLog(null);
        }
    }

    /** Returns whether {@link #use} does anything. */
    boolean isAdjustable() {
        return levels != null;
    }

    /** Sets the level of what OpenTelemetry and this project log; without one, it is again what it was at the start. */
    void use(Optional<LogLevel> level) {
        if (levels != null) {
            levels.use(level);
            LOG.fine(() -> "the level is " + level.map(LogLevel::key).orElse("as at the start"));
        }
    }

    /** The fields of slf4j-simple, which is in the agent under another name. */
    private static final class Levels {
        private final Map<?, ?> loggers;
        private final Field current;
        private final Map<Object, Integer> before = new WeakHashMap<>();

        Levels() throws ReflectiveOperationException {
            ClassLoader loader = AgentLog.class.getClassLoader();
            Object factory = Class.forName(SLF4J + "LoggerFactory", true, loader)
                    .getMethod("getILoggerFactory")
                    .invoke(null);
            Field map = factory.getClass().getDeclaredField("loggerMap");
            map.setAccessible(true);
            loggers = (Map<?, ?>) map.get(factory);
            current = Class.forName(SLF4J + "simple.SimpleLogger", true, loader).getDeclaredField("currentLogLevel");
            current.setAccessible(true);
        }

        synchronized void use(Optional<LogLevel> level) {
            loggers.forEach((name, logger) -> {
                String text = String.valueOf(name);
                if (text.startsWith("io.opentelemetry.") || text.startsWith("io.amp4j.")) {
                    set(logger, level);
                }
            });
        }

        private void set(Object logger, Optional<LogLevel> level) {
            try {
                int was = current.getInt(logger);
                int first = before.computeIfAbsent(logger, unused -> was);
                current.setInt(logger, level.map(Levels::number).orElse(first));
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }

        /** As slf4j-simple counts. */
        private static int number(LogLevel level) {
            return switch (level) {
                case TRACE -> 0;
                case DEBUG -> 10;
                case INFO -> 20;
                case WARN -> 30;
                case ERROR -> 40;
                case OFF -> 50;
            };
        }
    }
}
