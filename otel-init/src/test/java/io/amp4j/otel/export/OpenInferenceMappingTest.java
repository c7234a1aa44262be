package io.amp4j.otel.export;

import static io.amp4j.otel.testing.SpanAssert.assertThatSpan;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.contract.SpanContract;
import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.RenderedTokens;
import io.amp4j.otel.contract.data.SpanPreview;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.contract.data.TracePreview;
import io.amp4j.otel.testing.Recordings;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spans recorded from OpenInference's instrumentations of OpenAI and LangChain, and what AMP shows for them after the mapping. */
class OpenInferenceMappingTest {
    private static final String OPENAI = "openinference-openai-0.1.66.jsonl";
    private static final String LANGCHAIN = "openinference-langchain-0.1.80.jsonl";

    private static final List<SpanData> CALLS =
            Recordings.mapped(OPENAI).stream().flatMap(List::stream).toList();
    private static final List<List<SpanData>> PROGRAM = Recordings.mapped(LANGCHAIN);
    private static final List<SpanData> QUESTION = PROGRAM.get(0);
    private static final List<SpanData> SENTENCE = PROGRAM.get(2);
    private static final List<SpanData> FAILING_TOOL = PROGRAM.get(3);
    private static final List<SpanData> REFUSED = PROGRAM.get(4);

