package io.amp4j.samples.demo;

import io.amp4j.otel.AmpOtel;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Sets OpenTelemetry up with one line, emits the span of a chat and shows what of it arrives. */
final class TelemetryPart {
    private static final String KEY = "demo-key-1234";

    private final Timeline timeline;

    TelemetryPart(Timeline timeline) {
        this.timeline = timeline;
    }

    void run() throws IOException, InterruptedException {
        try (OtlpReceiver receiver = new OtlpReceiver()) {
            timeline.event("receiver", "listens on " + receiver.endpoint());
            // An agent has these in its environment, where AMP or its operator puts them, and just calls
            // AmpOtel.initOtel().
            Map<String, String> environment = Map.of(
                    "AMP_OTEL_ENDPOINT",
                    receiver.endpoint(),
                    "AMP_AGENT_API_KEY",
                    KEY,
                    "OTEL_SERVICE_NAME",
                    "demo-agent");
            try (AmpOtel amp = AmpOtel.builder().environment(environment::get).initOtel()) {
                timeline.event("agent", "initOtel() gave " + amp);
                chat(amp.tracer("demo"));
                DemoFailure.unless(amp.flush(Duration.ofSeconds(10)), "flushing the span");
            }
            show(receiver);
        }
    }

    private void chat(Tracer tracer) {
        Span span = tracer.spanBuilder("chat gpt-4o-mini").startSpan();
        span.setAttribute("gen_ai.operation.name", "chat");
        span.setAttribute("gen_ai.system", "openai");
        span.setAttribute("gen_ai.request.model", "gpt-4o-mini");
        span.setAttribute("gen_ai.request.temperature", 0.7);
        span.setAttribute("gen_ai.input.messages", "[{\"role\":\"user\",\"content\":\"What is OpAMP?\"}]");
        span.setAttribute("gen_ai.response.model", "gpt-4o-mini-2024-07-18");
        span.setAttribute(
                "gen_ai.output.messages", "[{\"role\":\"assistant\",\"content\":\"A protocol to manage agents.\"}]");
        span.setAttribute("gen_ai.usage.input_tokens", 12);
        span.setAttribute("gen_ai.usage.output_tokens", 7);
        span.end();
        timeline.event("agent", "ended the span \"chat gpt-4o-mini\"");
    }

    private void show(OtlpReceiver receiver) throws IOException, InterruptedException {
        OtlpReceiver.Export export = receiver.exports().poll(10, TimeUnit.SECONDS);
        DemoFailure.unless(export != null, "the arrival of the span");
        boolean rightKey = KEY.equals(export.apiKey());
        timeline.event(
                "receiver", "POST " + export.path() + ", x-amp-api-key is " + (rightKey ? "the agent's" : "wrong"));
        DemoFailure.unless(export.path().equals("/otel/v1/traces") && rightKey, "the contract of path and key");
        var resourceSpans = ExportTraceServiceRequest.parseFrom(export.body()).getResourceSpans(0);
        for (KeyValue attribute : resourceSpans.getResource().getAttributesList()) {
            if (attribute.getKey().equals("service.name")) {
                timeline.event("receiver", "resource service.name = " + text(attribute.getValue()));
            }
        }
        var span = resourceSpans.getScopeSpans(0).getSpans(0);
        timeline.event("receiver", "span \"" + span.getName() + "\"");
        for (KeyValue attribute : span.getAttributesList()) {
            timeline.event("receiver", "  " + attribute.getKey() + " = " + text(attribute.getValue()));
        }
        // The nine that it has, and the provider by its newer name, which is added on the way.
        DemoFailure.unless(span.getAttributesCount() == 10, "all 10 attributes of the span");
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> Long.toString(value.getIntValue());
            case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
            default -> value.toString();
        };
    }
}
