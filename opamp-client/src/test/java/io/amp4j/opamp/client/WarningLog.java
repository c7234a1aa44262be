package io.amp4j.opamp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.internal.log.SafeLogger;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Keeps the warnings of the library until it is closed. */
final class WarningLog implements AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger("io.amp4j.opamp");

    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
                warnings.add(record.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    WarningLog() {
        // The lines of the test before are still being written.
        assertThat(SafeLogger.awaitWritten(Duration.ofSeconds(20).toNanos())).isTrue();
        LOGGER.addHandler(handler);
    }

    /** Returns all warnings, once they are written. */
    List<String> all() {
        assertThat(SafeLogger.awaitWritten(Duration.ofSeconds(20).toNanos())).isTrue();
        return List.copyOf(warnings);
    }

    /** Returns the warnings with {@code text}, once all are written. */
    List<String> with(String text) {
        return all().stream().filter(warning -> warning.contains(text)).toList();
    }

    @Override
    public void close() {
        LOGGER.removeHandler(handler);
    }
}
