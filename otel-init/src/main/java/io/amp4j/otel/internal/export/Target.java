package io.amp4j.otel.internal.export;

import java.net.URI;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where spans go now.
 *
 * @param endpoint the full address
 * @param headers asked for before each attempt
 * @param mayBlock whether {@code headers} is code that may take its time
 */
public record Target(URI endpoint, Supplier<Map<String, String>> headers, boolean mayBlock) {
    /** Names the endpoint only. */
    @Override
    public String toString() {
        return endpoint.toString();
    }
}