    @ParameterizedTest
    @ValueSource(strings = {OPENAI, LANGCHAIN})
    void givesEverySpanAKindThatTheListShowsToo(String recording) {
        for (List<SpanData> trace : Recordings.mapped(recording)) {
            for (SpanData span : trace) {
                AmpSpanKind kind = SpanContract.preview(SpanView.of(span)).kind();
                assertThat(kind).as(span.getName()).isNotEqualTo(AmpSpanKind.UNKNOWN);
                // No name of the form that AMP recommends makes its list show a retriever.
                if (kind != AmpSpanKind.RETRIEVER) {
                    assertThatSpan(span).listsAs(kind);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {OPENAI, LANGCHAIN})
    void showsNothingOfThemAsTheyAre(String recording) {
        for (List<SpanData> trace : Recordings.traces(recording)) {
            for (SpanData span : trace) {
                SpanPreview preview = SpanContract.preview(SpanView.of(span));
                // tool.name is the one key that both sides know.
                assertThat(preview.kind()).isIn(AmpSpanKind.UNKNOWN, AmpSpanKind.TOOL);
            }
        }
    }

    @Test
    void showsACallThatAsksForATool() {
        assertThatSpan(CALLS.get(0))
                .rendersAs(AmpSpanKind.LLM)
                .showsModel("gpt-4o-mini-2024-07-18")
                .showsVendor("openai")
                .showsTokens(40, 12)
                .showsTools("weather")
                .showsInput("system: You are a travel guide. Answer in one sentence.")
                .showsInput("user: What do I wear in Oslo?")
                .showsOutput("assistant:  -> weather({\"city\": \"Oslo\"})")
                .breaksNoRule();
    }

    @Test
    void showsTheAnswerWithItsTemperatureAndCachedTokens() {
        SpanData answer = CALLS.get(1);

        assertThatSpan(answer)
                .showsTokens(60, 8)
                .showsInput("assistant:  -> weather({\"city\": \"Oslo\"})")
                .showsInput("tool: 4 degrees and rain in Oslo")
                .showsOutput("assistant: Take an umbrella.")
                .breaksNoRule();
        assertThat(answer.getAttributes().get(AmpAttributes.USAGE_CACHE_READ_TOKENS))
                .isEqualTo(32);
        assertThat(answer.getAttributes().get(AmpAttributes.REQUEST_TEMPERATURE))
                .isEqualTo(0.2);
    }

    @Test
    void showsStreamsAsOneCallEach() {
        assertThatSpan(CALLS.get(2))
                .showsTokens(50, 4)
                .showsOutput("assistant: Wear boots.")
                .breaksNoRule();
        assertThatSpan(CALLS.get(3))
                .showsTokens(50, 4)
                .showsOutput("assistant:  -> weather({\"city\": \"Oslo\"})")
                .breaksNoRule();
    }

    @Test
    void showsTheTextsOfAMessageInPartsAndOfTheResponsesApi() {
        assertThatSpan(CALLS.get(4))
                .showsInput("user: Is it warm here?\nAnd there?")
                .breaksNoRule();
        assertThat(CALLS.get(4).getAttributes().get(AmpAttributes.CONVERSATION_ID))
                .isEqualTo("trip");
        assertThatSpan(CALLS.get(5))
                .rendersAs(AmpSpanKind.LLM)
                .showsTokens(20, 5)
                .showsInput("user: What do I wear in Oslo?")
                .showsOutput("assistant: Take an umbrella.")
                .breaksNoRule();
    }

    @Test
    void showsEmbeddedTexts() {
        assertThatSpan(CALLS.get(6))
                .rendersAs(AmpSpanKind.EMBEDDING)
                .showsModel("text-embedding-3-small")
                .showsInput("Pack layers.\nPack linen.")
                .breaksNoRule();
    }

    @Test
    void showsTheModelAskedWhereNoneAnswered() {
        assertThatSpan(CALLS.get(7))
                .rendersAs(AmpSpanKind.LLM)
                .showsModel("gpt-4o-mini")
                .showsNoTokens()
                .shows("an error", preview -> preview.error().error())
                .shows("no output", preview -> preview.output().asText().isEmpty());
        assertThatSpan(Recordings.first(REFUSED, AmpSpanKind.LLM))
                .showsModel("gpt-4o-mini")
                .shows("an error", preview -> preview.error().error())
                .shows("no output", preview -> preview.output().asText().isEmpty());
    }

    @Test
    void showsWhatAnAgentWasAskedAndItsLastAnswer() {
        SpanData agent = Recordings.first(QUESTION, AmpSpanKind.AGENT);

        assertThatSpan(agent)
                .showsName("travel_agent")
                .shows(
                        "the question alone",
                        preview -> preview.input().asText().equals("user: What do I wear in Oslo?"))
                .shows("the answer alone", preview -> preview.output().asText().equals("assistant: Take an umbrella."));
        TracePreview trace = Recordings.preview(QUESTION);
        assertThat(trace.rootKind()).isEqualTo(AmpSpanKind.AGENT);
        assertThat(trace.input().asText()).isEqualTo("What do I wear in Oslo?");
        assertThat(trace.output().asText()).isEqualTo("Take an umbrella.");
    }

    @Test
    void countsEveryTokenOfATraceOnce() {
        TracePreview trace = Recordings.preview(QUESTION);

        assertThat(trace.exportTokens()).extracting(RenderedTokens::input).isEqualTo(100L);
        assertThat(trace.exportTokens()).extracting(RenderedTokens::output).isEqualTo(20L);
    }

    @Test
    void showsTheToolWithArgumentResultAndCallId() {
        SpanData tool = Recordings.first(QUESTION, AmpSpanKind.TOOL);

        assertThatSpan(tool)
                .showsName("weather")
                .shows("the argument", preview -> preview.input().asText().equals("Oslo"))
                .shows("the result", preview -> preview.output().asText().equals("4 degrees and rain in Oslo"));
        assertThat(tool.getAttributes().get(AmpAttributes.TOOL_CALL_ID)).isEqualTo("call_1");
        assertThat(tool.getAttributes().get(AmpAttributes.TOOL_DESCRIPTION)).isEqualTo("The weather of a city today");
        assertThatSpan(Recordings.first(FAILING_TOOL, AmpSpanKind.TOOL))
                .showsName("weather")
                .shows("an error", preview -> preview.error().error());
    }

    @Test
    void showsARetrieverAndTheStepsOfAChain() {
        assertThatSpan(PROGRAM.get(1).get(0)).rendersAs(AmpSpanKind.RETRIEVER);
        assertThatSpan(SENTENCE.get(0))
                .rendersAs(AmpSpanKind.CHAIN)
                .showsInput("Bergen")
                .showsOutput("Wear boots.");
        assertThat(SENTENCE)
                .filteredOn(span -> span.getName().startsWith("ChatPromptTemplate"))
                .singleElement()
                .satisfies(prompt ->
                        assertThatSpan(prompt).rendersAs(AmpSpanKind.CHAIN).showsInput("Bergen"));
    }

    @ParameterizedTest
    @ValueSource(strings = {OPENAI, LANGCHAIN})
    void keepsEveryWordOfTheirs(String recording) {
        List<List<SpanData>> raw = Recordings.traces(recording);
        List<List<SpanData>> mapped = Recordings.mapped(recording);
        for (int i = 0; i < raw.size(); i++) {
            for (int j = 0; j < raw.get(i).size(); j++) {
                SpanData after = mapped.get(i).get(j);
                assertThat(after.getStatus()).isEqualTo(raw.get(i).get(j).getStatus());
                assertThat(after.getAttributes().asMap())
                        .containsAllEntriesOf(raw.get(i).get(j).getAttributes().asMap());
            }
        }
    }
}
