package io.amp4j.otel.export;

import static io.amp4j.otel.testing.SpanAssert.assertThatSpan;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.contract.SpanContract;
import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.testing.Recordings;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Spans recorded from Spring AI 1.1.2 by samples/frameworks/spring-ai-1, and what AMP shows for them after the mapping. */
class SpringAi1MappingTest {
    private static final List<SpanData> SPANS = Recordings.mapped("spring-ai-1.1.2.jsonl").stream()
            .flatMap(List::stream)
            .toList();

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

        assertThat(calls).hasSize(5);
        assertThatSpan(calls.get(0))
                .showsModel("gpt-4o-mini-2024-07-18")
                .showsVendor("openai")
                .showsTokens(40, 12);
        // The model said 60 and 8: Spring AI 1.x adds what the call before the tool has used, and nothing tells that it
        // did.
        assertThatSpan(calls.get(1)).showsTokens(100, 20);
        assertThat(calls.get(0).getAttributes().get(AmpAttributes.REQUEST_TEMPERATURE))
                .isEqualTo(0.2);
        assertThatSpan(calls.get(4))
                .showsModel("gpt-4o-mini")
                .showsNoTokens()
                .shows("an error", preview -> preview.error().error());
    }

    @Test
    void showsToolsWithArgumentsAndResults() {
        List<SpanData> tools = Recordings.all(SPANS, AmpSpanKind.TOOL);

        assertThat(tools).hasSize(2);
        assertThatSpan(tools.get(0))
                .showsName("weather")
                .showsInput("{\"city\":\"Oslo\"}")
                .showsOutput("4 degrees and rain in Oslo")
                .breaksNoRule();
        assertThatSpan(tools.get(1)).showsOutput("no such city: Atlantis");
    }

    @Test
    void showsAnEmbedding() {
        assertThatSpan(Recordings.first(SPANS, AmpSpanKind.EMBEDDING))
                .showsModel("text-embedding-3-small")
                .showsVendor("openai");
    }
}
