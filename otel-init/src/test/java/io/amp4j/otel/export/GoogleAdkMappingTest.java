package io.amp4j.otel.export;

import static io.amp4j.otel.testing.SpanAssert.assertThatSpan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.amp4j.otel.contract.SpanContract;
import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.Finding;
import io.amp4j.otel.contract.data.RenderedTokens;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.contract.data.TracePreview;
import io.amp4j.otel.testing.Recorder;
import io.amp4j.otel.testing.Recordings;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spans recorded from Google's ADK by samples/frameworks/google-adk, and what AMP shows for them after the mapping. */
class GoogleAdkMappingTest {
    private static final String INSTRUCTIONS = "system: You are a travel guide. Answer in one sentence.\n\n"
            + "You are an agent. Your internal name is \"travel_guide\". The description about you is \"answers"
            + " travellers\".";

    private static List<SpanData> spans(String version) {
        return Recordings.mapped("google-adk-" + version + ".jsonl").stream()
                .flatMap(List::stream)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.5.0", "0.5.0-agent-2.33.1", "1.0.0", "1.0.0-agent-2.33.1"})
    void givesEverySpanAKindThatTheListShowsToo(String version) {
        for (SpanData span : spans(version)) {
            AmpSpanKind kind = SpanContract.preview(SpanView.of(span)).kind();
            assertThat(kind).as(span.getName()).isNotEqualTo(AmpSpanKind.UNKNOWN);
            if (kind != AmpSpanKind.LLM || span.getAttributes().get(AmpAttributes.REQUEST_MODEL) != null) {
                assertThat(SpanContract.classifyByName(span.getName()))
                        .as(span.getName())
                        .isEqualTo(kind);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.5.0", "0.5.0-agent-2.33.1", "1.0.0", "1.0.0-agent-2.33.1"})
    void showsCallsWithMessagesToolsModelAndTokens(String version) {
        List<SpanData> calls = Recordings.all(spans(version), AmpSpanKind.LLM);

        assertThat(calls).hasSize(6);
        assertThatSpan(calls.get(0))
                .showsModel("gemini-2.5-flash-001")
                .showsVendor("gcp.vertex.agent")
                .showsTokens(40, 12)
                .showsTools("weather")
                .showsInput(INSTRUCTIONS)
                .showsInput("user: What do I wear in Oslo?")
                .showsOutput("assistant:  -> weather({\"city\":\"Oslo\"})")
                .breaksNoRule();
        assertThatSpan(calls.get(1))
                .showsTokens(60, 8)
                .showsInput("assistant:  -> weather({\"city\":\"Oslo\"})")
                .showsInput("tool: {\"degrees\":4,\"sky\":\"rain\"}")
                .showsOutput("assistant: Take an umbrella.")
                .breaksNoRule();
        assertThatSpan(calls.get(2))
                .showsInput("assistant: Take an umbrella.")
                .showsInput("user: And on the fjord?")
                .showsOutput("assistant: Wear boots.");
        assertThat(calls.get(0).getAttributes().get(AmpAttributes.REQUEST_TEMPERATURE))
                .isEqualTo(0.2);
        assertThat(calls.get(0).getAttributes().get(AmpAttributes.CONVERSATION_ID))
                .isEqualTo("trip");
        assertThatSpan(calls.get(5))
                .showsNoTokens()
                .shows("an error", preview -> preview.error().error());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.5.0", "0.5.0-agent-2.33.1", "1.0.0", "1.0.0-agent-2.33.1"})
    void showsToolsWithArgumentsAndResultsAndThoseThatFail(String version) {
        List<SpanData> tools = Recordings.all(spans(version), AmpSpanKind.TOOL);

        assertThat(tools).hasSize(2);
        assertThatSpan(tools.get(0))
                .showsName("weather")
                .showsInput("{\"city\":\"Oslo\"}")
                .showsOutput("{\"degrees\":4,\"sky\":\"rain\"}")
                .showsNoError()
                .breaksNoRule();
        assertThat(tools.get(0).getAttributes().get(AmpAttributes.TOOL_CALL_ID)).isEqualTo("call_1");
        assertThatSpan(tools.get(1))
                .showsInput("{\"city\":\"Atlantis\"}")
                .showsOutput("{\"status\":\"error\",\"message\":\"An internal error occurred.\"}")
                .showsError("ToolExecutionError");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.5.0", "0.5.0-agent-2.33.1", "1.0.0", "1.0.0-agent-2.33.1"})
    void givesAgentsTheTextsOfTheirCalls(String version) {
        List<SpanData> agents = Recordings.all(spans(version), AmpSpanKind.AGENT);

        assertThat(agents).hasSize(4);
        assertThatSpan(agents.get(0))
                .showsName("travel_guide")
                .showsInput(INSTRUCTIONS)
                .showsInput("user: What do I wear in Oslo?")
                .showsOutput("assistant: Take an umbrella.")
                .showsNoTokens()
                .breaksNoRule();
        assertThatSpan(agents.get(1)).showsInput("user: And on the fjord?").showsOutput("assistant: Wear boots.");
        assertThatSpan(agents.get(2))
                .showsInput("user: What do I wear in Atlantis?")
                .showsOutput("assistant: Take an umbrella.");
    }

    @Test
    void givesATraceItsTextsAndCountsItsTokensOnce() {
        List<List<SpanData>> traces = Recordings.mapped("google-adk-1.0.0.jsonl");
        TracePreview question = Recordings.preview(traces.get(0));

        assertThat(question.rootKind()).isEqualTo(AmpSpanKind.CHAIN);
        assertThat(question.input().asText()).isEqualTo("What do I wear in Oslo?");
        assertThat(question.output().asText()).isEqualTo("Take an umbrella.");
        assertThat(question.exportTokens()).extracting(RenderedTokens::input).isEqualTo(100L);
        assertThat(question.exportTokens()).extracting(RenderedTokens::output).isEqualTo(20L);
        assertThat(question.findings()).extracting(Finding::code).doesNotContain("trace.tokens-twice");
    }

    private static Span start(Recorder recorder, String name, Span parent) {
        return recorder.tracer("gcp.vertex.agent")
                .spanBuilder(name)
                .setParent(Context.root().with(parent))
                .startSpan();
    }

    private static void call(Recorder recorder, Span agent, String question, String answer) {
        Span call = start(recorder, "call_llm", agent);
        call.setAttribute(
                "gcp.vertex.agent.llm_request",
                "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"" + question + "\"}]}]}");
        call.setAttribute(
                "gcp.vertex.agent.llm_response",
                "{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"" + answer + "\"}]}}");
        call.end();
    }

    @Test
    void keepsInvocationsOfOneTraceApartAndRedactsThem() {
        try (Recorder recorder = new Recorder();
                Recorder out = new Recorder();
                Recorder redacted = new Recorder()) {
            Span request = recorder.tracer().spanBuilder("POST /ask").startSpan();
            Span first = start(recorder, "invocation", request);
            Span second = start(recorder, "invocation", request);
            Span asker = start(recorder, "agent_run [a]", first);
            Span other = start(recorder, "agent_run [b]", second);
            call(recorder, asker, "question 1", "answer 1");
            call(recorder, other, "question 2", "answer 2");
            List.of(other, second, asker, first).forEach(Span::end);
            MappingSpanExporter.mapping(out).export(recorder.ended());
            MappingSpanExporter.mapping(RedactingSpanExporter.redacting(
                            redacted,
                            ContentPolicy.redacting(ContentField.INPUT_MESSAGES, ContentField.OUTPUT_MESSAGES)))
                    .export(recorder.ended());

            assertThat(Recordings.all(out.ended(), AmpSpanKind.CHAIN))
                    .extracting(
                            span -> span.getAttributes().get(AmpAttributes.ENTITY_INPUT),
                            span -> span.getAttributes().get(AmpAttributes.ENTITY_OUTPUT))
                    .containsExactly(tuple("question 2", "answer 2"), tuple("question 1", "answer 1"));
            assertThat(redacted.ended())
                    .hasSize(6)
                    .allSatisfy(
                            span -> assertThat(span.getAttributes().toString()).doesNotContain("question", "answer"));
        }
    }

    @Test
    void redactsTheResultThatIsASpanOfItsOwn() {
        try (Recorder recorder = new Recorder();
                Recorder out = new Recorder()) {
            Span span = start(recorder, "tool_response [w]", Span.getInvalid());
            span.setAttribute(
                    "gcp.vertex.agent.tool_response",
                    "{\"content\":{\"parts\":[{\"functionResponse\":{\"id\":\"1\",\"name\":\"w\",\"response\":{\"sky\":\"rain\"}}}]}}");
            span.end();
            MappingSpanExporter.mapping(
                            RedactingSpanExporter.redacting(out, ContentPolicy.redacting(ContentField.TOOL_RESULTS)))
                    .export(recorder.ended());

            assertThat(out.only().getAttributes().get(AmpAttributes.ENTITY_OUTPUT))
                    .isEqualTo("{\"sky\":\"[redacted]\"}");
            assertThat(out.only().getAttributes().toString()).doesNotContain("rain");
        }
    }

    @Test
    void leavesSpansInTheWordsOfTheConventionsToThose() {
        try (Recorder recorder = new Recorder();
                Recorder out = new Recorder()) {
            Span span = start(recorder, "generate_content m", Span.getInvalid());
            span.setAttribute("gen_ai.operation.name", "generate_content").setAttribute("gen_ai.request.model", "m");
            span.end();
            MappingSpanExporter.mapping(out).export(recorder.ended());

            assertThatSpan(out.only()).rendersAs(AmpSpanKind.LLM).listsAs(AmpSpanKind.LLM);
        }
    }

    @Test
    void leavesWhatItCannotReadAsItCame() {
        for (String request : List.of(
                "{\"contents\":[",
                "[]",
                "\"text\"",
                "{\"contents\":{\"a\":1}}",
                "{\"contents\":[1,null]}",
                "{\"contents\":[{\"parts\":[{\"text\":\"" + "x".repeat(5 << 20) + "\"}]}]}")) {
            try (Recorder recorder = new Recorder();
                    Recorder out = new Recorder()) {
                Span span = recorder.tracer("gcp.vertex.agent")
                        .spanBuilder("call_llm")
                        .setAttribute("gcp.vertex.agent.llm_request", request)
                        .setAttribute("gcp.vertex.agent.llm_response", request)
                        .startSpan();
                span.end();
                MappingSpanExporter.mapping(out).export(recorder.ended());

                assertThat(out.only().getAttributes().get(AmpAttributes.INPUT_MESSAGES))
                        .isNull();
                assertThat(out.only().getAttributes().asMap())
                        .containsAllEntriesOf(recorder.only().getAttributes().asMap());
            }
        }
    }
}
