package io.amp4j.otel.internal.messages;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.trace.SpanLimits;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a span that has ended and what is added to them, within the limits of spans as the SDK keeps them: a text is cut at the length, and
 * what is more than the number is dropped and counted. What the span says itself stays.
 */
final class AddedAttributes {
    private final Attributes present;
    private final SpanLimits limits;
    private @Nullable AttributesBuilder builder;
    private int added;
    private int dropped;

    AddedAttributes(Attributes present, SpanLimits limits) {
        this.present = present;
        this.limits = limits;
    }

    /** Adds the text, unless there is none or an attribute of that name is there. */
    void put(AttributeKey<String> key, @Nullable String text) {
        if (text == null || isPresent(key)) {
            return;
        }
        if (present.size() + added >= limits.getMaxNumberOfAttributes()) {
            dropped++;
            return;
        }
        AttributesBuilder open = builder == null ? present.toBuilder() : builder;
        builder = open;
        open.put(key, text.length() <= limits.getMaxAttributeValueLength() ? text : cut(text));
        added++;
    }

    private String cut(String text) {
        return text.substring(0, limits.getMaxAttributeValueLength());
    }

    private boolean isPresent(AttributeKey<String> key) {
        return present.asMap().keySet().stream()
                .anyMatch(other -> other.getKey().equals(key.getKey()));
    }

    /** Returns all of them; the same as before if nothing was added. */
    Attributes attributes() {
        return builder == null ? present : builder.build();
    }

    /** Returns how many were beyond the number. */
    int dropped() {
        return dropped;
    }
}
