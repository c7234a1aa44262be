package io.amp4j.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.amp4j.otel.contract.SpanContract;
import io.amp4j.otel.contract.data.AgentDetails;
import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.Classification;
import io.amp4j.otel.contract.data.CrewAiTaskDetails;
import io.amp4j.otel.contract.data.EmbeddingDetails;
import io.amp4j.otel.contract.data.Finding;
import io.amp4j.otel.contract.data.KindRule;
import io.amp4j.otel.contract.data.LlmDetails;
import io.amp4j.otel.contract.data.RenderedContent;
import io.amp4j.otel.contract.data.RenderedMessage;
import io.amp4j.otel.contract.data.RenderedTool;
import io.amp4j.otel.contract.data.RetrieverDetails;
import io.amp4j.otel.contract.data.SpanError;
import io.amp4j.otel.contract.data.SpanPreview;
import io.amp4j.otel.contract.data.SpanReport;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.contract.data.ToolDetails;
import io.amp4j.otel.internal.json.Json;
import io.amp4j.otel.internal.log.Log;
import io.amp4j.otel.span.Message;
import io.amp4j.otel.span.ToolDefinition;
import io.amp4j.otel.testing.LogCapture;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a span or a variable has in a text, no line of a log is forged, no terminal steered and nothing hidden by showing it. */
class HostileTextTest {
    /** Line breaks, a terminal's escapes in both forms, what reverses or hides text, half a character and what is none. */
    private static final String HOSTILE = "a\r\n\u001b[31m\u0085\u009b1mb\u2028\u2029\u202e\u2066\ufeff"
            + Character.toString(0xE0041) + "\ud800\ue000\u0378z";

