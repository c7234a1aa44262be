package io.amp4j.otel;

import io.amp4j.otel.internal.setup.EndpointRule;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A validated configuration. No component shows a key.
 *
 * @param endpoint the full address that spans are posted to, ending in {@code /v1/traces}
 * @param headers where the key comes from
 * @param resource resource attributes, sorted by key, among them {@code service.name} when it is known
 * @param content which content may leave the process
 * @param debug {@code AMP_DEBUG}: one line a batch in the log, without content
 * @param sdk what the standard OpenTelemetry variables ask for
 * @param warnings what is allowed but probably not meant, one sentence each
 */
public record AmpConfig(
        URI endpoint,
        HeaderSource headers,
        Map<String, String> resource,
        ContentPolicy content,
        boolean debug,
        SdkSettings sdk,
        List<String> warnings) {
    static final String SERVICE_NAME = "service.name";

    /** Copies the collections. {@code endpoint} must have come through the endpoint rules. */
    public AmpConfig {
        if (!endpoint.getRawPath().endsWith(EndpointRule.TRACES_PATH)) {
            throw new IllegalArgumentException("endpoint must end with " + EndpointRule.TRACES_PATH + ": " + endpoint);
        }
        resource = Collections.unmodifiableMap(new TreeMap<>(resource));
        warnings = List.copyOf(warnings);
    }

    /** The service name, when one was given; without it OpenTelemetry says {@code unknown_service:java}. */
    public Optional<String> serviceName() {
        return Optional.ofNullable(resource.get(SERVICE_NAME));
    }

    /** Names the source of the headers, and never asks a source of the program's own for its text. */
    @Override
    public String toString() {
        return "AmpConfig[endpoint=" + endpoint + ", headers=" + HeaderSources.describe(headers) + ", resource="
                + resource + ", content=" + content + ", debug=" + debug + ", sdk=" + sdk + ", warnings=" + warnings
                + "]";
    }
}
