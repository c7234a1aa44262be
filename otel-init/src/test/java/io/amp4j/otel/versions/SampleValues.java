package io.amp4j.otel.versions;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** What telemetry of every kind is made of. */
final class SampleValues {
    static final List<String> TEXTS = List.of(
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
    static final List<Long> LONGS = List.of(0L, 1L, -1L, 127L, 128L, 16_384L, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 35);
    static final List<Double> DOUBLES =
            List.of(0.0, -0.0, 1.5, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE, Double.MAX_VALUE, -3.25e-7);

    private final RandomGenerator random;

    SampleValues(RandomGenerator random) {
        this.random = random;
    }

    Resource resource() {
        return random.nextInt(4) == 0
                ? Resource.empty()
                : Resource.create(
                        attributes(random.nextInt(5), false), random.nextBoolean() ? null : "https://schema/1");
    }

    InstrumentationScopeInfo scope() {
        return InstrumentationScopeInfo.builder(text())
                .setVersion(random.nextBoolean() ? "1.2.3" : "")
                .setAttributes(attributes(random.nextInt(3)))
                .build();
    }

    SpanContext context() {
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

    Attributes attributes(int number) {
        return attributes(number, true);
    }

    /** Older versions refuse resources with keys that are not plain. */
    Attributes attributes(int number, boolean anyKey) {
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

    String text() {
        return pick(TEXTS);
    }

    <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    <T> List<T> many(int size, List<T> values) {
        List<T> many = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            many.add(pick(values));
        }
        return many;
    }
}