    private static final Pattern NOT_PRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Co}\\p{Cn}]");

    private static SpanView span(String kind) {
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("traceloop.span.kind", kind);
        attributes.put("gen_ai.operation.name", kind);
        for (String key : List.of(
                "gen_ai.request.model",
                "gen_ai.response.model",
                "gen_ai.system",
                "gen_ai.tool.name",
                "gen_ai.agent.name",
                "traceloop.entity.name",
                "traceloop.entity.input",
                "gen_ai.prompt.0.content",
                "gen_ai.prompt.0.role",
                "gen_ai.conversation.id",
                "db.system",
                "error.type",
                HOSTILE)) {
            attributes.put(key, HOSTILE);
        }
        return SpanView.of(HOSTILE, HOSTILE, attributes);
    }

    static Stream<Arguments> values() {
        RenderedTool tool = RenderedTool.of(HOSTILE, HOSTILE, HOSTILE);
        RenderedMessage.RenderedToolCall call = RenderedMessage.RenderedToolCall.of(HOSTILE, HOSTILE, HOSTILE);
        RenderedMessage message = RenderedMessage.of(HOSTILE, HOSTILE, List.of(call));
        Finding finding = Finding.builder(Finding.Level.OBSERVER, Finding.Severity.ADVICE, HOSTILE)
                .key(HOSTILE)
                .message(HOSTILE)
                .fix(HOSTILE)
                .build();
        Stream<Object> fixed = Stream.of(
                tool,
                call,
                message,
                finding,
                ToolDefinition.of(HOSTILE, HOSTILE, HOSTILE),
                Message.of(HOSTILE, List.of(new Message.Text(HOSTILE))),
                new Message.ToolCall(HOSTILE, HOSTILE, HOSTILE),
                new Message.ToolResponse(HOSTILE, HOSTILE),
                new RenderedContent.Text(HOSTILE),
                new RenderedContent.Documents(List.of(HOSTILE)),
                new RenderedContent.Messages(List.of(message)),
                LlmDetails.builder()
                        .tools(List.of(tool))
                        .model(HOSTILE)
                        .vendor(HOSTILE)
                        .temperature(0.5)
                        .build(),
                EmbeddingDetails.of(HOSTILE, HOSTILE, null),
                ToolDetails.of(HOSTILE),
                RetrieverDetails.of(HOSTILE, HOSTILE, 1),
                AgentDetails.builder()
                        .name(HOSTILE)
                        .tools(List.of(tool))
                        .model(HOSTILE)
                        .framework(HOSTILE)
                        .systemPrompt(HOSTILE)
                        .maxIterations(1)
                        .conversationId(HOSTILE)
                        .build(),
                CrewAiTaskDetails.of(HOSTILE, HOSTILE, List.of(tool)),
                Classification.of(AmpSpanKind.LLM, KindRule.K0, HOSTILE),
                SpanError.of(true, HOSTILE, SpanError.Rule.S1),
                SpanContract.preview(List.of(
                        span("workflow").at("1", "1", "0", 1), span("llm").at("1", "2", "1", 2))),
                HeaderSource.of(Map.of(HOSTILE, HOSTILE)),
                new AmpConfigurationException(List.of(HOSTILE)));
        Stream<Arguments> ofKinds = Stream.of("llm", "embedding", "tool", "retriever", "agent", "task", HOSTILE)
                .flatMap(kind -> {
                    SpanReport report = SpanContract.report(span(kind));
                    return Stream.of(
                            argumentSet("span", span(kind)),
                            argumentSet("report", report),
                            argumentSet("JSON of a report", report.toJson()),
                            argumentSet("preview", report.preview()),
                            argumentSet("JSON of a preview", report.preview().toJson()));
                });
        return Stream.concat(
                ofKinds, fixed.map(value -> argumentSet(value.getClass().getSimpleName(), value)));
    }

    @ParameterizedTest
    @MethodSource("values")
    void isPrintableInTheTextOfEveryValue(Object value) {
        assertThat(value.toString()).isNotEmpty().doesNotContainPattern(NOT_PRINTABLE);
    }

    @Test
    void isStillTheExactTextInJson() {
        SpanPreview preview = SpanContract.preview(
                SpanView.of("x", "", Map.of("error.type", "a\u009b\u2028\u202e" + Character.toString(0xE0041) + "z")));
        assertThat(preview.toJson()).contains("a\\u009b\\u2028\\u202e\\udb40\\udc41z");
        assertThat(Json.parse(preview.toJson())).isEqualTo(Json.parse(Json.write(preview.toMap())));
    }

    @Test
    void writesNoLineOfItsOwnIntoTheLog() {
        try (LogCapture log = new LogCapture()) {
            Log.of(HostileTextTest.class).warning("our line\nand our second" + HOSTILE.replace("\n", ""));
            assertThat(log.lines(Level.WARNING))
                    .singleElement()
                    .satisfies(text -> assertThat(text.split("\n", -1))
                            .hasSize(2)
                            .allSatisfy(line -> assertThat(line).doesNotContainPattern(NOT_PRINTABLE)));
        }
    }

    @Test
    void writesNoLineOfItsOwnThroughAnException() {
        try (LogCapture log = new LogCapture()) {
            Log.of(HostileTextTest.class)
                    .log(
                            Level.WARNING,
                            "failed",
                            new IllegalStateException("odd\nINFO all is well", new RuntimeException(HOSTILE)));
            assertThat(log.everything().lines())
                    .contains("java.lang.IllegalStateException: odd\\u000aINFO all is well")
                    .noneMatch(line -> line.startsWith("INFO") || line.contains("\u001b"));
        }
    }

    @Test
    void isPrintableInEveryProblemOfTheConfiguration() {
        Map<String, String> environment = new HashMap<>();
        for (String variable : List.of(
                "AMP_OTEL_ENDPOINT",
                "AMP_AGENT_API_KEY",
                "AMP_AGENT_API_KEY_FILE",
                "OTEL_BSP_MAX_QUEUE_SIZE",
                "OTEL_TRACES_SAMPLER",
                "OTEL_PROPAGATORS",
                "OTEL_RESOURCE_ATTRIBUTES",
                "OTEL_EXPORTER_OTLP_COMPRESSION",
                "OTEL_EXPORTER_OTLP_TIMEOUT")) {
            environment.put(variable, "http://" + HOSTILE);
        }
        try {
            AmpOtel.builder()
                    .environment(environment::get)
                    .systemProperties(name -> null)
                    .config();
            throw new AssertionError("nothing was refused");
        } catch (AmpConfigurationException refusal) {
            assertThat(refusal.problems())
                    .hasSizeGreaterThan(5)
                    .allSatisfy(problem -> assertThat(problem).doesNotContainPattern(NOT_PRINTABLE));
        }
    }
}
