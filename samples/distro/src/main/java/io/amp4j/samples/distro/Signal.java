package io.amp4j.samples.distro;

import java.util.Locale;

/** What OpenTelemetry exports. */
enum Signal {
    TRACES,
    METRICS,
    LOGS;

    /** Returns its key in the remote configuration, and its name in the health. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
