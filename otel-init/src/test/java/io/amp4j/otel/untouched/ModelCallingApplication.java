package io.amp4j.otel.untouched;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;

/** Does what OpenTelemetry's instrumentations of model clients do: a span, and its messages as log records. */
public final class ModelCallingApplication {
    private ModelCallingApplication() {}

    /** Runs it. */
    @SuppressWarnings("try") // The scope is only closed.
    public static void main(String[] arguments) {
        Span span = GlobalOpenTelemetry.getTracer("client")
                .spanBuilder("chat m")
                .setAttribute("gen_ai.operation.name", "chat")
                .startSpan();
        try (Scope current = span.makeCurrent()) {
            emit("gen_ai.user.message", KeyValue.of("content", Value.of("hello")));
            emit(
                    "gen_ai.choice",
                    KeyValue.of("finish_reason", Value.of("stop")),
                    KeyValue.of("message", Value.of(KeyValue.of("content", Value.of("hi")))));
        }
        span.end();
    }

    private static void emit(String event, KeyValue... body) {
        GlobalOpenTelemetry.get()
                .getLogsBridge()
                .get("client")
                .logRecordBuilder()
                .setAttribute(AttributeKey.stringKey("event.name"), event)
                .setBody(Value.of(body))
                .emit();
    }
}
