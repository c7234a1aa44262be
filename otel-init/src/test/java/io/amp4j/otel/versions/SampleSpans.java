package io.amp4j.otel.versions;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Spans with everything that a span can have, made by the SDK at hand, from a seed. */
final class SampleSpans {
    private final SampleValues values;
    private final RandomGenerator random;

    private SampleSpans(long seed) {
        random = new Random(seed);
        values = new SampleValues(random);
    }

    /** Some spans of several resources and scopes; the same for the same seed and version. */
    static List<SpanData> of(long seed) {
        SampleSpans samples = new SampleSpans(seed);
        List<SpanData> spans = new ArrayList<>();
        for (int provider = 0; provider <= samples.random.nextInt(3); provider++) {
            samples.addProvider(spans);
        }
        // Spans of several tracers and providers come in any order.
        for (int i = spans.size() - 1; i > 0; i--) {
            int j = samples.random.nextInt(i + 1);
            spans.set(j, spans.set(i, spans.get(j)));
        }
        return spans;
    }

    private void addProvider(List<SpanData> spans) {
        Resource resource = values.resource();
        SpanLimits limits = SpanLimits.builder()
                .setMaxNumberOfAttributes(random.nextBoolean() ? 128 : 3)
                .setMaxNumberOfEvents(random.nextBoolean() ? 128 : 1)
                .setMaxNumberOfLinks(random.nextBoolean() ? 128 : 1)
                .setMaxNumberOfAttributesPerEvent(random.nextBoolean() ? 128 : 1)
                .setMaxNumberOfAttributesPerLink(random.nextBoolean() ? 128 : 1)
                .setMaxAttributeValueLength(random.nextBoolean() ? Integer.MAX_VALUE : 5)
                .build();
        try (SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(resource)
                .setSpanLimits(limits)
                .setSampler(Sampler.alwaysOn())
                // Without any processor newer versions record nothing.
                .addSpanProcessor(SimpleSpanProcessor.create(SpanExporter.composite()))
                .build()) {
            for (int tracer = 0; tracer <= random.nextInt(3); tracer++) {
                addTracer(spans, tracer(provider, tracer));
            }
        }
    }

    private Tracer tracer(SdkTracerProvider provider, int number) {
        return provider.tracerBuilder(number == 0 ? "" : values.text() + number)
                .setInstrumentationVersion(random.nextBoolean() ? "1.2.3" : "")
                .setSchemaUrl(random.nextBoolean() ? "https://schema/scope" : "")
                .build();
    }

    private void addTracer(List<SpanData> spans, Tracer tracer) {
        InstrumentationScopeInfo withAttributes = InstrumentationScopeInfo.builder("scope with attributes")
                .setVersion("9")
                .setAttributes(values.attributes(3))
                .build();
        for (int i = 0; i <= random.nextInt(6); i++) {
            SpanData made = span(tracer);
            spans.add(
                    switch (random.nextInt(6)) {
                        case 0 -> new OfScope(made, withAttributes);
                        case 1 -> new Odd(made, values.attributes(2));
                        default -> made;
                    });
        }
    }

    private SpanData span(Tracer tracer) {
        SpanBuilder builder = tracer.spanBuilder(values.text())
                .setSpanKind(values.pick(List.of(SpanKind.values())))
                .setStartTimestamp(random.nextLong(1, Long.MAX_VALUE), TimeUnit.NANOSECONDS)
                .setAllAttributes(values.attributes(random.nextInt(8)));
        if (random.nextBoolean()) {
            builder.setParent(Context.root().with(Span.wrap(values.context())));
        }
        for (int link = random.nextInt(4); link > 0; link--) {
            builder.addLink(values.context(), values.attributes(random.nextInt(3)));
        }
        Span span = builder.startSpan();
        for (int event = random.nextInt(4); event > 0; event--) {
            span.addEvent(
                    values.text(),
                    values.attributes(random.nextInt(3)),
                    random.nextLong(Long.MAX_VALUE),
                    TimeUnit.NANOSECONDS);
        }
        switch (random.nextInt(4)) {
            case 0 -> span.setStatus(StatusCode.OK);
            case 1 -> span.setStatus(StatusCode.ERROR);
            case 2 -> span.setStatus(StatusCode.ERROR, values.text());
            default -> span.recordException(new IllegalStateException("without a stack, as that differs", null));
        }
        span.end(random.nextLong(1, Long.MAX_VALUE), TimeUnit.NANOSECONDS);
        return ((ReadableSpan) span).toSpanData();
    }

    /** A span of a scope that has attributes, which tracers cannot be given. */
    private static final class OfScope extends DelegatingSpanData {
        private final InstrumentationScopeInfo scope;

        OfScope(SpanData span, InstrumentationScopeInfo scope) {
            super(span);
            this.scope = scope;
        }

        @Override
        public InstrumentationScopeInfo getInstrumentationScopeInfo() {
            return scope;
        }
    }

    /** What no SDK makes, but a step before the exporter can. */
    private static final class Odd extends DelegatingSpanData {
        private final Attributes attributes;

        Odd(SpanData span, Attributes attributes) {
            super(span);
            this.attributes = attributes;
        }

        @Override
        public long getStartEpochNanos() {
            return 0;
        }

        @Override
        public long getEndEpochNanos() {
            return -1;
        }

        @Override
        public SpanContext getSpanContext() {
            return SpanContext.getInvalid();
        }

        @Override
        public Attributes getAttributes() {
            return attributes;
        }

        @Override
        public int getTotalAttributeCount() {
            return 1;
        }

        @Override
        public List<EventData> getEvents() {
            return List.of(EventData.create(0, "", attributes, 300), EventData.create(-5, "e", attributes, 0));
        }

        @Override
        public int getTotalRecordedEvents() {
            return 0;
        }

        @Override
        public List<LinkData> getLinks() {
            return List.of(LinkData.create(SpanContext.getInvalid(), attributes, 70_000));
        }

        @Override
        public int getTotalRecordedLinks() {
            return Integer.MAX_VALUE;
        }

        @Override
        public StatusData getStatus() {
            return StatusData.create(StatusCode.OK, "said all the same");
        }
    }
}
