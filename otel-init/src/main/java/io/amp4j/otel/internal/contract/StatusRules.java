package io.amp4j.otel.internal.contract;

import io.amp4j.otel.contract.data.SpanError;
import io.amp4j.otel.contract.data.SpanView;

/** Rules S1 to S4: whether a span is shown as failed. */
public final class StatusRules {
    private StatusRules() {}

    /** Returns whether the span is shown as failed, the type shown and the rule. */
    public static SpanError error(SpanView span) {
        Keys keys = Keys.of(span);
        String type = keys.text("error.type");
        if (type != null) {
            return SpanError.of(true, type.isEmpty() ? null : type, SpanError.Rule.S1);
        }
        String toolStatus = keys.text("gen_ai.tool.status");
        if (toolStatus != null && isError(toolStatus)) {
            return SpanError.of(true, "ToolExecutionError", SpanError.Rule.S2);
        }
        if (keys.value("http.status_code") instanceof Number code && (long) code.doubleValue() >= 400) {
            return SpanError.of(true, Long.toString((long) code.doubleValue()), SpanError.Rule.S3);
        }
        return isError(span.status())
                ? SpanError.of(true, null, SpanError.Rule.S4)
                : SpanError.of(false, null, SpanError.Rule.NONE);
    }

    private static boolean isError(String status) {
        return switch (GoText.lower(status)) {
            case "error", "failed", "2" -> true;
            default -> false;
        };
    }
}
