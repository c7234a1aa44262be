package io.amp4j.otel.testing;

import io.amp4j.otel.contract.SpanContract;
import io.amp4j.otel.contract.data.SpanPreview;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.span.AmpSpans;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real SDK whose ended spans stay in memory. */
public final class Recorder implements AutoCloseable, SpanProcessor, SpanExporter {
    private final List<SpanData> spans = new CopyOnWriteArrayList<>();
    private final SdkTracerProvider provider;

    public Recorder(SpanProcessor... processors) {
        this(Sampler.alwaysOn(), processors);
    }

    public Recorder(Sampler sampler, SpanProcessor... processors) {
        var builder = SdkTracerProvider.builder()
                .setSampler(sampler)
                .setResource(Resource.builder().put("service.name", "tests").build());
        List.of(processors).forEach(builder::addSpanProcessor);
        provider = builder.addSpanProcessor(this).build();
    }

    public Tracer tracer() {
        return tracer("tests");
    }

    public Tracer tracer(String scope) {
        return provider.get(scope);
    }

    public AmpSpans spans() {
        return AmpSpans.using(tracer());
    }

    public List<SpanData> ended() {
        return spans;
    }

    public SpanData only() {
        if (spans.size() != 1) {
            throw new AssertionError("expected one span: " + spans);
        }
        return spans.get(0);
    }

    public SpanPreview preview() {
        return SpanContract.preview(SpanView.of(only()));
    }

    @Override
    public void onStart(Context parentContext, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        spans.add(span.toSpanData());
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> exported) {
        spans.addAll(exported);
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
