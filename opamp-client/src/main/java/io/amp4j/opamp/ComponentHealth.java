package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The health of the agent as a whole or of one of its components, as a tree of up to 50 levels.
 *
 * @param isHealthy whether the component is up and healthy
 * @param startTime when it started; {@link Instant#EPOCH} if it is not running
 * @param lastError what is wrong, for a person; never empty if not healthy
 * @param status a status in the agent's own words, such as {@code starting}; may be empty
 * @param statusTime when the status was observed; {@link Instant#EPOCH} if not given
 * @param components the health of the parts of this component, by name
 * @param attributes what else is to be said about the component
 */
@Experimental(Experimental.Stage.BETA)
public record ComponentHealth(
        boolean isHealthy,
        Instant startTime,
        String lastError,
        String status,
        Instant statusTime,
        Map<String, ComponentHealth> components,
        Map<String, AttributeValue> attributes) {

    /** @throws IllegalArgumentException if unhealthy without an error, or if a time is before 1970 or after 2262 */
    public ComponentHealth {
        Copies.requireEpochNanos(startTime, "startTime");
        requireNonNull(lastError, "lastError");
        requireNonNull(status, "status");
        Copies.requireEpochNanos(statusTime, "statusTime");
        components = Copies.ordered(components, "components");
        attributes = Copies.ordered(attributes, "attributes");
        if (!isHealthy && lastError.isBlank()) {
            throw new IllegalArgumentException("lastError must say what is wrong with a component that is not healthy");
        }
        Copies.requireDepth(depthOver(components), Copies.MAX_HEALTH_DEPTH, "component health");
    }

    /** Returns the health of a component that is up and healthy since {@code startTime}. */
    public static ComponentHealth healthy(Instant startTime) {
        return builder(true).startTime(startTime).build();
    }

    /** Returns the health of a component that is not running, because of {@code lastError}. */
    public static ComponentHealth unhealthy(String lastError) {
        return builder(false).lastError(lastError).build();
    }

    /** Returns a builder with nothing set but {@code isHealthy}. */
    public static Builder builder(boolean isHealthy) {
        return new Builder(isHealthy);
    }

    /** Returns a builder with all that is set here. */
    public Builder toBuilder() {
        Builder builder = new Builder(isHealthy)
                .startTime(startTime)
                .lastError(lastError)
                .status(status)
                .statusTime(statusTime);
        components.forEach(builder::component);
        attributes.forEach(builder::attribute);
        return builder;
    }

    private static int depthOver(Map<String, ComponentHealth> components) {
        int deepest = 0;
        for (ComponentHealth component : components.values()) {
            deepest = Math.max(deepest, depthOver(component.components));
        }
        return deepest + 1;
    }

    /** Shows neither the error message nor the values of attributes. */
    @Override
    public String toString() {
        return "ComponentHealth[isHealthy=" + isHealthy + ", startTime=" + startTime + ", lastError="
                + Copies.length(lastError) + ", status=" + status + ", statusTime=" + statusTime + ", components="
                + components.keySet() + ", attributes=" + attributes.keySet() + "]";
    }

    /** Collects what is known of a component. Setting a component or an attribute again replaces it. */
    public static final class Builder {
        private final boolean isHealthy;
        private Instant startTime = Instant.EPOCH;
        private String lastError = "";
        private String status = "";
        private Instant statusTime = Instant.EPOCH;
        private final Map<String, ComponentHealth> components = new LinkedHashMap<>();
        private final Map<String, AttributeValue> attributes = new LinkedHashMap<>();

        private Builder(boolean isHealthy) {
            this.isHealthy = isHealthy;
        }

        /** Sets when the component started. Default: {@link Instant#EPOCH}, which says that it is not running. */
        public Builder startTime(Instant startTime) {
            this.startTime = Copies.requireEpochNanos(startTime, "startTime");
            return this;
        }

        /** Sets what is wrong. Default: empty, which only a healthy component may have. */
        public Builder lastError(String lastError) {
            this.lastError = requireNonNull(lastError, "lastError");
            return this;
        }

        /** Sets the status in the agent's own words. Default: empty. */
        public Builder status(String status) {
            this.status = requireNonNull(status, "status");
            return this;
        }

        /** Sets when the status was observed. Default: {@link Instant#EPOCH}, which says that it is not given. */
        public Builder statusTime(Instant statusTime) {
            this.statusTime = Copies.requireEpochNanos(statusTime, "statusTime");
            return this;
        }

        /** Sets the health of a part of this component. */
        public Builder component(String name, ComponentHealth health) {
            components.put(requireNonNull(name, "name"), requireNonNull(health, "health"));
            return this;
        }

        /** Sets an attribute. */
        @Experimental(Experimental.Stage.DEVELOPMENT)
        public Builder attribute(String key, AttributeValue value) {
            attributes.put(requireNonNull(key, "key"), requireNonNull(value, "value"));
            return this;
        }

        /**
         * Returns the health; the builder can be used on.
         *
         * @throws IllegalArgumentException if the component is not healthy and there is no {@code lastError}
         */
        public ComponentHealth build() {
            return new ComponentHealth(isHealthy, startTime, lastError, status, statusTime, components, attributes);
        }
    }
}
