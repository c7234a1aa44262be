package io.amp4j.samples.distro;

import io.amp4j.opamp.AttributeValue;
import io.amp4j.opamp.AvailableComponents;
import io.amp4j.opamp.ComponentDetails;
import io.amp4j.samples.distro.instrumentations.Instrumentation;
import io.amp4j.samples.distro.instrumentations.Inventory;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;

/** What there is in this process, as an OpAMP server lists it: the Java agent, this distribution, and the instrumentations. */
final class Components {
    private static final AttributeKey<String> AGENT_VERSION = AttributeKey.stringKey("telemetry.distro.version");

    private Components() {}

    static AvailableComponents of(Inventory inventory, Resource resource) {
        Map<String, ComponentDetails> instrumentations = new LinkedHashMap<>();
        inventory.byFullName().forEach((name, parts) -> instrumentations.put(name, details(parts, inventory)));
        Map<String, ComponentDetails> components = new LinkedHashMap<>();
        components.put("amp4j-distro", versioned(ownVersion()));
        String agent = resource.getAttribute(AGENT_VERSION);
        components.put("opentelemetry-javaagent", versioned(agent == null ? "unknown" : agent));
        components.put("instrumentations", ComponentDetails.of(Map.of(), instrumentations));
        return AvailableComponents.of(components);
    }

    private static ComponentDetails details(List<Instrumentation> parts, Inventory inventory) {
        TreeSet<String> names = new TreeSet<>();
        TreeSet<String> scopes = new TreeSet<>();
        parts.forEach(part -> {
            names.addAll(part.names());
            scopes.addAll(inventory.scopes(part));
        });
        Map<String, AttributeValue> metadata = new LinkedHashMap<>();
        metadata.put("enabled", AttributeValue.of(parts.stream().anyMatch(Instrumentation::isOn)));
        metadata.put("names", AttributeValue.from(names));
        metadata.put("scopes", AttributeValue.from(scopes));
        return ComponentDetails.of(metadata);
    }

    private static ComponentDetails versioned(String version) {
        return ComponentDetails.of(Map.of("version", AttributeValue.of(version)));
    }

    private static String ownVersion() {
        Properties properties = new Properties();
        try (InputStream in = Components.class.getResourceAsStream("/amp4j-distro.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "unknown");
    }
}
