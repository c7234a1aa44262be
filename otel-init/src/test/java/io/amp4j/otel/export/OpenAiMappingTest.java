package io.amp4j.otel.export;

import static io.amp4j.otel.testing.SpanAssert.assertThatSpan;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.testing.Recordings;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spans and events recorded from OpenAI's Java SDK under the Java agent by samples/frameworks/openai, and what AMP shows for them. */
class OpenAiMappingTest {
    private static final String SYSTEM = "system: You are a travel guide. Answer in one sentence.";

    private static List<SpanData> spans(String agent) {
        return Recordings.mappedWithEvents("openai-java-4.0.0-agent-" + agent).stream()
                .map(trace -> trace.get(0))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.20.1", "2.33.1"})
    void showsACallThatAsksForATool(String agent) {
        assertThatSpan(spans(agent).get(0))
                .rendersAs(AmpSpanKind.LLM)
                .showsModel("gpt-4o-mini-2024-07-18")
                .showsVendor("openai")
                .showsTokens(40, 12)
                .showsInput(SYSTEM)
                .showsInput("user: What do I wear in Oslo?")
                .showsOutput("assistant:  -> weather({\"city\":\"Oslo\"})")
                .breaksNoRule();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.20.1", "2.33.1"})
    void showsTheAnswerAfterTheToolsResult(String agent) {
        assertThatSpan(spans(agent).get(1))
                .showsTokens(60, 8)
                .showsInput("assistant:  -> weather({\"city\":\"Oslo\"})")
                .showsInput("tool: 4 degrees and rain in Oslo")
                .showsOutput("assistant: Take an umbrella.")
                .breaksNoRule();
        assertThatSpan(spans(agent).get(3)).showsInput("tool: error: no such city");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.20.1", "2.33.1"})
    void showsTwoTurnsAndAStream(String agent) {
        assertThatSpan(spans(agent).get(4))
                .showsTokens(50, 4)
                .showsInput("user: What do I wear in Oslo?")
                .showsInput("assistant: Take an umbrella.")
                .showsInput("user: And on the fjord?")
                .showsOutput("assistant: Wear boots.")
                .breaksNoRule();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.20.1", "2.33.1"})
    void showsAnEmbeddingWhoseTextNobodyRecords(String agent) {
        SpanData embedding = spans(agent).get(5);
        assertThatSpan(embedding)
                .rendersAs(AmpSpanKind.EMBEDDING)
                .showsVendor("openai")
                .showsModel("text-embedding-3-small");
        assertThat(embedding.getAttributes().get(AmpAttributes.embeddedText(0))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.20.1", "2.33.1"})
    void showsWhatWasAskedOfAModelThatRefused(String agent) {
        assertThatSpan(spans(agent).get(6))
                .showsModel("gpt-4o-mini")
                .showsNoTokens()
                .showsInput("user: overloaded")
                .shows("an error", preview -> preview.error().error());
    }
}
