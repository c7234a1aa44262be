package io.amp4j.spring.boot.internal;

import io.amp4j.opamp.ComponentHealth;
import java.time.Instant;
import java.util.Map;
import org.springframework.boot.actuate.health.CompositeHealth;
import org.springframework.boot.actuate.health.HealthComponent;
import org.springframework.boot.actuate.health.HealthEndpoint;

/** The health of Actuator where Spring Boot 3 has it. */
public final class Boot3Health implements HealthSource {
    private final ActuatorHealth<HealthComponent> health;

    /** Reads from Actuator's endpoint. */
    public Boot3Health(HealthEndpoint endpoint) {
        health = new ActuatorHealth<>(
                endpoint::health,
                component -> component.getStatus().getCode(),
                component -> component instanceof CompositeHealth composite && composite.getComponents() != null
                        ? composite.getComponents()
                        : Map.of());
    }

    @Override
    public ComponentHealth read(Instant startTime) {
        return health.read(startTime);
    }
}
