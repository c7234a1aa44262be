package io.amp4j.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.testing.OtlpReceiver;
import io.amp4j.otel.testing.Recorder;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That the one line of setup also brings the content switch and the evaluation ids to the wire. */
class ContentOnTheWireTest {
    @Test
    void spansOfOthersLeaveWithoutContentAndWithTheirEvaluationIds() throws Exception {
        try (OtlpReceiver receiver = OtlpReceiver.start();
                AmpOtel otel = AmpOtel.builder()
                        .environment(Map.of("AMP_TRACE_CONTENT", "false", "OTEL_SERVICE_NAME", "tests")::get)
                        .systemProperties(name -> null)
                        .endpoint(receiver.endpoint())
                        .headers(HeaderSource.apiKey("key"))
                        .standalone()) {
            otel.tracer("others")
                    .spanBuilder("chat m")
                    .setParent(Context.root()
                            .with(Baggage.builder().put("task.id", "t1").build()))
                    .setAttribute("gen_ai.input.messages", "[{\"role\":\"user\",\"content\":\"s3cret\"}]")
                    .addLink(
                            SpanContext.create(
                                    "00000000000000000000000000000001",
                                    "0000000000000001",
                                    TraceFlags.getSampled(),
                                    TraceState.getDefault()),
                            Attributes.of(
                                    AttributeKey.stringKey("gen_ai.output.messages"),
                                    "[{\"role\":\"assistant\",\"content\":\"s3cret\"}]",
                                    AttributeKey.stringKey("relation"),
                                    "answers"))
                    .startSpan()
                    .end();
            assertThat(otel.flush(Duration.ofSeconds(20))).isTrue();

            List<Span> spans = receiver.next().spans();
            assertThat(spans).hasSize(1);
            assertThat(spans.get(0).toString())
                    .contains("[redacted]", "task.id", "t1", "assistant", "answers")
                    .doesNotContain("s3cret");
        }
    }

    @Test
    void otherExportersOfTheSameSdkKeepTheContent() throws Exception {
        try (Recorder other = new Recorder();
                OtlpReceiver receiver = OtlpReceiver.start();
                AmpOtel otel = AmpOtel.builder()
                        .environment(Map.of("AMP_TRACE_CONTENT", "false", "OTEL_SERVICE_NAME", "tests")::get)
                        .systemProperties(name -> null)
                        .endpoint(receiver.endpoint())
                        .headers(HeaderSource.apiKey("key"))
                        .wrapProcessor(amp -> SpanProcessor.composite(amp, SimpleSpanProcessor.create(other)))
                        .standalone()) {
            otel.tracer("others")
                    .spanBuilder("chat m")
                    .setAttribute("gen_ai.prompt.0.content", "s3cret")
                    .startSpan()
                    .end();
            assertThat(otel.flush(Duration.ofSeconds(20))).isTrue();

            assertThat(receiver.next().spans().get(0).toString()).doesNotContain("s3cret");
            assertThat(other.only().getAttributes().asMap()).containsValue("s3cret");
        }
    }

    @Test
    void messagesThatAreLogRecordsKeepToTheLimitsOfAttributes() throws Exception {
        try (OtlpReceiver receiver = OtlpReceiver.start();
                AmpOtel otel = AmpOtel.builder()
                        .environment(Map.of(
                                "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "20", "OTEL_SERVICE_NAME", "tests")::get)
                        .systemProperties(name -> null)
                        .endpoint(receiver.endpoint())
                        .headers(HeaderSource.apiKey("key"))
                        .standalone()) {
            io.opentelemetry.api.trace.Span span =
                    otel.tracer("others").spanBuilder("chat m").startSpan();
            otel.openTelemetry()
                    .getLogsBridge()
                    .get("others")
                    .logRecordBuilder()
                    .setContext(Context.root().with(span))
                    .setEventName("gen_ai.user.message")
                    .setBody(Value.of(KeyValue.of("content", Value.of("hello"))))
                    .emit();
            span.end();
            assertThat(otel.flush(Duration.ofSeconds(20))).isTrue();

            assertThat(OtlpReceiver.texts(receiver.next().spans().get(0).getAttributesList()))
                    .containsEntry("gen_ai.input.messages", "[{\"role\":\"user\",\"par");
        }
    }
}
