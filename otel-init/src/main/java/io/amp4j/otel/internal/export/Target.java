package io.amp4j.otel.internal.export;

import io.amp4j.otel.internal.setup.EndpointRule;
import java.net.URI;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where records go now.
 *
 * @param endpoint the full address
 * @param headers asked for before each attempt
 * @param mayBlock whether {@code headers} is code that may take its time
 */
public record Target(URI endpoint, Supplier<Map<String, String>> headers, boolean mayBlock, ConnectionTerms terms) {
    /** Names the endpoint only, without its query. */
    @Override
    public String toString() {
        return EndpointRule.address(endpoint);
    }
}
