package io.amp4j.otel.export;

import static io.amp4j.otel.testing.SpanAssert.assertThatSpan;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.testing.Recorder;
import io.amp4j.otel.testing.Recordings;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bedrock's client in the AWS SDK, recorded under the Java agent by samples/frameworks/bedrock; Quarkus LangChain4j and MCP by hand, as
 * Quarkus LangChain4j's published source names them.
 */
class FrameworkMappingTest {
    private final Recorder recorder = new Recorder();

    @AfterEach
    void close() {
        recorder.close();
    }

    private static List<SpanData> bedrock(String agent) {
        return Recordings.mappedWithEvents("bedrock-2.31.0-agent-" + agent).stream()
                .map(trace -> trace.get(0))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.20.1", "2.33.1"})
    void showsCallsOfBedrock(String agent) {
        List<SpanData> calls = bedrock(agent);

        assertThat(calls).hasSize(6);
        assertThatSpan(calls.get(0))
                .rendersAs(AmpSpanKind.LLM)
                .showsModel("amazon.nova-micro-v1:0")
                .showsVendor("aws.bedrock")
                .showsTokens(40, 12)
                .showsInput("user: What do I wear in Oslo?")
                .showsOutput("assistant:  -> weather({\"city\":\"Oslo\"})")
                .breaksNoRule();
        assertThatSpan(calls.get(1))
                .showsTokens(60, 8)
                .showsInput("assistant:  -> weather({\"city\":\"Oslo\"})")
                .showsInput("tool: 4 degrees and rain in Oslo")
                .showsOutput("assistant: Take an umbrella.")
                .breaksNoRule();
        assertThatSpan(calls.get(2)).showsInput("user: And on the fjord?").showsOutput("assistant: Wear boots.");
        assertThatSpan(calls.get(4)).showsInput("tool: no such city");
        assertThatSpan(calls.get(5))
                .showsInput("user: overloaded")
                .showsNoTokens()
                .shows("an error", preview -> preview.error().error());
    }

    private Span start(String name, Span parent, Map<String, ?> attributes) {
        Span span = recorder.tracer()
                .spanBuilder(name)
                .setParent(Context.root().with(parent))
                .startSpan();
        attributes.forEach((key, value) -> {
            if (value instanceof Long number) {
                span.setAttribute(key, number);
            } else {
                span.setAttribute(key, value.toString());
            }
        });
        return span;
    }

    private Map<String, SpanData> mapped() {
        try (Recorder out = new Recorder()) {
            MappingSpanExporter.mapping(out).export(recorder.ended());
            Map<String, SpanData> byName = new HashMap<>();
            out.ended().forEach(span -> byName.put(span.getName(), span));
            return byName;
        }
    }

    private static SpanData named(Map<String, SpanData> spans, String name) {
        return Objects.requireNonNull(spans.get(name), () -> name + " is not among " + spans.keySet());
    }

    @Test
    void showsAServiceOfQuarkus() {
        Span service = start("langchain4j.aiservices.Assistant.chat", Span.getInvalid(), Map.of());
        start(
                        "completion gpt-4o-mini",
                        service,
                        Map.of(
                                "gen_ai.request.model", "gpt-4o-mini",
                                "gen_ai.prompt", "What do I wear in Oslo?",
                                "gen_ai.completion", "Take an umbrella.",
                                "gen_ai.provider.name", "openai",
                                "gen_ai.usage.prompt_tokens", 60L,
                                "gen_ai.usage.completion_tokens", 8L))
                .end();
        start(
                        "langchain4j.tools.weather",
                        service,
                        Map.of(
                                "gen_ai.operation.name", "execute_tool",
                                "gen_ai.tool.name", "weather",
                                "gen_ai.tool.call.arguments", "{\"city\":\"Oslo\"}",
                                "gen_ai.tool.call.result", "rain"))
                .end();
        service.end();
        Map<String, SpanData> mapped = mapped();

        assertThat(mapped).containsOnlyKeys("Assistant.chat.workflow", "chat gpt-4o-mini", "execute_tool weather");
        assertThatSpan(named(mapped, "Assistant.chat.workflow"))
                .rendersAs(AmpSpanKind.CHAIN)
                .listsAs(AmpSpanKind.CHAIN)
                .showsInput("What do I wear in Oslo?")
                .showsOutput("Take an umbrella.");
        assertThatSpan(named(mapped, "chat gpt-4o-mini"))
                .rendersAs(AmpSpanKind.LLM)
                .listsAs(AmpSpanKind.LLM)
                .showsVendor("openai")
                .showsTokens(60, 8)
                .showsInput("user: What do I wear in Oslo?")
                .showsOutput("assistant: Take an umbrella.")
                .breaksNoRule();
        assertThatSpan(named(mapped, "execute_tool weather"))
                .rendersAs(AmpSpanKind.TOOL)
                .showsName("weather")
                .showsInput("{\"city\":\"Oslo\"}")
                .showsOutput("rain");
    }

    @Test
    void redactsWhatAStepRetellsOfTheCallsBelowIt() {
        Span service = start("langchain4j.aiservices.Assistant.chat", Span.getInvalid(), Map.of());
        start("completion m", service, Map.of("gen_ai.prompt", "a question", "gen_ai.completion", "an answer"))
                .end();
        service.end();
        try (Recorder out = new Recorder()) {
            ContentPolicy policy = ContentPolicy.redacting(ContentField.INPUT_MESSAGES, ContentField.OUTPUT_MESSAGES);
            MappingSpanExporter.mapping(RedactingSpanExporter.redacting(out, policy))
                    .export(recorder.ended());

            assertThat(out.ended())
                    .hasSize(2)
                    .allSatisfy(span -> assertThat(span.getAttributes().toString())
                            .contains("[redacted]")
                            .doesNotContain("a question", "an answer"));
        }
    }

    @Test
    void leavesPromptsOfOthersToTheirOwnWords() {
        start("embeddings m", Span.getInvalid(), Map.of("gen_ai.operation.name", "embeddings", "gen_ai.prompt", "x"))
                .end();
        start("completion m", Span.getInvalid(), Map.of("gen_ai.operation.name", "execute_tool", "gen_ai.prompt", "x"))
                .end();

        assertThat(mapped().values())
                .hasSize(2)
                .allSatisfy(span -> assertThat(span.getAttributes().get(AmpAttributes.SPAN_KIND))
                        .isNotEqualTo("llm"));
    }

    @Test
    void sendsASpanThatCannotBeReadAsItCame() {
        start("completion m", Span.getInvalid(), Map.of("gen_ai.prompt", "x")).end();
        SpanData unreadable = new DelegatingSpanData(recorder.only()) {
            @Override
            public InstrumentationScopeInfo getInstrumentationScopeInfo() {
                throw new IllegalStateException();
            }
        };
        try (Recorder out = new Recorder()) {
            MappingSpanExporter.mapping(out).export(List.of(unreadable));

            assertThat(out.only()).isSameAs(unreadable);
        }
    }

    @Test
    void showsToolsOfMcpAndAllElseAsSteps() {
        start(
                        "tools/call weather",
                        Span.getInvalid(),
                        Map.of(
                                "mcp.method.name", "tools/call",
                                "gen_ai.operation.name", "execute_tool",
                                "gen_ai.tool.name", "weather",
                                "mcp.request.argument", "{\"city\":\"Oslo\"}",
                                "mcp.response.value", "rain"))
                .end();
        start("tools/list", Span.getInvalid(), Map.of("mcp.method.name", "tools/list"))
                .end();
        Map<String, SpanData> mapped = mapped();

        assertThatSpan(named(mapped, "execute_tool weather"))
                .rendersAs(AmpSpanKind.TOOL)
                .listsAs(AmpSpanKind.TOOL)
                .showsName("weather")
                .showsInput("{\"city\":\"Oslo\"}")
                .showsOutput("rain")
                .breaksNoRule();
        assertThatSpan(named(mapped, "tools/list.task"))
                .rendersAs(AmpSpanKind.CHAIN)
                .listsAs(AmpSpanKind.CHAIN);
    }

    @Test
    void keepsResultsOfToolsThatAreStructures() {
        start(
                        "chat m",
                        Span.getInvalid(),
                        Map.of(
                                "gen_ai.operation.name", "chat",
                                "gen_ai.input.messages",
                                        "[{\"role\":\"tool\",\"parts\":[{\"type\":\"tool_call_response\",\"id\":\"1\",\"response\":{\"rain\":true}}]}]"))
                .end();

        assertThatSpan(named(mapped(), "chat m")).showsInput("tool: {\"rain\":true}");
    }

    @Test
    void leavesSpansOfNobodyAlone() {
        start("GET", Span.getInvalid(), Map.of("http.request.method", "GET", "url.full", "http://x/"))
                .end();
        try (Recorder out = new Recorder()) {
            MappingSpanExporter.mapping(out).export(recorder.ended());

            assertThat(out.only()).isSameAs(recorder.only());
        }
    }

    @Test
    void tellsBeforeSendingWhatBecomesOfSpans() {
        SpanView agent = SpanView.builder("invoke_agent guide")
                .scope("gcp.vertex.agent")
                .attributes(Map.of("gen_ai.operation.name", "invoke_agent", "gen_ai.agent.name", "guide"))
                .traceId("00000000000000000000000000000001")
                .spanId("0000000000000001")
                .parentSpanId("")
                .build();
        SpanView call = SpanView.builder("call_llm")
                .scope("gcp.vertex.agent")
                .attributes(Map.of(
                        "gcp.vertex.agent.llm_request",
                        "{\"model\":\"gemini\",\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hello\"}]}]}"))
                .traceId("00000000000000000000000000000001")
                .spanId("0000000000000002")
                .parentSpanId("0000000000000001")
                .build();
        SpanView other = SpanView.of("GET", "Unset", Map.of("http.request.method", "GET"));
        List<SpanMapping> mappings = SpanMapping.of(List.of(agent, call, other));

        assertThat(mappings).extracting(SpanMapping::emitted).containsExactly(agent, call, other);
        assertThatSpan(mappings.get(0).mapped()).rendersAs(AmpSpanKind.AGENT).showsInput("user: hello");
        assertThat(mappings.get(1).mapped().name()).isEqualTo("chat gemini");
        assertThat(mappings.get(1).framework()).contains("Google ADK");
        assertThat(mappings.get(1).mapped().attributes())
                .containsKey(AmpAttributes.INPUT_MESSAGES.getKey())
                .containsKey("gcp.vertex.agent.llm_request");
        assertThat(mappings.get(2).mapped()).isSameAs(other);
        assertThat(mappings.get(2).framework()).isEmpty();
    }
}
