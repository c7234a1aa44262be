package io.amp4j.samples.distro;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;

/** Sends spans unless traces are off, without content if that is off, and notes whether it worked. */
final class ManagedSpanExporter implements SpanExporter {
    private final SpanExporter whole;
    private final SpanExporter redacting;
    private final Switches switches;
    private final ExportHealth.Watched watched;

    /** Takes one exporter twice: as it is, and with what takes content out before it. */
    ManagedSpanExporter(SpanExporter whole, SpanExporter redacting, Switches switches, ExportHealth.Watched watched) {
        this.whole = whole;
        this.redacting = redacting;
        this.switches = switches;
        this.watched = watched;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        Options options = switches.options();
        if (!options.exports(Signal.TRACES)) {
            return CompletableResultCode.ofSuccess();
        }
        return watched.note((options.capturesContent() ? whole : redacting).export(spans));
    }

    @Override
    public CompletableResultCode flush() {
        return whole.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return whole.shutdown();
    }

    @Override
    public String toString() {
        return "ManagedSpanExporter[" + whole + "]";
    }
}
