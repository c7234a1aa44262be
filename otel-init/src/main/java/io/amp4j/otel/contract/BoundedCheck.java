package io.amp4j.otel.contract;

import io.amp4j.otel.contract.data.Finding;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.internal.mapping.Frameworks;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributeType;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks a span in bounded time: long texts are not parsed. */
final class BoundedCheck {
    /** Some twenty pages; parsing longer texts takes milliseconds. */
    static final int MAX_TEXT = 1 << 16;

    /** Replaces a text that is not parsed. */
    private static final String UNREAD = "…";

    private BoundedCheck() {}

    /** Returns the findings, except those about texts that were not parsed and about the mapping's result for them. */
    static List<Finding> check(SpanData span) {
        Set<String> unread = unread(span.getAttributes());
        if (unread.isEmpty()) {
            return SpanContract.check(SpanView.of(Frameworks.mapped(span)));
        }
        SpanData bounded = new Bounded(span, unread);
        SpanData mapped = Frameworks.mapped(bounded);
        Set<String> own = new HashSet<>();
        span.getAttributes().forEach((key, value) -> own.add(key.getKey()));
        return SpanContract.check(SpanView.of(mapped)).stream()
                .filter(finding -> finding.key() == null
                        || (!unread.contains(finding.key()) && (mapped == bounded || own.contains(finding.key()))))
                .toList();
    }

    private static Set<String> unread(Attributes attributes) {
        Set<String> keys = new HashSet<>();
        attributes.forEach((key, value) -> {
            if (value instanceof String text && text.length() > MAX_TEXT) {
                keys.add(key.getKey());
            }
        });
        return keys;
    }

    /** A span whose long texts are replaced. */
    private static final class Bounded extends DelegatingSpanData {
        private final Attributes attributes;

        Bounded(SpanData span, Set<String> unread) {
            super(span);
            AttributesBuilder builder = span.getAttributes().toBuilder();
            span.getAttributes().forEach((key, value) -> {
                if (key.getType() == AttributeType.STRING && unread.contains(key.getKey())) {
                    builder.put(AttributeKey.stringKey(key.getKey()), UNREAD);
                }
            });
            this.attributes = builder.build();
        }

        @Override
        public Attributes getAttributes() {
            return attributes;
        }
    }
}
