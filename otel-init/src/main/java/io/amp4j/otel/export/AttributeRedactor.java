package io.amp4j.otel.export;

import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.internal.content.Redactor;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributeType;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Applies a policy to the attributes of one span. Stateless and thread-safe. */
final class AttributeRedactor {
    private static final AttributeKey<String> OPENINFERENCE_KIND = AttributeKey.stringKey("openinference.span.kind");
    private static final AttributeKey<String> ADVISOR_INPUT = AttributeKey.stringKey("spring.ai.advisor.input");

    private final ContentPolicy policy;

    /** Creates a redactor of all content that the policy does not allow. */
    AttributeRedactor(ContentPolicy policy) {
        this.policy = policy;
    }

    /**
     * Returns the attributes of a span or a link; the same instance if there is nothing to redact.
     *
     * @param retold whether the entity texts were copied from the calls below the span
     */
    Attributes redact(Attributes attributes, AmpSpanKind kind, boolean retold) {
        return redact(null, attributes, kind, retold);
    }

    /** Returns the attributes of an event of that name; the same instance if there is nothing to redact. */
    Attributes redactEvent(String event, Attributes attributes, AmpSpanKind kind) {
        return redact(event, attributes, kind, false);
    }

    private Attributes redact(@Nullable String event, Attributes attributes, AmpSpanKind kind, boolean retold) {
        AttributesBuilder[] changed = {null};
        attributes.forEach((key, value) -> {
            ContentKeys.Place place = ContentKeys.place(key.getKey());
            boolean own = place != null && isRedacted(key, value, place, kind, attributes, retold);
            String free = own ? null : FreeText.replacement(key.getKey(), event, value, policy);
            if (!own && free == null) {
                return;
            }
            AttributesBuilder builder = changed[0] == null ? attributes.toBuilder() : changed[0];
            changed[0] = builder;
            if (free == null && place != null) {
                replace(builder, key, value, place, kind, attributes);
            } else {
                builder.remove(key);
                builder.put(key.getKey(), free);
            }
        });
        return changed[0] == null ? attributes : changed[0].build();
    }

    private boolean isRedacted(
            AttributeKey<?> key,
            Object value,
            ContentKeys.Place place,
            AmpSpanKind kind,
            Attributes attributes,
            boolean retold) {
        if (!policy.allows(place.field()) || !allowsAll(place.also())) {
            return true;
        }
        if (place.form() == ContentKeys.Form.MESSAGES) {
            Redactor.Parts parts = parts(place.field(), kind, attributes);
            return parts.all() || parts.system() || parts.arguments() || parts.results() || parts.copies();
        }
        if (!policy.allows(meaning(place.field(), kind))) {
            return true;
        }
        if (holdsConversation(key.getKey(), value, kind, retold || isCopied(attributes))
                && !allowsAll(ContentKeys.CONVERSATION)) {
            return true;
        }
        ContentField side = ContentKeys.messagesField(key.getKey());
        return side != null && (!policy.allows(side) || !roleAllowed(key.getKey(), attributes));
    }

    private boolean allowsAll(Set<ContentField> fields) {
        return fields.stream().allMatch(policy::allows);
    }

    /** Returns whether the value may be a whole request, answer or state: messages of all roles, the calls in them and their results. */
    private static boolean holdsConversation(String key, Object value, AmpSpanKind kind, boolean copied) {
        boolean itself = switch (kind) {
            case TOOL, EMBEDDING, RETRIEVER, RERANK -> false;
            default -> true;
        };
        return itself
                && switch (key) {
                    case "input.value", "output.value" -> true;
                    case "traceloop.entity.input", "traceloop.entity.output" ->
                        copied
                                || ((kind == AmpSpanKind.AGENT || kind == AmpSpanKind.LLM)
                                        && !(value instanceof String text && !Redactor.isContainer(text)));
                    default -> false;
                };
    }

    /** Returns whether the mapping may have copied such a value into the entity texts. */
    private static boolean isCopied(Attributes attributes) {
        return attributes.get(OPENINFERENCE_KIND) != null || attributes.get(ADVISOR_INPUT) != null;
    }

    /** Returns which field an entity text or message on this kind of span really is. */
    private static ContentField meaning(ContentField field, AmpSpanKind kind) {
        return switch (field) {
            case ENTITY_INPUT ->
                switch (kind) {
                    case TOOL -> ContentField.TOOL_ARGUMENTS;
                    case AGENT, LLM, EMBEDDING -> ContentField.INPUT_MESSAGES;
                    default -> field;
                };
            case ENTITY_OUTPUT ->
                switch (kind) {
                    case TOOL -> ContentField.TOOL_RESULTS;
                    case AGENT, LLM -> ContentField.OUTPUT_MESSAGES;
                    default -> field;
                };
            default -> field;
        };
    }

    /** A whole indexed message with the role system or tool is redacted with the instructions or the results. */
    private boolean roleAllowed(String key, Attributes attributes) {
        String message = ContentKeys.message(key);
        if (message == null) {
            return true;
        }
        String plain = attributes.get(AttributeKey.stringKey(message + "role"));
        String role = plain == null ? attributes.get(AttributeKey.stringKey(message + "message.role")) : plain;
        return role == null
                || ((policy.allows(ContentField.SYSTEM_INSTRUCTIONS) || !Redactor.isSystem(role))
                        && (policy.allows(ContentField.TOOL_RESULTS) || !Redactor.isTool(role)));
    }

    private Redactor.Parts parts(ContentField field, AmpSpanKind kind, Attributes attributes) {
        boolean input = field == ContentField.INPUT_MESSAGES;
        boolean all = !policy.allows(field)
                || (kind == AmpSpanKind.TOOL
                        && !policy.allows(input ? ContentField.TOOL_ARGUMENTS : ContentField.TOOL_RESULTS));
        return new Redactor.Parts(
                all,
                !policy.allows(ContentField.SYSTEM_INSTRUCTIONS),
                !policy.allows(ContentField.TOOL_ARGUMENTS),
                !policy.allows(ContentField.TOOL_RESULTS),
                // The mapping converts a value that is not a list of messages into one message.
                attributes.get(OPENINFERENCE_KIND) != null && !allowsAll(ContentKeys.CONVERSATION));
    }

    @SuppressWarnings("unchecked") // the key's type is that of its value
    private void replace(
            AttributesBuilder builder,
            AttributeKey<?> key,
            Object value,
            ContentKeys.Place place,
            AmpSpanKind kind,
            Attributes attributes) {
        if (value instanceof String text) {
            builder.put((AttributeKey<String>) key, text(text, place, kind, attributes));
        } else if (key.getType() == AttributeType.STRING_ARRAY) {
            List<String> texts = (List<String>) value;
            builder.put(
                    (AttributeKey<List<String>>) key,
                    texts.stream()
                            .map(text -> text(text, place, kind, attributes))
                            .toList());
        } else {
            // A number, a boolean or a complex value is replaced as a whole, under the same key.
            builder.remove(key);
            builder.put(key.getKey(), Redactor.PLACEHOLDER);
        }
    }

    private String text(@Nullable String text, ContentKeys.Place place, AmpSpanKind kind, Attributes attributes) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        return switch (place.form()) {
            case MESSAGES -> Redactor.messages(text, parts(place.field(), kind, attributes));
            case PAYLOAD -> Redactor.payload(text);
            case TEXT -> Redactor.PLACEHOLDER;
            case LIST -> Redactor.list(text);
            case TOOLS -> Redactor.tools(text);
        };
    }
}
