package io.amp4j.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.contract.SpanContract;
import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.SpanError;
import io.amp4j.otel.contract.data.SpanPreview;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.contract.data.TracePreview;
import io.amp4j.otel.span.AgentSpan;
import io.amp4j.otel.span.AmpSpan;
import io.amp4j.otel.span.AmpSpans;
import io.amp4j.otel.span.LlmSpan;
import io.amp4j.otel.testing.OtlpReceiver;
import io.amp4j.otel.testing.OtlpReceiver.Received;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A Collector hands spans on as they were sent, and AMP shows what comes out of it. */
@ThroughCollector
class CollectorSpansTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    private final OtlpReceiver backend = OtlpReceiver.start();
    private final Collector collector = Collector.start(backend);
    private final CollectorRelay relay = new CollectorRelay(collector);
    private final Map<String, String> environment = new HashMap<>(Map.of(
            "AMP_OTEL_ENDPOINT",
            relay.endpoint(),
            "AMP_AGENT_API_KEY",
            Collector.AGENT_KEY,
            "AMP_AGENT_VERSION",
            "v7",
            "OTEL_SERVICE_NAME",
            "checkout",
            "OTEL_RESOURCE_ATTRIBUTES",
            "deployment.environment.name=test"));

    @AfterEach
    void close() {
        relay.close();
        collector.close();
        backend.close();
        GlobalOpenTelemetry.resetForTest();
    }

    private AmpOtelBuilder builder() {
        return AmpOtel.builder().environment(environment::get).systemProperties(name -> null);
    }

    /** Flushes, and returns what left the Collector after it was held against what went in. */
    private Received passed(AmpOtel amp, int spans) {
        assertThat(amp.flush(BOUND)).isTrue();
        assertThat(amp.statistics()).isEqualTo(new ExportStatistics(spans, 0, 0, 0));
        Received in = relay.next();
        Received out = backend.next();
        assertThat(in.key()).isEqualTo(Collector.AGENT_KEY);
        assertThat(out.key()).isEqualTo(Collector.BACKEND_KEY);
        assertThat(out.path()).isEqualTo("/otel/v1/traces");
        assertThat(out.spans()).hasSize(spans);
        assertThat(out.decoded()).isEqualTo(in.decoded());
        return out;
    }

    @ParameterizedTest
    @MethodSource("io.amp4j.otel.span.AmpSpansTest#everyKind")
    void everyKindRendersAsItselfAndBreaksNoRule(AmpSpanKind kind, Function<AmpSpans, AmpSpan> emit) {
        try (AmpOtel amp = builder().standalone()) {
            emit.apply(amp.spans("tests")).close();

            SpanView view = ProtoSpans.views(passed(amp, 1).decoded()).get(0);
            assertThat(SpanContract.classify(view).kind()).isEqualTo(kind);
            assertThat(SpanContract.check(view)).isEmpty();
            assertThat(view.resource())
                    .containsEntry("service.name", "checkout")
                    .containsEntry("deployment.environment.name", "test")
                    .containsEntry("agent-manager/agent-version", "v7");
        }
    }

    @ParameterizedTest
    @CsvSource({"none,", "gzip,gzip"})
    void takesATraceOfTheOneProcessWideInstance(String compression, String encoding) {
        environment.put("OTEL_EXPORTER_OTLP_COMPRESSION", compression);
        GlobalOpenTelemetry.resetForTest();
        try (AmpOtel amp = builder().initOtel()) {
            assertThat(amp.registration()).isEqualTo(Registration.GLOBAL);
            AmpSpans spans = AmpSpans.using(GlobalOpenTelemetry.getTracer("agent"));
            try (AgentSpan agent =
                    spans.agent("planner").model("m").prompt("weather?").start()) {
                spans.llm("openai", "m")
                        .prompt("weather?")
                        .call(call -> call.answer("call the tool").tokensUsed(10, 4));
                spans.tool("weather").arguments(Map.of("city", "Colombo")).call(tool -> tool.result("rain"));
                agent.answer("Take an umbrella.");
            }

            assertThat(amp.flush(BOUND)).isTrue();
            Received in = relay.next();
            assertThat(in.headers().getFirst("content-encoding")).isEqualTo(encoding);
            Received out = backend.next();
            assertThat(out.decoded()).isEqualTo(in.decoded());
            List<SpanView> views = ProtoSpans.views(out.decoded());
            TracePreview trace = SpanContract.preview(views);
            assertThat(trace.findings()).isEmpty();
            assertThat(trace.input().asText()).isEqualTo("weather?");
            assertThat(trace.output().asText()).isEqualTo("Take an umbrella.");
            assertThat(views)
                    .extracting(view -> SpanContract.classify(view).kind())
                    .containsExactly(AmpSpanKind.LLM, AmpSpanKind.TOOL, AmpSpanKind.AGENT);
        }
    }

    @Test
    void keepsFailuresEventsLinksAndEvaluationIds() {
        SpanContext elsewhere = SpanContext.create(
                "0af7651916cd43dd8448eb211c80319c",
                "b7ad6b7169203331",
                TraceFlags.getSampled(),
                TraceState.builder().put("vendor", "v").build());
        Context parent = Context.root()
                .with(io.opentelemetry.api.trace.Span.wrap(SpanContext.createFromRemoteParent(
                        "1af7651916cd43dd8448eb211c80319c",
                        "c7ad6b7169203331",
                        TraceFlags.getSampled(),
                        TraceState.builder().put("vendor", "w").build())))
                .with(Baggage.builder()
                        .put("task_id", "t1")
                        .put("trial_id", "r1")
                        .build());
        try (AmpOtel amp = builder().standalone()) {
            LlmSpan call = amp.spans("tests")
                    .llm("openai", "gpt-4o")
                    .parent(parent)
                    .prompt("größer als «1» 🙂")
                    .startDetached();
            call.span().addLink(elsewhere, Attributes.of(AttributeKey.stringKey("relation"), "retries"));
            call.span().addEvent("first token", Attributes.of(AttributeKey.longKey("after_ms"), 12L));
            IllegalStateException failure = new IllegalStateException("stream broke");
            call.span().recordException(failure);
            call.attribute(AttributeKey.doubleArrayKey("scores"), List.of(0.25, 1.0));
            call.answer("half a sent").tokensUsed(3, 2);
            call.fail(failure);
            call.close();

            Received out = passed(amp, 1);
            Span span = out.spans().get(0);
            assertThat(span.getTraceState()).isEqualTo("vendor=w");
            assertThat(span.getStatus())
                    .isEqualTo(Status.newBuilder()
                            .setCode(Status.StatusCode.STATUS_CODE_ERROR)
                            .setMessage("stream broke")
                            .build());
            assertThat(span.getEventsList())
                    .extracting(Span.Event::getName)
                    .containsExactly("first token", "exception");
            assertThat(OtlpReceiver.texts(span.getEvents(1).getAttributesList()))
                    .containsEntry("exception.type", "java.lang.IllegalStateException")
                    .containsEntry("exception.message", "stream broke");
            assertThat(span.getLinksList()).singleElement().satisfies(link -> {
                assertThat(link.getTraceState()).isEqualTo("vendor=v");
                assertThat(OtlpReceiver.texts(link.getAttributesList())).containsEntry("relation", "retries");
            });
            SpanView view = ProtoSpans.views(out.decoded()).get(0);
            assertThat(view.parentSpanId()).isEqualTo("c7ad6b7169203331");
            assertThat(view.attributes())
                    .containsEntry("task.id", "t1")
                    .containsEntry("trial.id", "r1")
                    .containsEntry("scores", List.of(0.25, 1.0));
            SpanPreview preview = SpanContract.preview(view);
            assertThat(preview.input().asText()).isEqualTo("user: größer als «1» 🙂");
            assertThat(preview.error())
                    .isEqualTo(SpanError.of(true, "java.lang.IllegalStateException", SpanError.Rule.S1));
            assertThat(SpanContract.check(view)).isEmpty();
        }
    }
}
