package io.amp4j.samples.distro;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How much the Java agent logs. */
enum LogLevel {
    OFF,
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE;

    /** Returns its name in the remote configuration. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<LogLevel> of(String key) {
        return Arrays.stream(values()).filter(level -> level.key().equals(key)).findFirst();
    }

    static List<String> keys() {
        return Arrays.stream(values()).map(LogLevel::key).toList();
    }
}
