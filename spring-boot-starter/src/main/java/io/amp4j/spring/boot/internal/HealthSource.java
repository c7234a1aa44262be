package io.amp4j.spring.boot.internal;

import io.amp4j.opamp.ComponentHealth;
import java.time.Instant;

/** Where the health of the application comes from. */
@FunctionalInterface
public interface HealthSource {
    /** Returns the health now, of an application that runs since {@code startTime}. */
    ComponentHealth read(Instant startTime);
}
