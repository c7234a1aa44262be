package io.amp4j.otel;

import io.amp4j.otel.export.ContentPolicy;
import io.amp4j.otel.export.SpanSelection;
import io.amp4j.otel.internal.setup.EndpointRule;
import io.amp4j.otel.internal.text.Printable;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A validated configuration. {@link #toString()} and messages never show a key.
 *
 * @since 0.1.0
 */
public final class AmpConfig {
    static final String SERVICE_NAME = "service.name";

    private final URI endpoint;
    private final HeaderSource headers;
    private final Map<String, String> resource;
    private final ContentPolicy content;
    private final SpanSelection spans;
    private final boolean debug;
    private final SdkSettings sdk;
    private final List<String> warnings;

    AmpConfig(
            URI endpoint,
            HeaderSource headers,
            Map<String, String> resource,
            ContentPolicy content,
            SpanSelection spans,
            boolean debug,
            SdkSettings sdk,
            List<String> warnings) {
        if (!endpoint.getRawPath().endsWith(EndpointRule.TRACES_PATH)) {
            throw new IllegalArgumentException("endpoint must end with " + EndpointRule.TRACES_PATH + ": "
                    + EndpointRule.shown(endpoint.toString()));
        }
        this.resource = Collections.unmodifiableMap(new TreeMap<>(resource));
        this.warnings = List.copyOf(warnings);
        this.endpoint = endpoint;
        this.headers = headers;
        this.content = content;
        this.spans = spans;
        this.debug = debug;
        this.sdk = sdk;
    }

    /** Returns the full address that spans are posted to, ending in {@code /v1/traces}. */
    public URI endpoint() {
        return endpoint;
    }

    /** Returns the source of the headers, which hold the key. */
    public HeaderSource headers() {
        return headers;
    }

    /** Returns resource attributes, sorted by key, including {@code service.name} if it is known. */
    public Map<String, String> resource() {
        return resource;
    }

    /** Returns which content may leave the process. */
    public ContentPolicy content() {
        return content;
    }

    /** Returns which spans are sent, by default all. */
    public SpanSelection spans() {
        return spans;
    }

    /** Returns {@code AMP_DEBUG}: whether one line without content is logged for each batch. */
    public boolean debug() {
        return debug;
    }

    /** Returns the settings of the standard OpenTelemetry variables. */
    public SdkSettings sdk() {
        return sdk;
    }

    /** Returns warnings about settings that are valid but probably not intended, one sentence each. */
    public List<String> warnings() {
        return warnings;
    }
    /** Returns the service name, if one was given; without it OpenTelemetry uses {@code unknown_service:java}. */
    public Optional<String> serviceName() {
        return Optional.ofNullable(resource.get(SERVICE_NAME));
    }

    /**
     * Names the source of the headers, without calling {@code toString()} of a source of the program; names the resource attributes without
     * their values.
     */
    @Override
    public String toString() {
        return "AmpConfig[endpoint=" + EndpointRule.shown(endpoint.toString()) + ", headers="
                + HeaderSources.describe(headers) + ", resource="
                + Printable.names(resource.keySet()) + ", content=" + content + ", spans=" + spans + ", debug=" + debug
                + ", sdk=" + sdk
                + ", warnings="
                + warnings.stream().map(Printable::text).toList() + "]";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AmpConfig that
                && endpoint.equals(that.endpoint)
                && headers.equals(that.headers)
                && resource.equals(that.resource)
                && content.equals(that.content)
                && spans == that.spans
                && debug == that.debug
                && sdk.equals(that.sdk)
                && warnings.equals(that.warnings);
    }

    @Override
    public int hashCode() {
        return Objects.hash(endpoint, headers, resource, content, spans, debug, sdk, warnings);
    }
}
