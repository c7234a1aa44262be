package io.amp4j.otel;

import org.jspecify.annotations.Nullable;

/**
 * Whether AMP shows a span as failed.
 *
 * @param error true if the span is shown as failed
 * @param type the type shown, or null if there is none
 * @param rule the rule that decided
 */
public record SpanError(boolean error, @Nullable String type, Rule rule) {
    /** The observer's rules, in its order. The span's status description is read by none. */
    public enum Rule {
        /** The text {@code error.type} is present, even if empty. */
        S1,
        /** {@code gen_ai.tool.status} is error, failed or 2, in any case. */
        S2,
        /** The number {@code http.status_code} is 400 or more. */
        S3,
        /** The span's status is error, failed or 2, in any case. */
        S4,
        /** No rule held: no error. */
        NONE
    }
}
