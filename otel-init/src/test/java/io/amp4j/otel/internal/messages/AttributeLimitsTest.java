package io.amp4j.otel.internal.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.testing.Recorder;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits that an operator sets for a span's attributes hold for the messages that are added to it as well. */
class AttributeLimitsTest {
    private static final String INPUT = "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"hello\"}]}]";

    private final Recorder recorder = new Recorder();
    private final MessageStore store =
            new MessageStore(new MessageStore.Bounds(3, 100_000, Duration.ofSeconds(60)), () -> 0);
    private final SdkLoggerProvider logs = SdkLoggerProvider.builder()
            .addLogRecordProcessor(new MessageEventProcessor(store))
            .build();

    @AfterEach
    void close() {
        logs.close();
        recorder.close();
    }

    /** A call with two attributes of its own, whose question and answer are events. */
    private SpanData sent(SpanLimits limits) {
        Span span = recorder.tracer()
                .spanBuilder("chat m")
                .setAttribute("gen_ai.operation.name", "chat")
                .setAttribute("gen_ai.request.model", "m")
                .startSpan();
        emit(span, "gen_ai.user.message", KeyValue.of("content", Value.of("hello")));
        emit(span, "gen_ai.choice", KeyValue.of("message", Value.of(KeyValue.of("content", Value.of("hi")))));
        span.end();
        try (Recorder out = new Recorder()) {
            new MessagesSpanExporter(store, limits, out).export(recorder.ended());
            return out.only();
        }
    }

    private void emit(Span span, String event, KeyValue body) {
        logs.get("t")
                .logRecordBuilder()
                .setContext(Context.root().with(span))
                .setAttribute(AttributeKey.stringKey("event.name"), event)
                .setBody(Value.of(body))
                .emit();
    }

    @Test
    void cutsMessagesAtTheLengthOfAValue() {
        SpanData sent = sent(SpanLimits.builder().setMaxAttributeValueLength(20).build());

        assertThat(sent.getAttributes().get(AmpAttributes.INPUT_MESSAGES)).isEqualTo(INPUT.substring(0, 20));
        assertThat(sent.getAttributes().get(AmpAttributes.OUTPUT_MESSAGES)).hasSize(20);
    }

    @Test
    void leavesMessagesOfThatLengthWhole() {
        SpanData sent = sent(
                SpanLimits.builder().setMaxAttributeValueLength(INPUT.length()).build());

        assertThat(sent.getAttributes().get(AmpAttributes.INPUT_MESSAGES)).isEqualTo(INPUT);
    }

    @Test
    void addsNoMoreThanTheNumberOfAttributesAndCountsTheRest() {
        SpanData sent = sent(SpanLimits.builder().setMaxNumberOfAttributes(3).build());

        assertThat(sent.getAttributes().asMap().keySet())
                .extracting(AttributeKey::getKey)
                .containsExactlyInAnyOrder(
                        "gen_ai.operation.name", "gen_ai.request.model", AmpAttributes.INPUT_MESSAGES.getKey());
        assertThat(sent.getTotalAttributeCount()).isEqualTo(4);
    }

    @Test
    void countsWhatASpanWithoutRoomDoesNotGet() {
        SpanData sent = sent(SpanLimits.builder().setMaxNumberOfAttributes(2).build());

        assertThat(sent.getAttributes())
                .isEqualTo(List.copyOf(recorder.ended()).get(0).getAttributes());
        assertThat(sent.getTotalAttributeCount()).isEqualTo(4);
    }
}
