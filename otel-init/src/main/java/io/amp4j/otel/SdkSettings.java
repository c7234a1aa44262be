package io.amp4j.otel;

import io.amp4j.otel.internal.text.ShownPath;
import io.opentelemetry.sdk.trace.SpanLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the standard OpenTelemetry variables that concern traces to AMP.
 *
 * @since 0.1.0
 */
public final class SdkSettings {
    private final boolean disabled;
    private final Batch batch;
    private final Sampling sampling;
    private final List<Propagation> propagators;
    private final SpanLimits limits;
    private final Transport transport;

    SdkSettings(
            boolean disabled,
            Batch batch,
            Sampling sampling,
            List<Propagation> propagators,
            SpanLimits limits,
            Transport transport) {
        this.propagators = List.copyOf(propagators);
        this.disabled = disabled;
        this.batch = batch;
        this.sampling = sampling;
        this.limits = limits;
        this.transport = transport;
    }

    /** Returns {@code OTEL_SDK_DISABLED}: whether nothing is recorded or sent. */
    public boolean disabled() {
        return disabled;
    }

    /** Returns {@code OTEL_BSP_*}. */
    public Batch batch() {
        return batch;
    }

    /** Returns {@code OTEL_TRACES_SAMPLER} and its argument. */
    public Sampling sampling() {
        return sampling;
    }

    /** Returns {@code OTEL_PROPAGATORS}, in order. */
    public List<Propagation> propagators() {
        return propagators;
    }

    /** Returns {@code OTEL_SPAN_*_LIMIT} and {@code OTEL_ATTRIBUTE_*_LIMIT}. */
    public SpanLimits limits() {
        return limits;
    }

    /** Returns {@code OTEL_EXPORTER_OTLP_*}, without endpoint and headers, which are AMP's own. */
    public Transport transport() {
        return transport;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SdkSettings that
                && disabled == that.disabled
                && batch.equals(that.batch)
                && sampling.equals(that.sampling)
                && propagators.equals(that.propagators)
                && limits.equals(that.limits)
                && transport.equals(that.transport);
    }

    @Override
    public int hashCode() {
        return Objects.hash(disabled, batch, sampling, propagators, limits, transport);
    }

    @Override
    public String toString() {
        return "SdkSettings[disabled=" + disabled + ", batch=" + batch + ", sampling=" + sampling + ", propagators="
                + propagators + ", limits=" + limits + ", transport=" + transport + "]";
    }

    /** How spans are batched. */
    public static final class Batch {
        private final Duration scheduleDelay;
        private final int maxQueueSize;
        private final int maxExportBatchSize;
        private final Duration exportTimeout;

        Batch(Duration scheduleDelay, int maxQueueSize, int maxExportBatchSize, Duration exportTimeout) {
            this.scheduleDelay = scheduleDelay;
            this.maxQueueSize = maxQueueSize;
            this.maxExportBatchSize = maxExportBatchSize;
            this.exportTimeout = exportTimeout;
        }

        /** Returns the longest time that a span waits in the queue for its batch; default 5 s. */
        public Duration scheduleDelay() {
            return scheduleDelay;
        }

        /** Returns the maximum number of queued spans; further ones are dropped and counted; default 2,048. */
        public int maxQueueSize() {
            return maxQueueSize;
        }

        /** Returns the maximum number of spans in one request; default 512. */
        public int maxExportBatchSize() {
            return maxExportBatchSize;
        }

        /** Returns the timeout of one batch with all its retries; default 30 s. */
        public Duration exportTimeout() {
            return exportTimeout;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Batch that
                    && scheduleDelay.equals(that.scheduleDelay)
                    && maxQueueSize == that.maxQueueSize
                    && maxExportBatchSize == that.maxExportBatchSize
                    && exportTimeout.equals(that.exportTimeout);
        }

        @Override
        public int hashCode() {
            return Objects.hash(scheduleDelay, maxQueueSize, maxExportBatchSize, exportTimeout);
        }

        @Override
        public String toString() {
            return "Batch[scheduleDelay=" + scheduleDelay + ", maxQueueSize=" + maxQueueSize + ", maxExportBatchSize="
                    + maxExportBatchSize + ", exportTimeout=" + exportTimeout + "]";
        }
    }

    /**
     * The samplers that the OpenTelemetry specification defines. Constants may be added: a {@code switch} over them needs a default branch.
     */
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

    /** Which traces are recorded. */
    public static final class Sampling {
        private final SamplerKind kind;
        private final double ratio;

        Sampling(SamplerKind kind, double ratio) {
            this.kind = kind;
            this.ratio = ratio;
        }

        /** Returns the sampler. */
        public SamplerKind kind() {
            return kind;
        }

        /** Returns the fraction of all traces, from 0 to 1; default 1; used only by the ratio samplers. */
        public double ratio() {
            return ratio;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Sampling that && kind.equals(that.kind) && Double.compare(ratio, that.ratio) == 0;
        }

        @Override
        public int hashCode() {
            return Objects.hash(kind, ratio);
        }

        @Override
        public String toString() {
            return "Sampling[kind=" + kind + ", ratio=" + ratio + "]";
        }
    }

    /**
     * How context is propagated between processes. Constants may be added: a {@code switch} over them needs a default branch.
     */
    public enum Propagation {
        /** W3C trace context. */
        TRACECONTEXT,
        /** W3C baggage. */
        BAGGAGE
    }

    /** How requests are sent. */
    public static final class Transport {
        private final Duration attemptTimeout;
        private final boolean gzip;
        private final Optional<Path> trustedCertificates;
        private final ProxyVariables proxies;

        Transport(Duration attemptTimeout, boolean gzip, Optional<Path> trustedCertificates, ProxyVariables proxies) {
            this.attemptTimeout = attemptTimeout;
            this.gzip = gzip;
            this.trustedCertificates = trustedCertificates;
            this.proxies = proxies;
        }

        /** Returns the timeout of one request; default 10 s. */
        public Duration attemptTimeout() {
            return attemptTimeout;
        }

        /** Returns whether bodies are compressed; default false. */
        public boolean gzip() {
            return gzip;
        }

        /** Returns a PEM file of the certificate authorities to trust instead of the JVM's. */
        public Optional<Path> trustedCertificates() {
            return trustedCertificates;
        }

        /** Returns {@code HTTPS_PROXY} and the other proxy variables. */
        public ProxyVariables proxies() {
            return proxies;
        }

        /** Does not show the text of a path that does not look like a path, because it may be a secret. */
        @Override
        public String toString() {
            return "Transport[attemptTimeout=" + attemptTimeout + ", gzip=" + gzip + ", trustedCertificates="
                    + trustedCertificates.map(ShownPath::of).orElse("none") + ", proxies=" + proxies + "]";
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Transport that
                    && attemptTimeout.equals(that.attemptTimeout)
                    && gzip == that.gzip
                    && trustedCertificates.equals(that.trustedCertificates)
                    && proxies.equals(that.proxies);
        }

        @Override
        public int hashCode() {
            return Objects.hash(attemptTimeout, gzip, trustedCertificates, proxies);
        }
    }
}
