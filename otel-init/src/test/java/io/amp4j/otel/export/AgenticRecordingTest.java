package io.amp4j.otel.export;

import static io.amp4j.otel.testing.SpanAssert.assertThatSpan;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.RenderedTokens;
import io.amp4j.otel.contract.data.TracePreview;
import io.amp4j.otel.testing.Recordings;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.junit.jupiter.api.Test;

/** LangChain4j's agentic module with the listener of otel-langchain4j, recorded by samples/frameworks/langchain4j-agentic. */
class AgenticRecordingTest {
    private static final List<List<SpanData>> TRACES = Recordings.mapped("langchain4j-agentic-1.19.0-beta29.jsonl");

    @Test
    void showsASystemWithItsAgentsTheirCallsAndTools() {
        List<SpanData> trace = TRACES.get(0);
        List<SpanData> agents = Recordings.all(trace, AmpSpanKind.AGENT);

        assertThat(trace)
                .extracting(SpanData::getName)
                .containsExactly(
                        "invoke_agent helper",
                        "invoke_agent guide",
                        "chat gpt-4o-mini",
                        "execute_tool weather",
                        "chat gpt-4o-mini",
                        "invoke_agent editor",
                        "chat gpt-4o-mini");
        assertThatSpan(agents.get(0)).showsInput("user: Oslo").showsOutput("assistant: Wear boots.");
        assertThatSpan(agents.get(1)).showsInput("user: Oslo").showsOutput("assistant: Take an umbrella.");
        assertThatSpan(agents.get(2)).showsInput("user: Take an umbrella.").showsOutput("assistant: Wear boots.");
        assertThat(trace.subList(2, 5))
                .extracting(SpanData::getParentSpanId)
                .containsOnly(agents.get(1).getSpanId());
        assertThat(trace).allSatisfy(span -> assertThatSpan(span).breaksNoRule());
    }

    @Test
    void countsItsTokensOnce() {
        TracePreview trace = Recordings.preview(TRACES.get(0));

        assertThat(trace.exportTokens()).extracting(RenderedTokens::input).isEqualTo(150L);
        assertThat(trace.exportTokens()).extracting(RenderedTokens::output).isEqualTo(24L);
        assertThat(trace.input().asText()).isEqualTo("Oslo");
        assertThat(trace.output().asText()).isEqualTo("Wear boots.");
    }

    @Test
    void marksASystemWhoseAgentFails() {
        assertThat(TRACES.get(1))
                .hasSize(3)
                .allSatisfy(span -> assertThatSpan(span)
                        .shows("an error", preview -> preview.error().error()));
    }
}
