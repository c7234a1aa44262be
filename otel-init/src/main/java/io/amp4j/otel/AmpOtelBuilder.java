package io.amp4j.otel;

import static java.util.Objects.requireNonNull;

import io.amp4j.otel.export.ContentPolicy;
import io.amp4j.otel.export.SpanSelection;
import io.amp4j.otel.internal.setup.Settings;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the program for {@link AmpOtel}; each overrides the corresponding variable. Not thread-safe.
 *
 * <p>Values are checked when the instance is created, so that one {@link AmpConfigurationException} names all errors in the program's
 * settings and in the environment.
 *
 * @since 0.1.0
 */
public final class AmpOtelBuilder {
    private @Nullable String endpoint;
    private @Nullable HeaderSource headers;
    private @Nullable String serviceName;
    private @Nullable ContentPolicy content;
    private @Nullable SpanSelection spans;
    private @Nullable Boolean debug;
    private final Map<String, String> resource = new LinkedHashMap<>();
    private Function<String, @Nullable String> variables = System::getenv;
    private Function<String, @Nullable String> properties = System::getProperty;
    private @Nullable Sampler sampler;
    private @Nullable ContextPropagators propagators;
    private @Nullable SSLContext tls;
    private RetryPolicy retry = RetryPolicy.getDefault();
    private Duration closeTimeout = Duration.ofSeconds(10);
    private final List<SpanProcessor> processors = new ArrayList<>();
    private final List<UnaryOperator<SpanProcessor>> processorDecorators = new ArrayList<>();
    private final List<UnaryOperator<SpanExporter>> exporterDecorators = new ArrayList<>();
    private final Set<String> given = new LinkedHashSet<>();

    AmpOtelBuilder() {}

    /** Sets AMP's OTel endpoint; {@code /v1/traces} is appended unless it is present. Default: {@code AMP_OTEL_ENDPOINT}. */
    public AmpOtelBuilder endpoint(String newEndpoint) {
        endpoint = requireNonNull(newEndpoint, "endpoint");
        return own("endpoint");
    }

    /**
     * Sets the source of the headers, which hold the key. Default: the file in {@code AMP_AGENT_API_KEY_FILE}, else
     * {@code AMP_AGENT_API_KEY}.
     */
    public AmpOtelBuilder headers(HeaderSource source) {
        headers = requireNonNull(source, "source");
        return own("headers");
    }

    /** Sets the service name. Default: {@code OTEL_SERVICE_NAME}, else {@code service.name} in {@code OTEL_RESOURCE_ATTRIBUTES}. */
    public AmpOtelBuilder serviceName(String name) {
        serviceName = requireNonNull(name, "name");
        return own("serviceName");
    }

    /** Adds a resource attribute, or replaces that of the environment. */
    public AmpOtelBuilder resourceAttribute(String key, String value) {
        resource.put(requireNonNull(key, "key"), requireNonNull(value, "value"));
        return own("resourceAttribute");
    }

    /**
     * Sets which content may leave the process. Whatever is given here, no content leaves the process if {@code AMP_TRACE_CONTENT} or
     * {@code TRACELOOP_TRACE_CONTENT} is anything but unset, blank, {@code true}, {@code 1}, {@code yes} or {@code on}. Default: all.
     */
    public AmpOtelBuilder content(ContentPolicy policy) {
        content = requireNonNull(policy, "policy");
        return own("content");
    }

    /** Sets which spans are sent. Default: {@code AMP_TRACE_SPANS}, else all. */
    public AmpOtelBuilder spans(SpanSelection selection) {
        spans = requireNonNull(selection, "selection");
        return own("spans");
    }

    /** Sets whether a line is logged for each batch. Default: {@code AMP_DEBUG}. */
    public AmpOtelBuilder debug(boolean on) {
        debug = on;
        return own("debug");
    }

    /** Sets the sampler. Default: {@code OTEL_TRACES_SAMPLER}, else parent-based, always on. */
    public AmpOtelBuilder sampler(Sampler newSampler) {
        sampler = requireNonNull(newSampler, "sampler");
        return own("sampler");
    }

    /** Sets the propagators. Default: {@code OTEL_PROPAGATORS}, else W3C trace context and baggage. */
    public AmpOtelBuilder propagators(ContextPropagators newPropagators) {
        propagators = requireNonNull(newPropagators, "propagators");
        return own("propagators");
    }

