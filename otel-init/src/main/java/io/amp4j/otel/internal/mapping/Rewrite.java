package io.amp4j.otel.internal.mapping;

import io.amp4j.otel.AmpSpanKind;
import io.amp4j.otel.SpanContract;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A span on its way into AMP's words: what it says, and what is added. What it says in AMP's words already is never changed. */
public final class Rewrite {
    private final Map<String, Object> source = new HashMap<>();
    private final Attributes attributes;
    private final boolean root;
    private @Nullable AttributesBuilder added;
    private String name;

    /** Starts from a span as it ended. */
    public Rewrite(String name, Attributes attributes, boolean root) {
        this.name = name;
        this.attributes = attributes;
        this.root = root;
        attributes.forEach((key, value) -> source.put(key.getKey(), value));
    }

    /** Returns the name to export. */
    public String name() {
        return name;
    }

    /** Returns the attributes to export: the span's own instance if nothing was added. */
    public Attributes attributes() {
        return added == null ? attributes : added.build();
    }

    boolean isRoot() {
        return root;
    }

    Map<String, Object> source() {
        return source;
    }

    /** Returns the value as text, numbers and booleans included; null if it is absent or empty. */
    @Nullable
    String text(String... keys) {
        for (String key : keys) {
            Object value = source.get(key);
            if (value != null && !value.toString().isEmpty()) {
                return value.toString();
            }
        }
        return null;
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

    /** Sets a number; one that stands there as text, which AMP's schema does not take, is replaced by the number it spells. */
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

    /** Takes away the models that are named so, which is to say that there was none: AMP would show the word. */
    void removeModel(String none) {
        for (String key : List.of("gen_ai.request.model", "gen_ai.response.model")) {
            if (none.equals(text(key))) {
                remove(key);
            }
        }
    }

    private void remove(String key) {
        builder().removeIf(other -> other.getKey().equals(key));
        source.remove(key);
    }

    /** Replaces a value that AMP would take for something else. */
    void replace(AttributeKey<String> key, String value) {
        builder().put(key, value);
        source.put(key.getKey(), value);
    }

    /** Names the span so that the list shows the kind, unless it does already. */
    void rename(String operation, @Nullable String subject) {
        boolean listed = SpanContract.classifyByName(name) == SpanContract.classifyByName(operation + " x");
        boolean leaf = !operation.equals("chat") || SpanContract.isLeafLlmName(name);
        if (subject != null && !(listed && leaf)) {
            name = operation + " " + subject;
        }
    }

    /** Names a step so that the list shows a chain, unless it does already. */
    void renameChain(String subject, String kind) {
        if (SpanContract.classifyByName(name) != AmpSpanKind.CHAIN) {
            name = subject + "." + kind;
        }
    }

    private AttributesBuilder builder() {
        AttributesBuilder builder = added == null ? attributes.toBuilder() : added;
        added = builder;
        return builder;
    }
}
