package io.amp4j.otel;

import io.opentelemetry.sdk.trace.SpanLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the standard OpenTelemetry variables ask for, as far as it concerns traces to AMP.
 *
 * @param disabled {@code OTEL_SDK_DISABLED}: nothing is recorded or sent
 * @param batch {@code OTEL_BSP_*}
 * @param sampling {@code OTEL_TRACES_SAMPLER} and its argument
 * @param propagators {@code OTEL_PROPAGATORS}, in order
 * @param limits {@code OTEL_SPAN_*_LIMIT} and {@code OTEL_ATTRIBUTE_*_LIMIT}
 * @param transport {@code OTEL_EXPORTER_OTLP_*}, without endpoint and headers, which are AMP's own
 */
public record SdkSettings(
        boolean disabled,
        Batch batch,
        Sampling sampling,
        List<Propagation> propagators,
        SpanLimits limits,
        Transport transport) {
    /** Copies the list. */
    public SdkSettings {
        propagators = List.copyOf(propagators);
    }

    /**
     * How spans are gathered.
     *
     * @param scheduleDelay the longest time a span waits for company; default 5 s
     * @param maxQueueSize spans held at most, further ones are dropped and counted; default 2,048
     * @param maxExportBatchSize spans in one request at most; default 512
     * @param exportTimeout the time for one batch with all its retries; default 30 s
     */
    public record Batch(Duration scheduleDelay, int maxQueueSize, int maxExportBatchSize, Duration exportTimeout) {}

    /** The samplers that the specification names. */
    public enum SamplerKind {
        /** {@code always_on}. */
        ALWAYS_ON,
        /** {@code always_off}. */
        ALWAYS_OFF,
        /** {@code traceidratio}. */
        TRACEIDRATIO,
        /** {@code parentbased_always_on}, the default. */
        PARENTBASED_ALWAYS_ON,
        /** {@code parentbased_always_off}. */
        PARENTBASED_ALWAYS_OFF,
        /** {@code parentbased_traceidratio}. */
        PARENTBASED_TRACEIDRATIO
    }

    /**
     * Which traces are recorded.
     *
     * @param kind the sampler
     * @param ratio the part of all traces, 0 to 1; default 1; used by the ratio samplers only
     */
    public record Sampling(SamplerKind kind, double ratio) {}

    /** How context crosses processes. */
    public enum Propagation {
        /** W3C trace context. */
        TRACECONTEXT,
        /** W3C baggage. */
        BAGGAGE
    }

    /**
     * How requests are made.
     *
     * @param attemptTimeout the time for one request; default 10 s
     * @param gzip whether bodies are compressed; default not
     * @param trustedCertificates a PEM file of the authorities to trust instead of the JVM's
     * @param proxies {@code HTTPS_PROXY} and its like
     */
    public record Transport(
            Duration attemptTimeout, boolean gzip, Optional<Path> trustedCertificates, ProxyVariables proxies) {}
}
