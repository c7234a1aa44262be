package io.amp4j.samples.distro;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import java.util.Collection;

/** Sends log records unless they or their instrumentation are off, and notes whether it worked. */
final class ManagedLogExporter implements LogRecordExporter {
    private final LogRecordExporter delegate;
    private final Switches switches;
    private final ScopeFilter scopes;
    private final ExportHealth.Watched watched;

    ManagedLogExporter(
            LogRecordExporter delegate, Switches switches, ScopeFilter scopes, ExportHealth.Watched watched) {
        this.delegate = delegate;
        this.switches = switches;
        this.scopes = scopes;
        this.watched = watched;
    }

    @Override
    public CompletableResultCode export(Collection<LogRecordData> logs) {
        if (!switches.options().exports(Signal.LOGS)) {
            return CompletableResultCode.ofSuccess();
        }
        Collection<LogRecordData> left =
                scopes.left(logs, log -> log.getInstrumentationScopeInfo().getName());
        return left.isEmpty() && !logs.isEmpty()
                ? CompletableResultCode.ofSuccess()
                : watched.note(delegate.export(left));
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
        return "ManagedLogExporter[" + delegate + "]";
    }
}
