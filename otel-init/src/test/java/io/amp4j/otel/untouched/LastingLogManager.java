package io.amp4j.otel.untouched;

import java.util.logging.LogManager;

/** A log manager as application servers bring it: the end of the JVM does not close its handlers. */
public final class LastingLogManager extends LogManager {
    /** For the JVM. */
    public LastingLogManager() {}

    @Override
    public void reset() {
        // What the JVM asks for when it ends.
    }
}
