package io.amp4j.otel.export;

import io.amp4j.otel.internal.content.Redactor;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Texts that are no field of their own: bodies of messages, which may hold several fields, and what may quote any of them. */
final class FreeText {
    /** What failures and judges say of a conversation. The types of errors are names, not words. */
    private static final Set<String> QUOTING = Set.of(
            "error",
            "otel.status_description",
            "otel.status_message",
            "log.body",
            "event.body",
            "gen_ai.evaluation.explanation");

    /** The same of any failure: what each instrumentation calls it. */
    private static final Pattern FAILURE = Pattern.compile(
            "(?:error|exception|status)\\.(?:.*\\.)?(?:message|description|cause|stack)|.*\\.(?:stacktrace|stack_trace)");

    /** The same in an event, which may be the line of a log; on a span these names may mean anything. */
    private static final Set<String> QUOTING_IN_EVENTS = Set.of("message", "body", "stack", "log.message");

    private static final String BODY = "gen_ai.event.content";
    /** Where the bodies of {@code gen_ai} events stand. */
    private static final Set<String> BODY_IN_EVENTS = Set.of("content", BODY, "message", "tool_calls");

    /** What the body of an event may hold; of other events of {@code gen_ai} anything of a conversation. */
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
     * Returns what stands in place of the value, or null if it stays.
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
        // Whether there was an error is no word about it.
        boolean fact = key.equals("error") && value instanceof Boolean;
        return quotes && !fact && policy.equals(ContentPolicy.REDACT) ? Redactor.PLACEHOLDER : null;
    }

    /** Returns what the body under the key may hold, or null if none stands there. */
    private static @Nullable Set<ContentField> body(String key, @Nullable String event) {
        if (event != null && event.startsWith("gen_ai.") && BODY_IN_EVENTS.contains(key)) {
            return BODIES.getOrDefault(event, ContentKeys.CONVERSATION);
        }
        // Who has no events writes their bodies, or whole events under their names, beside the other attributes.
        return key.equals(BODY) ? ContentKeys.CONVERSATION : BODIES.get(key);
    }

    private static String replacedBody(String key, Object value) {
        // Under "content" a person's own words may be JSON, whose members are no structure of a message.
        return value instanceof String text && !key.equals("content")
                ? Redactor.messages(text, Redactor.Parts.ALL)
                : Redactor.PLACEHOLDER;
    }
}
