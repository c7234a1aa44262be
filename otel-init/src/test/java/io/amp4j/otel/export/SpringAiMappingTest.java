package io.amp4j.otel.export;

import static io.amp4j.otel.testing.SpanAssert.assertThatSpan;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.contract.SpanContract;
import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.Finding;
import io.amp4j.otel.contract.data.RenderedTokens;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.contract.data.TracePreview;
import io.amp4j.otel.testing.Recordings;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spans recorded from Spring AI 2.0.1 by the tests of samples/spring-ai, and what AMP shows for them after the mapping. */
class SpringAiMappingTest {
    private static final String CONTENT = "spring-ai-2.0.1-content.jsonl";
    private static final String BARE = "spring-ai-2.0.1.jsonl";

    private static final List<List<SpanData>> MAPPED = Recordings.mapped(CONTENT);
    private static final List<SpanData> QUESTION = MAPPED.get(0);
    private static final List<SpanData> STREAM = MAPPED.get(1);
    private static final List<SpanData> REFUSED = MAPPED.get(MAPPED.size() - 1);

    @ParameterizedTest
    @ValueSource(strings = {CONTENT, BARE})
    void givesEverySpanAKindThatTheListShowsToo(String recording) {
        for (List<SpanData> trace : Recordings.mapped(recording)) {
            for (SpanData span : trace) {
                AmpSpanKind kind = SpanContract.preview(SpanView.of(span)).kind();
                assertThat(kind).as(span.getName()).isNotEqualTo(AmpSpanKind.UNKNOWN);
                // No name of the form that AMP recommends makes its list show a retriever.
                if (kind != AmpSpanKind.RETRIEVER) {
                    assertThat(SpanContract.classifyByName(span.getName()))
                            .as(span.getName())
                            .isEqualTo(kind);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CONTENT, BARE})
    void leavesNothingOfTheWrongTypeAndNoUnreadValue(String recording) {
        for (List<SpanData> trace : Recordings.mapped(recording)) {
            for (SpanData span : trace) {
                assertThat(SpanContract.check(SpanView.of(span)))
                        .as(span.getName())
                        .extracting(Finding::code)
                        .doesNotContain(
                                "schema.temperature",
                                "schema.top-k",
                                "schema.cache-tokens",
                                "observer.cache-tokens",
                                "observer.tokens-unreadable",
                                "observer.top-k",
                                "observer.list-kind",
                                "observer.database-as-retriever");
            }
        }
    }

    @Test
    void showsACallThatAsksForATool() {
        assertThatSpan(Recordings.first(QUESTION, AmpSpanKind.LLM))
                .showsModel("gpt-4o-mini-2024-07-18")
                .showsVendor("openai")
                .showsTokens(40, 12)
                .showsInput("system: You are a travel guide. Answer in one sentence.")
                .showsInput("user: What do I wear in Oslo?")
                .showsOutput("assistant:  -> weather({\"city\":\"Oslo\"})")
                .breaksNoRule();
    }

    @Test
    void showsTheAnswerWithItsTemperatureAndCachedTokens() {
        List<SpanData> calls = QUESTION.stream()
                .filter(span -> SpanContract.preview(SpanView.of(span)).kind() == AmpSpanKind.LLM)
                .toList();
        SpanData answer = calls.get(calls.size() - 1);

        assertThat(calls).hasSize(2);
        assertThatSpan(answer)
                .showsTokens(60, 8)
                .showsInput("tool: 4 degrees and rain in Oslo")
                .showsOutput("assistant: Take an umbrella.")
                .breaksNoRule();
        assertThat(answer.getAttributes().get(AmpAttributes.USAGE_CACHE_READ_TOKENS))
                .isEqualTo(32);
        assertThat(answer.getAttributes().get(AmpAttributes.REQUEST_TEMPERATURE))
                .isEqualTo(0.2);
    }

    @Test
    void showsTheToolWithArgumentsResultAndCallId() {
        SpanData tool = Recordings.first(QUESTION, AmpSpanKind.TOOL);

        assertThatSpan(tool)
                .showsName("weather")
                .showsInput("{\"city\":\"Oslo\"}")
                .showsOutput("4 degrees and rain in Oslo")
                .breaksNoRule();
        assertThat(tool.getAttributes().get(AmpAttributes.TOOL_CALL_ID)).isEqualTo("call_1");
    }

    @Test
    void countsEveryTokenOfATraceOnce() {
        TracePreview question = Recordings.preview(QUESTION);

        assertThat(question.exportTokens()).extracting(RenderedTokens::input).isEqualTo(100L);
        assertThat(question.exportTokens()).extracting(RenderedTokens::output).isEqualTo(20L);
        assertThat(question.findings()).extracting(Finding::code).doesNotContain("trace.tokens-twice");
        assertThat(question.input().asText()).contains("What do I wear in Oslo?");
        assertThat(question.output().asText()).contains("Take an umbrella.");
        assertThat(question.rootKind()).isEqualTo(AmpSpanKind.CHAIN);
    }

    @Test
    void showsAStreamAsOneCall() {
        assertThatSpan(Recordings.first(STREAM, AmpSpanKind.LLM))
                .showsTokens(50, 4)
                .showsOutput("assistant: Wear boots.")
                .breaksNoRule();
    }

    @Test
    void showsSearchesAsRetrieversAndAddingAsAStep() {
        List<SpanData> store = MAPPED.stream().flatMap(List::stream).toList();

        assertThatSpan(Recordings.first(store, AmpSpanKind.RETRIEVER)).breaksNoRule();
        assertThat(Recordings.first(store, AmpSpanKind.RETRIEVER)
                        .getAttributes()
                        .get(AmpAttributes.DB_TOP_K))
                .isEqualTo(1);
        assertThatSpan(store.stream()
                        .filter(span -> span.getName().startsWith("simple add"))
                        .findFirst()
                        .orElseThrow())
                .rendersAs(AmpSpanKind.CHAIN);
        assertThatSpan(store.stream()
                        .filter(span -> span.getName().startsWith("embedding"))
                        .reduce((earlier, later) -> later)
                        .orElseThrow())
                .rendersAs(AmpSpanKind.EMBEDDING)
                .showsInput("What do I pack?");
    }

    @Test
    void showsTheModelAskedWhereNoneAnswered() {
        assertThatSpan(Recordings.first(REFUSED, AmpSpanKind.LLM))
                .showsModel("gpt-4o-mini")
                .showsNoTokens()
                .shows("an error", preview -> preview.error().error());
    }

    @Test
    void changesNothingElse() {
        for (int i = 0; i < MAPPED.size(); i++) {
            List<SpanData> raw = Recordings.traces(CONTENT).get(i);
            for (int j = 0; j < raw.size(); j++) {
                SpanData mapped = MAPPED.get(i).get(j);
                assertThat(mapped.getStatus()).isEqualTo(raw.get(j).getStatus());
                assertThat(mapped.getKind()).isEqualTo(raw.get(j).getKind());
                raw.get(j).getAttributes().forEach((key, value) -> {
                    if (key.getKey().startsWith("spring.ai.")) {
                        assertThat(mapped.getAttributes().asMap()).containsEntry(key, value);
                    }
                });
            }
        }
    }
}
