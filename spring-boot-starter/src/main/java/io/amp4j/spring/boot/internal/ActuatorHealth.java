package io.amp4j.spring.boot.internal;

import io.amp4j.opamp.ComponentHealth;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The health that Actuator tells, in OpAMP's form: statuses alone, since details hold addresses and messages of drivers.
 *
 * @param <T> what Actuator calls a component's health, which differs between Spring Boot 3.5 and 4
 */
final class ActuatorHealth<T> {
    /** Those that Actuator answers with 503. */
    private static final Set<String> UNHEALTHY = Set.of("DOWN", "OUT_OF_SERVICE");

    private static final int DEEPEST = 8;

    private final Supplier<T> root;
    private final Function<T, String> status;
    private final Function<T, Map<String, T>> parts;

    ActuatorHealth(Supplier<T> root, Function<T, String> status, Function<T, Map<String, T>> parts) {
        this.root = root;
        this.status = status;
        this.parts = parts;
    }

    /** Asks Actuator, which may take a while. An error of an indicator's, such as a class that is missing, is told like an exception. */
    ComponentHealth read(Instant startTime) {
        try {
            return convert(root.get(), startTime, DEEPEST);
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            return ComponentHealth.builder(false)
                    .startTime(startTime)
                    .lastError(
                            "Actuator's health cannot be read: " + e.getClass().getName())
                    .build();
        }
    }

    private ComponentHealth convert(T health, Instant startTime, int levels) {
        String code = status.apply(health);
        boolean isHealthy = !UNHEALTHY.contains(code);
        ComponentHealth.Builder builder =
                ComponentHealth.builder(isHealthy).startTime(startTime).status(code);
        Set<String> failing = new TreeSet<>();
        if (levels > 0) {
            new TreeMap<>(parts.apply(health)).forEach((name, part) -> {
                ComponentHealth converted = convert(part, startTime, levels - 1);
                builder.component(name, converted);
                if (!converted.isHealthy()) {
                    failing.add(name);
                }
            });
        }
        if (!isHealthy) {
            builder.lastError(failing.isEmpty() ? code : code + ": " + String.join(", ", failing));
        }
        return builder.build();
    }
}
