package io.amp4j.otel.internal.content;

import io.amp4j.otel.AmpSpanKind;
import io.amp4j.otel.ContentField;
import io.amp4j.otel.ContentPolicy;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributeType;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Applies a policy to the attributes of one span. Pure; safe from any thread. */
public final class AttributeRedactor {
    private final ContentPolicy policy;

    /** Redacts what the policy does not allow. */
    public AttributeRedactor(ContentPolicy policy) {
        this.policy = policy;
    }

    /** Returns the same instance if there is nothing to redact. */
    public Attributes redact(Attributes attributes, AmpSpanKind kind) {
        AttributesBuilder[] changed = {null};
        attributes.forEach((key, value) -> {
            ContentKeys.Place place = ContentKeys.place(key.getKey());
            if (place != null && isRedacted(key.getKey(), place, kind, attributes)) {
                AttributesBuilder builder = changed[0] == null ? attributes.toBuilder() : changed[0];
                changed[0] = builder;
                replace(builder, key, value, place, kind);
            }
        });
        return changed[0] == null ? attributes : changed[0].build();
    }

    private boolean isRedacted(String key, ContentKeys.Place place, AmpSpanKind kind, Attributes attributes) {
        if (place.form() == ContentKeys.Form.MESSAGES) {
            Redactor.Parts parts = parts(place.field(), kind);
            return parts.all() || parts.system() || parts.arguments() || parts.results();
        }
        ContentField field = meaning(place.field(), kind);
        if (!policy.allows(place.field()) || !policy.allows(field)) {
            return true;
        }
        ContentField side = ContentKeys.messagesField(key);
        if (side != null && !policy.allows(side)) {
            return true;
        }
        return side != null && key.endsWith(".content") && !roleAllowed(key, attributes);
    }

    /** What an entity text or message on this kind of span really is. */
    private static ContentField meaning(ContentField field, AmpSpanKind kind) {
        return switch (field) {
            case ENTITY_INPUT ->
                kind == AmpSpanKind.TOOL
                        ? ContentField.TOOL_ARGUMENTS
                        : kind == AmpSpanKind.AGENT || kind == AmpSpanKind.LLM ? ContentField.INPUT_MESSAGES : field;
            case ENTITY_OUTPUT ->
                kind == AmpSpanKind.TOOL
                        ? ContentField.TOOL_RESULTS
                        : kind == AmpSpanKind.AGENT || kind == AmpSpanKind.LLM ? ContentField.OUTPUT_MESSAGES : field;
            default -> field;
        };
    }

    /** An indexed message of the system or of a tool goes with the instructions or the results. */
    private boolean roleAllowed(String contentKey, Attributes attributes) {
        String role = attributes.get(
                AttributeKey.stringKey(contentKey.substring(0, contentKey.length() - "content".length()) + "role"));
        if (role == null) {
            return true;
        }
        return switch (role.strip()) {
            case "system", "developer" -> policy.allows(ContentField.SYSTEM_INSTRUCTIONS);
            case "tool", "function" -> policy.allows(ContentField.TOOL_RESULTS);
            default -> true;
        };
    }

    private Redactor.Parts parts(ContentField field, AmpSpanKind kind) {
        boolean input = field == ContentField.INPUT_MESSAGES;
        boolean all = !policy.allows(field)
                || (kind == AmpSpanKind.TOOL
                        && !policy.allows(input ? ContentField.TOOL_ARGUMENTS : ContentField.TOOL_RESULTS));
        return new Redactor.Parts(
                all,
                !policy.allows(ContentField.SYSTEM_INSTRUCTIONS),
                !policy.allows(ContentField.TOOL_ARGUMENTS),
                !policy.allows(ContentField.TOOL_RESULTS));
    }

    @SuppressWarnings("unchecked") // the type that the key tells is that of its value
    private void replace(
            AttributesBuilder builder, AttributeKey<?> key, Object value, ContentKeys.Place place, AmpSpanKind kind) {
        if (value instanceof String text) {
            builder.put((AttributeKey<String>) key, text(text, place, kind));
        } else if (key.getType() == AttributeType.STRING_ARRAY) {
            List<String> texts = (List<String>) value;
            builder.put(
                    (AttributeKey<List<String>>) key,
                    texts.stream().map(text -> text(text, place, kind)).toList());
        } else if (isText(key.getType())) {
            // A complex value: taken out as a whole, under the same name.
            builder.remove(key);
            builder.put(key.getKey(), Redactor.PLACEHOLDER);
        }
    }

    private static boolean isText(AttributeType type) {
        return switch (type) {
            case BOOLEAN, LONG, DOUBLE, BOOLEAN_ARRAY, LONG_ARRAY, DOUBLE_ARRAY -> false;
            default -> true;
        };
    }

    private String text(@Nullable String text, ContentKeys.Place place, AmpSpanKind kind) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        return switch (place.form()) {
            case MESSAGES -> Redactor.messages(text, parts(place.field(), kind));
            case PAYLOAD -> Redactor.payload(text);
            case TEXT -> Redactor.PLACEHOLDER;
            case INSTRUCTIONS -> Redactor.instructions(text);
            case TOOLS -> Redactor.tools(text);
        };
    }
}
