package io.amp4j.otel.sampling;

import io.amp4j.otel.contract.SpanContract;
import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.internal.mapping.Frameworks;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Computes what an ended span adds to the facts of its trace. */
final class SpanFacts {
    private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
    private static final int FRAME = 512;

    private SpanFacts() {}

    /** Returns the facts of an ended span, as it is exported; its kind only if {@code withKind}, because determining it is expensive. */
    static TraceFacts of(SpanData ended, boolean isLocalRoot, boolean withKind) {
        SpanData span = Frameworks.mapped(ended);
        Attributes attributes = span.getAttributes();
        boolean failed = span.getStatus().getStatusCode() == StatusCode.ERROR || attributes.get(ERROR_TYPE) != null;
        long tokens = number(attributes, AmpAttributes.USAGE_INPUT_TOKENS)
                + number(attributes, AmpAttributes.USAGE_OUTPUT_TOKENS);
        boolean evaluated =
                attributes.get(AmpAttributes.TASK_ID) != null || attributes.get(AmpAttributes.TRIAL_ID) != null;
        Set<AmpSpanKind> kinds =
                withKind ? Set.of(SpanContract.classify(SpanView.of(span)).kind()) : Set.of();
        Duration duration =
                isLocalRoot ? Duration.ofNanos(span.getEndEpochNanos() - span.getStartEpochNanos()) : Duration.ZERO;
        TraceFacts.Builder facts = TraceFacts.builder(span.getTraceId());
        if (isLocalRoot) {
            facts.rootName(span.getName()).ownRootName(ended.getName());
        }
        return facts.spans(1)
                .hasError(failed)
                .duration(duration)
                .kinds(kinds)
                .rootTokens(isLocalRoot ? tokens : 0)
                .otherTokens(isLocalRoot ? 0 : tokens)
                .isEvaluated(evaluated)
                .build();
    }

    private static long number(Attributes attributes, AttributeKey<Long> key) {
        Long value = attributes.get(key);
        return value == null ? 0 : Math.max(0, value);
    }

    /** Estimates the memory of a span: a fixed part, and the texts of its attributes and events. */
    static long bytes(SpanData span) {
        long[] sum = {FRAME + 2L * span.getName().length()};
        add(span.getAttributes(), sum);
        span.getEvents().forEach(event -> {
            sum[0] += FRAME;
            add(event.getAttributes(), sum);
        });
        return sum[0];
    }

    private static void add(Attributes attributes, long[] sum) {
        attributes.forEach((key, value) -> {
            sum[0] += 64 + 2L * key.getKey().length();
            if (value instanceof String text) {
                sum[0] += 2L * text.length();
            } else if (value instanceof List<?> list) {
                list.forEach(item -> sum[0] += item instanceof String text ? 40 + 2L * text.length() : 16);
            }
        });
    }
}
