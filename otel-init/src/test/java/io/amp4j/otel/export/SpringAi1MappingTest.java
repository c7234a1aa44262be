package io.amp4j.otel.export;

import static io.amp4j.otel.testing.SpanAssert.assertThatSpan;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.contract.SpanContract;
import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.RenderedTokens;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.testing.Recordings;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spans recorded from Spring AI 1.1.2 by samples/frameworks/spring-ai-1, and what AMP shows for them after the mapping. */
class SpringAi1MappingTest {
    private static final List<List<SpanData>> TRACES = Recordings.mapped("spring-ai-1.1.2.jsonl");
    private static final List<SpanData> SPANS =
            TRACES.stream().flatMap(List::stream).toList();

    @Test
    void givesEverySpanAKindThatTheListShowsToo() {
        assertThat(SPANS).allSatisfy(span -> {
            AmpSpanKind kind = SpanContract.preview(SpanView.of(span)).kind();
            assertThat(kind).isNotEqualTo(AmpSpanKind.UNKNOWN);
            assertThat(SpanContract.classifyByName(span.getName())).isEqualTo(kind);
        });
    }

    @Test
    void showsCallsWithTokensAsNumbers() {
        List<SpanData> calls = Recordings.all(SPANS, AmpSpanKind.LLM);

        assertThat(calls).hasSize(8);
        assertThatSpan(calls.get(0))
                .showsModel("gpt-4o-mini-2024-07-18")
                .showsVendor("openai")
                .showsTokens(40, 12);
        // Spring AI 1.x says 100 and 20: it adds what the call before the tool has used.
        assertThatSpan(calls.get(1)).showsTokens(60, 8);
        assertThat(calls.get(0).getAttributes().get(AmpAttributes.REQUEST_TEMPERATURE))
                .isEqualTo(0.2);
        assertThatSpan(calls.get(7))
                .showsModel("gpt-4o-mini")
                .showsNoTokens()
                .shows("an error", preview -> preview.error().error());
    }

    @ParameterizedTest
    @CsvSource({"0,100,20", "1,50,4", "2,90,16", "4,100,20"})
    void countsTheTokensOfATraceOnce(int trace, long input, long output) {
        RenderedTokens tokens = Recordings.preview(TRACES.get(trace)).exportTokens();

        assertThat(tokens).extracting(RenderedTokens::input).isEqualTo(input);
        assertThat(tokens).extracting(RenderedTokens::output).isEqualTo(output);
    }

    @Test
    void showsAStreamWithAToolAsTwoCallsOfWhichTheFirstHasTheTokensOfBoth() {
        List<SpanData> calls = Recordings.all(TRACES.get(2), AmpSpanKind.LLM);

        assertThat(calls).hasSize(2);
        assertThatSpan(calls.get(0)).showsTokens(90, 16);
        assertThatSpan(calls.get(1)).showsNoTokens();
        assertThat(calls.get(1).getParentSpanId()).isEqualTo(calls.get(0).getSpanId());
        // The tool runs on another thread, to which Spring AI does not carry the trace.
        assertThat(Recordings.all(TRACES.get(3), AmpSpanKind.TOOL)).hasSize(1);
    }

    @Test
    void showsToolsWithArgumentsAndResults() {
        List<SpanData> tools = Recordings.all(SPANS, AmpSpanKind.TOOL);

        assertThat(tools).hasSize(3);
        assertThatSpan(tools.get(0))
                .showsName("weather")
                .showsInput("{\"city\":\"Oslo\"}")
                .showsOutput("4 degrees and rain in Oslo")
                .breaksNoRule();
        assertThatSpan(tools.get(2)).showsOutput("no such city: Atlantis");
    }

    @Test
    void showsAnEmbedding() {
        assertThatSpan(Recordings.first(SPANS, AmpSpanKind.EMBEDDING))
                .showsModel("text-embedding-3-small")
                .showsVendor("openai");
    }
}
