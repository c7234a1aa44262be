package io.amp4j.spring.boot.internal;

import io.amp4j.opamp.ComponentHealth;
import java.time.Instant;
import java.util.Map;
import org.springframework.boot.health.actuate.endpoint.CompositeHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;

/** The health of Actuator where Spring Boot 4 has it. */
public final class Boot4Health implements HealthSource {
    private final ActuatorHealth<HealthDescriptor> health;

    /** Reads from Actuator's endpoint. */
    public Boot4Health(HealthEndpoint endpoint) {
        health = new ActuatorHealth<>(
                endpoint::health,
                descriptor -> descriptor.getStatus().getCode(),
                descriptor ->
                        descriptor instanceof CompositeHealthDescriptor composite && composite.getComponents() != null
                                ? composite.getComponents()
                                : Map.of());
    }

    @Override
    public ComponentHealth read(Instant startTime) {
        return health.read(startTime);
    }
}
