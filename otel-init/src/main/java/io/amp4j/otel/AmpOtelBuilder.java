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
 * Settings of the program for {@link AmpOtel}; each wins over the variable of the same meaning. Not safe for use by several threads.
 *
 * <p>Values are checked when the instance is made, so that one {@link AmpConfigurationException} names all that is wrong with the
 * program's settings and the environment together.
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

    /** AMP's OTel endpoint, to which {@code /v1/traces} is added unless it is there. Default: {@code AMP_OTEL_ENDPOINT}. */
    public AmpOtelBuilder endpoint(String newEndpoint) {
        endpoint = requireNonNull(newEndpoint, "endpoint");
        return own("endpoint");
    }

    /** Where the key comes from. Default: the file in {@code AMP_AGENT_API_KEY_FILE}, else {@code AMP_AGENT_API_KEY}. */
    public AmpOtelBuilder headers(HeaderSource source) {
        headers = requireNonNull(source, "source");
        return own("headers");
    }

    /** The service name. Default: {@code OTEL_SERVICE_NAME}, else {@code service.name} in {@code OTEL_RESOURCE_ATTRIBUTES}. */
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
     * Which content may leave the process, as far as the operator allows any: none does if {@code AMP_TRACE_CONTENT} or
     * {@code TRACELOOP_TRACE_CONTENT} is anything but unset, blank, {@code true}, {@code 1}, {@code yes} or {@code on}, whatever is given
     * here. Default: all.
     */
    public AmpOtelBuilder content(ContentPolicy policy) {
        content = requireNonNull(policy, "policy");
        return own("content");
    }

    /** Which spans are sent. Default: {@code AMP_TRACE_SPANS}, else all. */
    public AmpOtelBuilder spans(SpanSelection selection) {
        spans = requireNonNull(selection, "selection");
        return own("spans");
    }

    /** Whether each batch is worth a line in the log. Default: {@code AMP_DEBUG}. */
    public AmpOtelBuilder debug(boolean on) {
        debug = on;
        return own("debug");
    }

    /** The sampler. Default: {@code OTEL_TRACES_SAMPLER}, else parent-based, always on. */
    public AmpOtelBuilder sampler(Sampler newSampler) {
        sampler = requireNonNull(newSampler, "sampler");
        return own("sampler");
    }

    /** The propagators. Default: {@code OTEL_PROPAGATORS}, else W3C trace context and baggage. */
    public AmpOtelBuilder propagators(ContextPropagators newPropagators) {
        propagators = requireNonNull(newPropagators, "propagators");
        return own("propagators");
    }

    /** TLS to AMP. Default: the JVM's, with the authorities of {@code OTEL_EXPORTER_OTLP_CERTIFICATE} when that is set. */
    public AmpOtelBuilder sslContext(SSLContext context) {
        tls = requireNonNull(context, "context");
        return own("sslContext");
    }

    /** How a batch is retried, within {@code OTEL_BSP_EXPORT_TIMEOUT}. Default: 5 attempts, 1 s growing to 5 s. */
    public AmpOtelBuilder retry(RetryPolicy policy) {
        retry = requireNonNull(policy, "policy");
        return own("retry");
    }

    /**
     * How long {@link AmpOtel#close()} and the shutdown hook may take to send what is queued; a step of the program's own that hangs gets one
     * second more. Default 10 s.
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

    /** Reads environment variables through this function, which answers null for an unset one. Default: those of the process. */
    public AmpOtelBuilder environment(Function<String, @Nullable String> environment) {
        variables = requireNonNull(environment, "environment");
        return this;
    }

    /** Reads system properties through this function, which answers null for an unset one. Default: those of the JVM. */
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
     * Returns what would be in force, without starting anything.
     *
     * @throws AmpConfigurationException naming everything that is missing or wrong
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
     * Sets the process up, or returns the instance that already stands; this builder's settings are ignored then, with a warning.
     *
     * @throws AmpConfigurationException naming everything that is missing or wrong; nothing has changed then
     */
    public AmpOtel initOtel() {
        return AmpOtel.shared(this);
    }

    /**
     * Makes an instance of its own: not shared, not global, without shutdown hook. The caller closes it.
     *
     * @throws AmpConfigurationException naming everything that is missing or wrong
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
