package io.amp4j.otel.export;

import static io.amp4j.otel.testing.SpanAssert.assertThatSpan;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.testing.Recordings;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bedrock's InvokeModel with a model of Anthropic, and both kinds of streams, recorded under the Java agent by samples/frameworks/bedrock. */
class BedrockInvokeMappingTest {
    private static List<SpanData> calls(String agent) {
        return Recordings.mappedWithEvents("bedrock-2.31.0-invoke-agent-" + agent).stream()
                .map(trace -> trace.get(0))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.20.1", "2.33.1"})
    void showsCallsByInvokeModel(String agent) {
        List<SpanData> calls = calls(agent);

        assertThat(calls).hasSize(5);
        assertThatSpan(calls.get(2))
                .rendersAs(AmpSpanKind.LLM)
                .showsModel("anthropic.claude-3-haiku-20240307-v1:0")
                .showsVendor("aws.bedrock")
                .showsTokens(40, 12)
                .showsInput("user: What do I wear in Oslo?")
                .showsOutput("assistant:  -> weather({\"city\":\"Oslo\"})")
                .breaksNoRule();
        assertThatSpan(calls.get(3))
                .showsTokens(60, 8)
                .showsInput("4 degrees and rain in Oslo")
                .showsOutput("assistant: Take an umbrella.")
                .breaksNoRule();
        assertThatSpan(calls.get(4))
                .showsInput("user: overloaded")
                .showsNoTokens()
                .shows("an error", preview -> preview.error().error());
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.20.1", "2.33.1"})
    void showsAStreamByConverse(String agent) {
        assertThatSpan(calls(agent).get(0))
                .rendersAs(AmpSpanKind.LLM)
                .showsModel("amazon.nova-micro-v1:0")
                .showsTokens(50, 4)
                .showsInput("user: And on the fjord?")
                .showsOutput("assistant: Wear boots.")
                .breaksNoRule();
    }

    /** The agent writes down neither the answer nor the tokens of a stream by InvokeModel. */
    @ParameterizedTest
    @ValueSource(strings = {"2.20.1", "2.33.1"})
    void showsTheQuestionOfAStreamByInvokeModel(String agent) {
        assertThatSpan(calls(agent).get(1))
                .rendersAs(AmpSpanKind.LLM)
                .showsInput("user: What do I wear in Oslo?")
                .showsNoTokens();
    }
}
