package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.text.Printable;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The health of the agent as a whole or of one of its components, as a tree of up to 50 levels.
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.BETA)
public final class ComponentHealth {
    private final boolean isHealthy;
    private final Instant startTime;
    private final String lastError;
    private final String status;
    private final Instant statusTime;
    private final Map<String, ComponentHealth> components;
    private final Map<String, AttributeValue> attributes;

    private ComponentHealth(
            boolean isHealthy,
            Instant startTime,
            String lastError,
            String status,
            Instant statusTime,
            Map<String, ComponentHealth> components,
            Map<String, AttributeValue> attributes) {
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
        this.isHealthy = isHealthy;
        this.startTime = startTime;
        this.lastError = lastError;
        this.status = status;
        this.statusTime = statusTime;
        this.components = components;
        this.attributes = attributes;
    }

    /** Returns whether the component is up and healthy. */
    public boolean isHealthy() {
        return isHealthy;
    }

    /** Returns when it started; {@link Instant#EPOCH} if it is not running. */
    public Instant startTime() {
        return startTime;
    }

    /** Returns a human-readable error message; never empty if the component is not healthy. */
    public String lastError() {
        return lastError;
    }

    /** Returns a status in the agent's own words, such as {@code starting}; may be empty. */
    public String status() {
        return status;
    }

    /** Returns when the status was observed; {@link Instant#EPOCH} if not given. */
    public Instant statusTime() {
        return statusTime;
    }

    /** Returns the health of the parts of this component, by name. */
    public Map<String, ComponentHealth> components() {
        return components;
    }

    /** Returns further attributes of the component. */
    public Map<String, AttributeValue> attributes() {
        return attributes;
    }

    /** Returns the health of a component that has been up and healthy since {@code startTime}. */
    public static ComponentHealth healthy(Instant startTime) {
        return builder(true).startTime(startTime).build();
    }

    /** Returns the health of a component that is not running, because of {@code lastError}. */
    public static ComponentHealth unhealthy(String lastError) {
        return builder(false).lastError(lastError).build();
    }

    /** Returns a builder with only {@code isHealthy} set. */
    public static Builder builder(boolean isHealthy) {
        return new Builder(isHealthy);
    }

    /** Returns a builder with all values of this health. */
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

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ComponentHealth that
                && isHealthy == that.isHealthy
                && startTime.equals(that.startTime)
                && lastError.equals(that.lastError)
                && status.equals(that.status)
                && statusTime.equals(that.statusTime)
                && components.equals(that.components)
                && attributes.equals(that.attributes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(isHealthy, startTime, lastError, status, statusTime, components, attributes);
    }

    /** Shows neither the error message nor the values of attributes. */
    @Override
    public String toString() {
        return "ComponentHealth[isHealthy=" + isHealthy + ", startTime=" + startTime + ", lastError="
                + Copies.length(lastError) + ", status="
                + Printable.text(status, Copies.LONGEST_SHOWN) + ", statusTime=" + statusTime + ", components="
                + Printable.names(components.keySet()) + ", attributes=" + Printable.names(attributes.keySet()) + "]";
    }

    /**
     * Builds the health of a component. Setting a component or an attribute again replaces it.
     *
     * @since 0.1.0
     */
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

        /** Sets when the component started. Default: {@link Instant#EPOCH}, which means that it is not running. */
        public Builder startTime(Instant startTime) {
            this.startTime = Copies.requireEpochNanos(startTime, "startTime");
            return this;
        }

        /** Sets a human-readable error message. Default: empty, which only a healthy component may have. */
        public Builder lastError(String lastError) {
            this.lastError = requireNonNull(lastError, "lastError");
            return this;
        }

        /** Sets the status in the agent's own words. Default: empty. */
        public Builder status(String status) {
            this.status = requireNonNull(status, "status");
            return this;
        }

        /** Sets when the status was observed. Default: {@link Instant#EPOCH}, which means that it is not given. */
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
         * Returns the health; the builder can still be used.
         *
         * @throws IllegalArgumentException if the component is not healthy and there is no {@code lastError}
         */
        public ComponentHealth build() {
            return new ComponentHealth(isHealthy, startTime, lastError, status, statusTime, components, attributes);
        }
    }
}
