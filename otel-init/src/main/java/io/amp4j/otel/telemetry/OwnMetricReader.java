package io.amp4j.otel.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import java.time.Duration;
import java.util.Collection;

/** Collects metrics periodically. */
final class OwnMetricReader implements MetricReader {
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Pipe<MetricData> pipe;
    final PeriodicMetricReader reader;

    OwnMetricReader(Pipe<MetricData> pipe) {
        this.pipe = pipe;
        pipe.feed();
        reader = PeriodicMetricReader.builder(new Exporter(pipe))
                .setInterval(INTERVAL)
                .build();
    }

    @Override
    public void register(CollectionRegistration registration) {
        reader.register(registration);
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
        return reader.getAggregationTemporality(type);
    }

    @Override
    public Aggregation getDefaultAggregation(InstrumentType type) {
        return reader.getDefaultAggregation(type);
    }

    @Override
    public CompletableResultCode forceFlush() {
        return pipe.flushAfter(reader.forceFlush());
    }

    @Override
    public CompletableResultCode shutdown() {
        pipe.finish();
        return reader.shutdown();
    }

    @Override
    public String toString() {
        return "OwnTelemetry[" + pipe + "]";
    }

    private record Exporter(Pipe<MetricData> pipe) implements MetricExporter {
        @Override
        public AggregationTemporality getAggregationTemporality(InstrumentType type) {
            return AggregationTemporality.CUMULATIVE;
        }

        @Override
        public CompletableResultCode export(Collection<MetricData> metrics) {
            return pipe.export(metrics);
        }

        @Override
        public CompletableResultCode flush() {
            return pipe.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return pipe.shutdown();
        }
    }
}
