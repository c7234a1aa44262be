package io.amp4j.samples.distro;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.util.Collection;

/** Sends metrics unless they or their instrumentation are off, and notes whether it worked. */
final class ManagedMetricExporter implements MetricExporter {
    private final MetricExporter delegate;
    private final Switches switches;
    private final ScopeFilter scopes;
    private final ExportHealth.Watched watched;

    ManagedMetricExporter(
            MetricExporter delegate, Switches switches, ScopeFilter scopes, ExportHealth.Watched watched) {
        this.delegate = delegate;
        this.switches = switches;
        this.scopes = scopes;
        this.watched = watched;
    }

    @Override
    public CompletableResultCode export(Collection<MetricData> metrics) {
        if (!switches.options().exports(Signal.METRICS)) {
            return CompletableResultCode.ofSuccess();
        }
        Collection<MetricData> left = scopes.left(
                metrics, metric -> metric.getInstrumentationScopeInfo().getName());
        return left.isEmpty() && !metrics.isEmpty()
                ? CompletableResultCode.ofSuccess()
                : watched.note(delegate.export(left));
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
        return delegate.getAggregationTemporality(type);
    }

    @Override
    public Aggregation getDefaultAggregation(InstrumentType type) {
        return delegate.getDefaultAggregation(type);
    }

    @Override
    public MemoryMode getMemoryMode() {
        return delegate.getMemoryMode();
    }

    @Override
    public CompletableResultCode flush() {
        return delegate.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return delegate.shutdown();
    }

    @Override
    public String toString() {
        return "ManagedMetricExporter[" + delegate + "]";
    }
}
