package io.amp4j.otel.internal.mapping;

import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.internal.contract.KindRules;
import io.amp4j.otel.internal.json.AttributeValues;
import io.amp4j.otel.internal.json.Json;
import io.amp4j.otel.internal.mapping.Conversations.Exchange;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A span that is being mapped: its attributes, and those that are added. AMP attributes that it already has are never changed. */
final class Rewrite {
    private final Map<String, Object> source = new HashMap<>();
    private final SpanData span;
    private final Attributes attributes;
    private final @Nullable Conversations conversations;
    private @Nullable AttributesBuilder added;
    private String name;
    private boolean retold;

    /** Starts from a span as it ended. */
    Rewrite(SpanData span, @Nullable Conversations conversations) {
        this.span = span;
        this.name = span.getName();
        this.attributes = span.getAttributes();
        this.conversations = conversations;
        attributes.forEach((key, value) -> source.put(key.getKey(), value));
    }

    /** Returns the name to export. */
    String name() {
        return name;
    }

    /** Returns the attributes to export: the span's own instance if nothing was added. */
    Attributes attributes() {
        return added == null ? attributes : added.build();
    }

    /** Notes that the entity texts are those of the calls below. */
    void retell() {
        retold = true;
    }

    boolean isRetold() {
        return retold;
    }

    boolean isRoot() {
        return !span.getParentSpanContext().isValid();
    }

    /** Returns the name of the tracer. */
    String scope() {
        return span.getInstrumentationScopeInfo().getName();
    }

    /** Keeps the texts for the span above, which ends later. */
    void remember(String subject, @Nullable String instructions, @Nullable String input, @Nullable String output) {
        if (conversations != null && span.getParentSpanContext().isValid() && (input != null || output != null)) {
            conversations.add(
                    span.getTraceId(), new Exchange(span.getParentSpanId(), subject, instructions, input, output));
        }
    }

    /** Returns the texts of models for this span. */
    List<Exchange> callsBelow() {
        return conversations == null ? List.of() : conversations.ofParent(span.getTraceId(), span.getSpanId());
    }

    /** Returns the texts of models and agents for this span. */
    List<Exchange> callsAndAgentsBelow() {
        return conversations == null ? List.of() : conversations.withAgents(span.getTraceId(), span.getSpanId());
    }

    /** Returns what the tool answered beside this span; null if that is not known. */
    @Nullable
    Exchange answerOf(String tool) {
        return conversations == null ? null : conversations.ofTool(span.getTraceId(), span.getParentSpanId(), tool);
    }

    /** Returns what is known of tokens that are counted more than once; null if only this span is known. */
    @Nullable
    TokenSums tokenSums() {
        return conversations == null ? null : conversations.tokenSums();
    }

    TokenSums.Place place() {
        return new TokenSums.Place(
                span.getTraceId(),
                span.getSpanId(),
                span.getParentSpanId(),
                span.getStartEpochNanos(),
                span.getEndEpochNanos());
    }

    Map<String, Object> source() {
        return source;
    }

    /** Returns the value as text, numbers and booleans included, and a structure as JSON; null if it is absent or empty. */
    @Nullable
    String text(String... keys) {
        for (String key : keys) {
            Object value = source.get(key);
            String text = value == null ? "" : plain(value);
            if (!text.isEmpty()) {
                return text;
            }
        }
        return null;
    }

    private static String plain(Object value) {
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        Object copy = AttributeValues.copy(Map.of("value", value)).get("value");
        return copy instanceof String text ? text : Json.write(copy);
    }

    /** Returns the value as an integer; null if it is none. */
    @Nullable
    Long integer(String... keys) {
        for (String key : keys) {
            Object value = source.get(key);
            if (value instanceof Number number) {
                return number.longValue();
            }
            if (value instanceof String text && text.matches("\\d{1,18}")) {
                return Long.valueOf(text);
            }
        }
        return null;
    }

    /** Returns the value as a number; null if it is none. */
    @Nullable
    Double decimal(String... keys) {
        for (String key : keys) {
            Object value = source.get(key);
            if (value instanceof Number number) {
                return number.doubleValue();
            }
            if (value instanceof String text && text.matches("-?\\d{1,9}(\\.\\d{1,17})?")) {
                return Double.valueOf(text);
            }
        }
        return null;
    }

    void put(AttributeKey<String> key, @Nullable String value) {
        if (value != null && !value.isEmpty() && !source.containsKey(key.getKey())) {
            builder().put(key, value);
            source.put(key.getKey(), value);
        }
    }

    void put(AttributeKey<Double> key, @Nullable Double value) {
        if (value != null && !source.containsKey(key.getKey())) {
            builder().put(key, value);
            source.put(key.getKey(), value);
        }
    }

    /** Sets a number; a number that is sent as text, which AMP's schema does not accept, is converted. */
    <T extends Number> void number(AttributeKey<T> key, @Nullable T value) {
        Object present = source.get(key.getKey());
        if (value == null || present instanceof Number) {
            return;
        }
        if (present != null) {
            remove(key.getKey());
        }
        builder().put(key, value);
        source.put(key.getKey(), value);
    }

    /** Removes models with these names, which mean that there was none, because AMP would show the name. */
    void removeModel(String none) {
        for (String key : List.of("gen_ai.request.model", "gen_ai.response.model")) {
            if (none.equals(text(key))) {
                remove(key);
            }
        }
    }

    void remove(String key) {
        builder().removeIf(other -> other.getKey().equals(key));
        source.remove(key);
    }

    /** Replaces a value that AMP would take for something else. */
    void replace(AttributeKey<String> key, String value) {
        if (source.get(key.getKey()) != null && !(source.get(key.getKey()) instanceof String)) {
            remove(key.getKey());
        }
        builder().put(key, value);
        source.put(key.getKey(), value);
    }

    /** Names the span so that the list shows the kind, unless it does already. */
    void rename(String operation, @Nullable String subject) {
        boolean listed = KindRules.classifyByName(name) == KindRules.classifyByName(operation + " x");
        boolean leaf = !operation.equals("chat") || KindRules.isLeafLlmName(name);
        if (subject != null && !(listed && leaf)) {
            name = operation + " " + subject;
        }
    }

    /** Names a step so that the list shows a chain, unless it does already. */
    void renameChain(String subject, String kind) {
        if (KindRules.classifyByName(name) != AmpSpanKind.CHAIN) {
            name = subject + "." + kind;
        }
    }

    private AttributesBuilder builder() {
        AttributesBuilder builder = added == null ? attributes.toBuilder() : added;
        added = builder;
        return builder;
    }
}
