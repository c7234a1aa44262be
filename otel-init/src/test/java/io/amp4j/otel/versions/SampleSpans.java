package io.amp4j.otel.versions;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
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
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Spans with everything that a span can have, made by the SDK at hand, from a seed. */
final class SampleSpans {
    private static final List<String> TEXTS = List.of(
            "",
            "plain",
            "Größe, naïve, €",
            "日本語 🎉",
            "high \uD83C alone",
            "low \uDF89 alone",
            "ends with \uD83C",
            "nul \0 and \u007F",
            "x".repeat(127),
            "y".repeat(128),
            "ü".repeat(9_000),
            "z".repeat(20_000));
    private static final List<Long> LONGS =
            List.of(0L, 1L, -1L, 127L, 128L, 16_384L, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 35);
    private static final List<Double> DOUBLES =
            List.of(0.0, -0.0, 1.5, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE, Double.MAX_VALUE, -3.25e-7);

    private final RandomGenerator random;

    private SampleSpans(long seed) {
        random = new Random(seed);
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
        Resource resource = random.nextInt(4) == 0
                ? Resource.empty()
                : Resource.create(
                        attributes(random.nextInt(5), false), random.nextBoolean() ? null : "https://schema/1");
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
        return provider.tracerBuilder(number == 0 ? "" : text() + number)
                .setInstrumentationVersion(random.nextBoolean() ? "1.2.3" : "")
                .setSchemaUrl(random.nextBoolean() ? "https://schema/scope" : "")
                .build();
    }

    private void addTracer(List<SpanData> spans, Tracer tracer) {
        InstrumentationScopeInfo withAttributes = InstrumentationScopeInfo.builder("scope with attributes")
                .setVersion("9")
                .setAttributes(attributes(3))
                .build();
        for (int i = 0; i <= random.nextInt(6); i++) {
            SpanData made = span(tracer);
            spans.add(
                    switch (random.nextInt(6)) {
                        case 0 -> new OfScope(made, withAttributes);
                        case 1 -> new Odd(made, attributes(2));
                        default -> made;
                    });
        }
    }

    private SpanData span(Tracer tracer) {
        SpanBuilder builder = tracer.spanBuilder(text())
                .setSpanKind(pick(List.of(SpanKind.values())))
                .setStartTimestamp(random.nextLong(1, Long.MAX_VALUE), TimeUnit.NANOSECONDS)
                .setAllAttributes(attributes(random.nextInt(8)));
        if (random.nextBoolean()) {
            builder.setParent(Context.root().with(Span.wrap(context())));
        }
        for (int link = random.nextInt(4); link > 0; link--) {
            builder.addLink(context(), attributes(random.nextInt(3)));
        }
        Span span = builder.startSpan();
        for (int event = random.nextInt(4); event > 0; event--) {
            span.addEvent(text(), attributes(random.nextInt(3)), random.nextLong(Long.MAX_VALUE), TimeUnit.NANOSECONDS);
        }
        switch (random.nextInt(4)) {
            case 0 -> span.setStatus(StatusCode.OK);
            case 1 -> span.setStatus(StatusCode.ERROR);
            case 2 -> span.setStatus(StatusCode.ERROR, text());
            default -> span.recordException(new IllegalStateException("without a stack, as that differs", null));
        }
        span.end(random.nextLong(1, Long.MAX_VALUE), TimeUnit.NANOSECONDS);
        return ((ReadableSpan) span).toSpanData();
    }

    private SpanContext context() {
        TraceStateBuilder state = TraceState.builder();
        for (int member = random.nextInt(3); member > 0; member--) {
            state.put("k" + member, "value " + member + "/");
        }
        String trace = String.format(Locale.ROOT, "%016x%016x", random.nextLong(), random.nextLong() | 1);
        String span = String.format(Locale.ROOT, "%016x", random.nextLong() | 1);
        TraceFlags flags = TraceFlags.fromByte((byte) (random.nextBoolean() ? 1 : random.nextInt(256) | 1));
        return random.nextBoolean()
                ? SpanContext.createFromRemoteParent(trace, span, flags, state.build())
                : SpanContext.create(trace, span, flags, state.build());
    }

    private Attributes attributes(int number) {
        return attributes(number, true);
    }

    /** Older versions refuse resources with keys that are not plain. */
    private Attributes attributes(int number, boolean anyKey) {
        AttributesBuilder attributes = Attributes.builder();
        for (int i = 0; i < number; i++) {
            String key = anyKey && random.nextInt(20) == 0 ? text() + i : "key" + i;
            int size = random.nextInt(4);
            switch (random.nextInt(9)) {
                case 0 -> attributes.put(key, text());
                case 1 -> attributes.put(key, pick(LONGS));
                case 2 -> attributes.put(key, random.nextBoolean());
                case 3 -> attributes.put(key, pick(DOUBLES));
                case 4 -> attributes.put(AttributeKey.stringArrayKey(key), many(size, TEXTS));
                case 5 -> attributes.put(AttributeKey.longArrayKey(key), many(size, LONGS));
                case 6 -> attributes.put(AttributeKey.booleanArrayKey(key), many(size, List.of(true, false)));
                case 7 -> attributes.put(AttributeKey.doubleArrayKey(key), many(size, DOUBLES));
                default -> AnyValues.put(attributes, key, random.nextInt(AnyValues.NUMBER), pick(TEXTS));
            }
        }
        return attributes.build();
    }

    private String text() {
        return pick(TEXTS);
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private <T> List<T> many(int size, List<T> values) {
        List<T> many = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            many.add(pick(values));
        }
        return many;
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