    /**
     * Sets the SSL context for AMP. Default: the JVM's, with the certificate authorities of {@code OTEL_EXPORTER_OTLP_CERTIFICATE} if that
     * is set.
     */
    public AmpOtelBuilder sslContext(SSLContext context) {
        tls = requireNonNull(context, "context");
        return own("sslContext");
    }

    /** Sets how a batch is retried, within {@code OTEL_BSP_EXPORT_TIMEOUT}. Default: 5 attempts, 1 s growing to 5 s. */
    public AmpOtelBuilder retry(RetryPolicy policy) {
        retry = requireNonNull(policy, "policy");
        return own("retry");
    }

    /**
     * Sets how long {@link AmpOtel#close()} and the shutdown hook may take to send queued spans; a processor or exporter of the program
     * that blocks gets one second more. Default: 10 s.
     */
    public AmpOtelBuilder closeTimeout(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("closeTimeout must not be negative: " + timeout);
        }
        closeTimeout = timeout;
        return own("closeTimeout");
    }

    /** Adds a processor that sees every span before AMP's own. */
    public AmpOtelBuilder addSpanProcessor(SpanProcessor processor) {
        processors.add(requireNonNull(processor, "processor"));
        return own("addSpanProcessor");
    }

    /** Wraps the batch processor, for example in a {@link io.amp4j.otel.sampling.TailSamplingProcessor}. */
    public AmpOtelBuilder wrapProcessor(UnaryOperator<SpanProcessor> decorator) {
        processorDecorators.add(requireNonNull(decorator, "decorator"));
        return own("wrapProcessor");
    }

    /** Wraps the exporter, for example to change spans as they leave. */
    public AmpOtelBuilder wrapExporter(UnaryOperator<SpanExporter> decorator) {
        exporterDecorators.add(requireNonNull(decorator, "decorator"));
        return own("wrapExporter");
    }

    /** Reads environment variables through this function, which returns null for an unset one. Default: those of the process. */
    public AmpOtelBuilder environment(Function<String, @Nullable String> environment) {
        variables = requireNonNull(environment, "environment");
        return this;
    }

    /** Reads system properties through this function, which returns null for an unset one. Default: those of the JVM. */
    public AmpOtelBuilder systemProperties(Function<String, @Nullable String> systemProperties) {
        properties = requireNonNull(systemProperties, "systemProperties");
        return this;
    }

    private AmpOtelBuilder own(String setting) {
        given.add(setting);
        return this;
    }

    boolean hasOwnSettings() {
        return !given.isEmpty();
    }

    /**
     * Returns the resulting configuration, without starting anything.
     *
     * @throws AmpConfigurationException if settings are missing or wrong; the message names all of them
     */
    public AmpConfig config() {
        return new ConfigRequest(
                        new Settings(variables, properties),
                        Optional.ofNullable(endpoint),
                        Optional.ofNullable(headers),
                        Optional.ofNullable(serviceName),
                        resource,
                        Optional.ofNullable(content),
                        Optional.ofNullable(spans),
                        Optional.ofNullable(debug),
                        sampler != null,
                        propagators != null)
                .resolve();
    }

    /**
     * Sets up tracing in the process, or returns the existing instance; in that case this builder's settings are ignored, with a warning.
     *
     * @throws AmpConfigurationException if settings are missing or wrong; the message names all of them; nothing has changed then
     */
    public AmpOtel initOtel() {
        return AmpOtel.shared(this);
    }

    /**
     * Creates a separate instance: not shared, not global, without a shutdown hook. The caller closes it.
     *
     * @throws AmpConfigurationException if settings are missing or wrong; the message names all of them
     */
    public AmpOtel standalone() {
        return make(false);
    }

    AmpOtel make(boolean global) {
        return OpenTelemetryCheck.guarded(() -> assembly().make(global));
    }

    private Assembly assembly() {
        return new Assembly(
                config(),
                Optional.ofNullable(sampler),
                Optional.ofNullable(propagators),
                Optional.ofNullable(tls),
                retry,
                closeTimeout,
                processors,
                processorDecorators,
                exporterDecorators,
                given);
    }
}
