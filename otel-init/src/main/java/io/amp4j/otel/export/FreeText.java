package io.amp4j.otel.export;

import io.amp4j.otel.internal.content.Redactor;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Texts that are not one field: bodies of messages, which may contain several fields, and texts that may quote any of them. */
final class FreeText {
    /** Texts of failures and judges about a conversation. Error types are names, not free text. */
    private static final Set<String> QUOTING = Set.of(
            "error",
            "otel.status_description",
            "otel.status_message",
            "log.body",
            "event.body",
            "gen_ai.evaluation.explanation");

    /** Texts of failures, under the keys of the various instrumentations. */
    private static final Pattern FAILURE = Pattern.compile(
            "(?:error|exception|status)\\.(?:.*\\.)?(?:message|description|cause|stack)|.*\\.(?:stacktrace|stack_trace)");

    /** Such texts in an event, which may be a log line; on a span these keys may mean anything. */
    private static final Set<String> QUOTING_IN_EVENTS = Set.of("message", "body", "stack", "log.message");

    private static final String BODY = "gen_ai.event.content";
    /** The keys of the bodies of {@code gen_ai} events. */
    private static final Set<String> BODY_IN_EVENTS = Set.of("content", BODY, "message", "tool_calls");

    /** The fields that the body of an event may contain; the body of other {@code gen_ai} events may contain any part of a conversation. */
    private static final Map<String, Set<ContentField>> BODIES = Map.of(
            "gen_ai.system.message",
            Set.of(ContentField.INPUT_MESSAGES, ContentField.SYSTEM_INSTRUCTIONS),
            "gen_ai.user.message",
            Set.of(ContentField.INPUT_MESSAGES),
            "gen_ai.assistant.message",
            Set.of(ContentField.INPUT_MESSAGES, ContentField.OUTPUT_MESSAGES, ContentField.TOOL_ARGUMENTS),
            "gen_ai.tool.message",
            Set.of(ContentField.INPUT_MESSAGES, ContentField.TOOL_RESULTS),
            "gen_ai.choice",
            Set.of(ContentField.OUTPUT_MESSAGES, ContentField.TOOL_ARGUMENTS));

    private FreeText() {}

    /**
     * Returns the replacement of the value, or null if the value is kept.
     *
     * @param event the name of the event that the attribute belongs to; null for those of spans and links
     */
    static @Nullable String replacement(String key, @Nullable String event, Object value, ContentPolicy policy) {
        Set<ContentField> body = body(key, event);
        if (body != null) {
            return body.stream().allMatch(policy::allows) ? null : replacedBody(key, value);
        }
        boolean quotes = QUOTING.contains(key)
                || FAILURE.matcher(key).matches()
                || (event != null && QUOTING_IN_EVENTS.contains(key));
        // A flag that there was an error is not a text about it.
        boolean fact = key.equals("error") && value instanceof Boolean;
        return quotes && !fact && policy.equals(ContentPolicy.REDACT) ? Redactor.PLACEHOLDER : null;
    }

    /** Returns the fields that the body under the key may contain, or null if the key holds no body. */
    private static @Nullable Set<ContentField> body(String key, @Nullable String event) {
        if (event != null && event.startsWith("gen_ai.") && BODY_IN_EVENTS.contains(key)) {
            return BODIES.getOrDefault(event, ContentKeys.CONVERSATION);
        }
        // Instrumentations without events write the bodies, or whole events under their names, as span attributes.
        return key.equals(BODY) ? ContentKeys.CONVERSATION : BODIES.get(key);
    }

    private static String replacedBody(String key, Object value) {
        // A user's own text under "content" may be JSON, whose members are not the structure of a message.
        return value instanceof String text && !key.equals("content")
                ? Redactor.messages(text, Redactor.Parts.ALL)
                : Redactor.PLACEHOLDER;
    }
}
