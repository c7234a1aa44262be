package io.amp4j.spring.boot.internal;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/**
 * What {@code initOtel()} finds of its settings in an application: it asks by the names of system properties, and those are looked up in
 * the {@code Environment}, which has system properties and variables in it.
 */
public final class OtelSettings {
    private static final String SERVICE_NAME = "otel.service.name";
    private static final String RESOURCE = "otel.resource.attributes";

    private final UnaryOperator<@Nullable String> properties;

    private OtelSettings(UnaryOperator<@Nullable String> properties) {
        this.properties = properties;
    }

    /** Returns the settings of an application. */
    public static OtelSettings of(Environment environment) {
        return new OtelSettings(environment::getProperty);
    }

    /** Returns the setting of that name, or null. */
    public @Nullable String find(String name) {
        return switch (name) {
            case "amp.agent.api.key" -> first("amp.agent.api-key", name);
            case "amp.agent.api.key.file" -> first("amp.agent.api-key-file", name);
            case SERVICE_NAME -> serviceName();
            default -> isInApplication(name) ? properties.apply(name) : System.getProperty(name);
        };
    }

    /** The variables of proxies have rules of their own, which small letters in the Environment would go round. */
    private static boolean isInApplication(String name) {
        return name.startsWith("amp.") || name.startsWith("otel.") || name.startsWith("traceloop.");
    }

    private @Nullable String first(String name, String otherName) {
        String found = properties.apply(name);
        return isSet(found) ? found : properties.apply(otherName);
    }

    /** The name of the application stands in where OpenTelemetry is told none. */
    private @Nullable String serviceName() {
        String name = properties.apply(SERVICE_NAME);
        String attributes = properties.apply(RESOURCE);
        boolean isNamed = isSet(name) || (attributes != null && attributes.contains("service.name="));
        return isNamed ? name : properties.apply("spring.application.name");
    }

    private static boolean isSet(@Nullable String value) {
        return value != null && !value.isBlank();
    }
}
