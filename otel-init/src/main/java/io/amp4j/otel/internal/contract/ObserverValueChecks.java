package io.amp4j.otel.internal.contract;

import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.SpanError;
import io.amp4j.otel.contract.data.SpanPreview;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.internal.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the observer would lose of messages, tokens and failures, on spans of any kind. */
final class ObserverValueChecks {
    /** Longer than any class name or code, shorter than most messages. */
    private static final int MAX_ERROR_TYPE = 120;

    private final Findings findings;
    private final SpanView span;
    private final SpanPreview preview;
    private final Keys keys;

    private ObserverValueChecks(SpanView span, SpanPreview preview, Keys keys, Findings findings) {
        this.span = span;
        this.preview = preview;
        this.keys = keys;
        this.findings = findings;
    }

    static void check(SpanView span, SpanPreview preview, Keys keys, Findings findings) {
        ObserverValueChecks checks = new ObserverValueChecks(span, preview, keys, findings);
        checks.messages("gen_ai.input.messages");
        checks.messages("gen_ai.output.messages");
        checks.tokens();
        checks.failure();
        checks.keys();
    }

    private void messages(String key) {
        AmpSpanKind kind = preview.kind();
        if (!keys.has(key) || (kind != AmpSpanKind.LLM && kind != AmpSpanKind.AGENT)) {
            return;
        }
        String text = keys.text(key);
        List<Map<String, @Nullable Object>> raw = text == null ? List.of() : Messages.unpack(text);
        if (raw.isEmpty()) {
            findings.problem(
                    "observer.messages-unreadable",
                    key,
                    key + " yields no message: it must be a text that holds a JSON list of objects.",
                    "Set it as one JSON string.");
            return;
        }
        boolean openAiCalls = false;
        boolean contentList = false;
        boolean objectResponse = false;
        boolean noRole = false;
        for (Map<String, @Nullable Object> message : raw) {
            openAiCalls |= message.containsKey("tool_calls");
            contentList |= message.get("content") instanceof List<?>;
            noRole |= !(message.get("role") instanceof String role && !role.isEmpty());
            List<@Nullable Object> parts = Json.asList(message.get("parts"));
            if (parts != null) {
                objectResponse |= parts.stream().anyMatch(ObserverValueChecks::isObjectResponse);
            }
        }
        if (openAiCalls) {
            findings.problem(
                    "observer.tool-calls-lost",
                    key,
                    "tool_calls inside a message is not read: the calls are not shown.",
                    "Send parts of type tool_call, or toolCalls with id, name and arguments.");
        }
        if (contentList) {
            findings.problem(
                    "observer.content-list",
                    key,
                    "A message's content is a list, which is not read.",
                    "Send the list as parts, or the content as text.");
        }
        if (objectResponse) {
            findings.problem(
                    "observer.tool-response-lost",
                    key,
                    "A tool_call_response is not a text, so it is not shown.",
                    "Send the response as JSON text.");
        }
        if (noRole) {
            findings.advice("observer.role", key, "A message has no role.", "Set the role of every message.");
        }
    }

    private static boolean isObjectResponse(@Nullable Object item) {
        Map<String, @Nullable Object> part = Json.asObject(item);
        return part != null
                && "tool_call_response".equals(part.get("type"))
                && !(part.get("response") instanceof String)
                && !(part.get("result") instanceof String)
                && (part.get("response") != null || part.get("result") != null);
    }

    private void tokens() {
        for (String key : List.of(
                "gen_ai.usage.input_tokens",
                "gen_ai.usage.output_tokens",
                "gen_ai.usage.prompt_tokens",
                "gen_ai.usage.completion_tokens",
                "gen_ai.usage.cache_read_input_tokens")) {
            if (keys.has(key) && GoText.leadingInt(keys.value(key)) == null) {
                findings.problem(
                        "observer.tokens-unreadable",
                        key,
                        key + " is not readable as a number and counts as 0; no other key is tried.",
                        "Set it as a long.");
            }
        }
        if (Usage.of(keys) == null && keys.has("gen_ai.usage.total_tokens")) {
            findings.problem(
                    "observer.total-tokens",
                    "gen_ai.usage.total_tokens",
                    "gen_ai.usage.total_tokens is not read: no tokens are shown.",
                    "Set gen_ai.usage.input_tokens and gen_ai.usage.output_tokens.");
        }
        for (String key : List.of("gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cached_tokens")) {
            if (keys.has(key) && !keys.has("gen_ai.usage.cache_read_input_tokens")) {
                findings.advice(
                        "observer.cache-tokens",
                        key,
                        key + " is not read: no cached tokens are shown.",
                        "Set gen_ai.usage.cache_read_input_tokens.");
            }
        }
    }

    private void failure() {
        SpanError error = preview.error();
        String type = keys.text("error.type");
        if (error.rule() == SpanError.Rule.S1 && !span.status().isEmpty() && isGood(span.status())) {
            findings.problem(
                    "observer.error-on-success",
                    "error.type",
                    "error.type makes AMP show the span as failed although its status is not an error.",
                    "Set error.type on failed spans only, even when empty.");
        } else if (type != null && type.isEmpty()) {
            findings.advice(
                    "observer.error-type",
                    "error.type",
                    "error.type is empty: no type is shown.",
                    "Name the kind of error.");
        } else if (type != null && (type.length() > MAX_ERROR_TYPE || type.indexOf('\n') >= 0 || type.contains(": "))) {
            findings.advice(
                    "observer.error-type-values",
                    "error.type",
                    "error.type looks like a message; as a type it should have few values and no content.",
                    "Set it to an exception's class name or a code.");
        }
        if (error.rule() == SpanError.Rule.S4) {
            findings.advice(
                    "observer.error-type",
                    "error.type",
                    "The span is shown as failed without a type; its status description is not read.",
                    "Set error.type to an exception's class name or a code.");
        }
        if (!error.error() && failedOtherwise()) {
            findings.problem(
                    "observer.error-unread",
                    null,
                    "The span failed, but AMP shows it as good: this form of failure is not read.",
                    "Set the span's status to ERROR and error.type.");
        }
    }

    private boolean failedOtherwise() {
        Long code = GoText.leadingInt(keys.value("http.response.status_code"));
        Long legacyCode = GoText.leadingInt(keys.value("http.status_code"));
        return GoText.lower(span.status()).equals("status_code_error")
                || (code != null && code >= 400)
                || (legacyCode != null && legacyCode >= 400);
    }

    private static boolean isGood(String status) {
        return Set.of("ok", "unset", "0", "1").contains(GoText.lower(status));
    }

    private void keys() {
        if (preview.kind() == AmpSpanKind.UNKNOWN) {
            return;
        }
        for (String key : List.of("gen_ai.prompt", "gen_ai.completion")) {
            String below = keys.has(key) ? keys.startingWith(key + ".") : null;
            if (below != null) {
                findings.advice(
                        "observer.key-below-key",
                        key,
                        key + " and " + below
                                + " stand side by side; the store, which expands dots, may refuse the span.",
                        "Send one of the two.");
            }
        }
        for (String[] pair : new String[][] {{"task_id", "task.id"}, {"trial_id", "trial.id"}}) {
            if (keys.has(pair[0]) && !keys.has(pair[1])) {
                findings.advice(
                        "observer.evaluation-ids",
                        pair[0],
                        pair[0] + " is not read by AMP.",
                        "Set " + pair[1] + " on the root span.");
            }
        }
    }
}
