package io.amp4j.otel.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.contract.SpanContract;
import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.Finding;
import io.amp4j.otel.contract.data.SpanPreview;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.span.AmpSpans;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** An SDK that keeps the spans that have ended, and what AMP shows for them. */
final class EndedSpans implements SpanExporter {
    private final List<SpanData> ended = new CopyOnWriteArrayList<>();
    private volatile Consumer<SpanData> onEnd = span -> {};
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(this))
            .build();

    AmpSpans spans() {
        return AmpSpans.using(provider.get("test"));
    }

    void onEnd(Consumer<SpanData> listener) {
        onEnd = listener;
    }

    List<SpanData> all() {
        return ended;
    }

    List<SpanData> byStart() {
        return ended.stream()
                .sorted(Comparator.comparingLong(SpanData::getStartEpochNanos))
                .toList();
    }

    List<SpanPreview> shown(AmpSpanKind kind) {
        return byStart().stream()
                .map(span -> SpanContract.preview(SpanView.of(span)))
                .filter(preview -> preview.kind() == kind)
                .toList();
    }

    /** Checks them. */
    void breakNoRule() {
        for (SpanData span : ended) {
            assertThat(SpanContract.check(SpanView.of(span)))
                    .as(span.getName())
                    .filteredOn(finding -> finding.severity() == Finding.Severity.PROBLEM)
                    .isEmpty();
        }
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        ended.addAll(spans);
        spans.forEach(onEnd);
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public void close() {
        provider.close();
    }
}
