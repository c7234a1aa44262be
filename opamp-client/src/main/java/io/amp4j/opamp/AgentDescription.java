package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.text.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Describes the agent by its attributes. Keys and values follow the semantic conventions of OpenTelemetry resources. No key is in both
 * maps.
 *
 * @since 0.1.0
 */
public final class AgentDescription {
    /** The logical name of the agent; its own telemetry should carry the same name. */
    public static final String SERVICE_NAME = "service.name";
    /** The namespace within which {@link #SERVICE_NAME} is unique. */
    public static final String SERVICE_NAMESPACE = "service.namespace";
    /** The version of the agent. */
    public static final String SERVICE_VERSION = "service.version";
    /** Unique for each instance of the agent; may be the text of the instance uid. */
    public static final String SERVICE_INSTANCE_ID = "service.instance.id";
    // The guidelines for language SDKs spell the namespace "service.namespace.name", the semantic conventions
    // "service.namespace".
    private static final Set<String> SDK_IDENTITY =
            Set.of(SERVICE_NAME, SERVICE_INSTANCE_ID, SERVICE_NAMESPACE, "service.namespace.name");
    private static final Set<String> COLLECTOR_IDENTITY =
            Set.of(SERVICE_NAME, SERVICE_INSTANCE_ID, SERVICE_NAMESPACE, SERVICE_VERSION);

    private final Map<String, AttributeValue> identifying;
    private final Map<String, AttributeValue> nonIdentifying;

    private AgentDescription(Map<String, AttributeValue> identifying, Map<String, AttributeValue> nonIdentifying) {
        this.identifying = Copies.ordered(identifying, "identifying");
        this.nonIdentifying = Copies.ordered(nonIdentifying, "nonIdentifying");
    }

    /** Returns the attributes that identify the agent; the resource of its own telemetry should have the same values. */
    public Map<String, AttributeValue> identifying() {
        return identifying;
    }

    /** Returns the attributes that only describe the agent: operating system, host, cloud, attributes of the user. */
    public Map<String, AttributeValue> nonIdentifying() {
        return nonIdentifying;
    }

    /** Returns a description that has only {@code service.name} and {@code service.version}. */
    public static AgentDescription of(String serviceName, String serviceVersion) {
        requireNonNull(serviceName, "serviceName");
        requireNonNull(serviceVersion, "serviceVersion");
        return builder()
                .identifying(SERVICE_NAME, AttributeValue.of(serviceName))
                .identifying(SERVICE_VERSION, AttributeValue.of(serviceVersion))
                .build();
    }

    /**
     * Describes an agent that is a language SDK by the attributes of the SDK's resource: service name, namespace and instance id are
     * identifying, all others are not.
     *
     * @param resource attributes as plain objects, see {@link AttributeValue#from}
     * @throws IllegalArgumentException if {@code service.name} is missing or attributes have values of unknown types; the message names
     *     all of them
     */
    public static AgentDescription fromResourceAttributes(Map<String, ?> resource) {
        return fromResource(resource, SDK_IDENTITY);
    }

    /**
     * Describes an agent like the OpenTelemetry Collector: service name, namespace, version and instance id are identifying, all other
     * attributes are not.
     *
     * @param resource attributes as plain objects, see {@link AttributeValue#from}
     * @throws IllegalArgumentException as {@link #fromResourceAttributes} does
     */
    public static AgentDescription fromCollectorAttributes(Map<String, ?> resource) {
        return fromResource(resource, COLLECTOR_IDENTITY);
    }

    private static AgentDescription fromResource(Map<String, ?> resource, Set<String> identity) {
        Copies.requireKeys(resource, "resource");
        Builder builder = new Builder();
        List<String> problems = new ArrayList<>();
        resource.forEach((key, value) -> {
            try {
                AttributeValue attribute = AttributeValue.from(value);
                if (identity.contains(key)) {
                    builder.identifying(key, attribute);
                } else {
                    builder.nonIdentifying(key, attribute);
                }
            } catch (IllegalArgumentException e) {
                problems.add(Printable.text(key, Copies.LONGEST_SHOWN) + ": " + e.getMessage());
            }
        });
        if (!resource.containsKey(SERVICE_NAME)) {
            problems.add(SERVICE_NAME + " is missing");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    "the resource does not describe an agent: " + String.join("; ", problems));
        }
        return builder.build();
    }

    /** Returns a builder without attributes. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with the attributes of this description. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        identifying.forEach(builder::identifying);
        nonIdentifying.forEach(builder::nonIdentifying);
        return builder;
    }

    /** Returns the attribute of that name from either map, or null. */
    public @Nullable AttributeValue attribute(String key) {
        AttributeValue value = identifying.get(requireNonNull(key, "key"));
        return value != null ? value : nonIdentifying.get(key);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AgentDescription that
                && identifying.equals(that.identifying)
                && nonIdentifying.equals(that.nonIdentifying);
    }

    @Override
    public int hashCode() {
        return Objects.hash(identifying, nonIdentifying);
    }

    /** Names the attributes without their values. */
    @Override
    public String toString() {
        return "AgentDescription[identifying=" + Printable.names(identifying.keySet()) + ", nonIdentifying="
                + Printable.names(nonIdentifying.keySet())
                + "]";
    }

    /**
     * Collects attributes. Setting one again replaces its value; the last call for a key also decides whether the attribute is identifying.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private final Map<String, AttributeValue> identifying = new LinkedHashMap<>();
        private final Map<String, AttributeValue> nonIdentifying = new LinkedHashMap<>();

        private Builder() {}

        /** Sets an identifying attribute. */
        public Builder identifying(String key, AttributeValue value) {
            put(key, value, identifying, nonIdentifying);
            return this;
        }

        /** Sets a non-identifying attribute. */
        public Builder nonIdentifying(String key, AttributeValue value) {
            put(key, value, nonIdentifying, identifying);
            return this;
        }

        private static void put(
                String key, AttributeValue value, Map<String, AttributeValue> to, Map<String, AttributeValue> other) {
            requireNonNull(key, "key");
            requireNonNull(value, "value");
            if (key.isEmpty()) {
                throw new IllegalArgumentException("an attribute must have a name");
            }
            other.remove(key);
            to.put(key, value);
        }

        /** Returns the description; the builder can still be used. */
        public AgentDescription build() {
            return new AgentDescription(identifying, nonIdentifying);
        }
    }
}
