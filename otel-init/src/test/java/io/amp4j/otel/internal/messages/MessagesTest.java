package io.amp4j.otel.internal.messages;

import static io.amp4j.otel.testing.SpanAssert.assertThatSpan;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.export.ContentField;
import io.amp4j.otel.export.ContentPolicy;
import io.amp4j.otel.export.RedactingSpanExporter;
import io.amp4j.otel.testing.LogCapture;
import io.amp4j.otel.testing.Recorder;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events on their way from log records into spans. */
class MessagesTest {
    private static final String DETAILS = "gen_ai.client.inference.operation.details";

    private final LogCapture log = new LogCapture();
    private final Recorder recorder = new Recorder();
    private final List<LogRecordData> exported = new ArrayList<>();
    private long now;
    private final MessageStore store =
            new MessageStore(new MessageStore.Bounds(3, 10_000, Duration.ofSeconds(60)), () -> now);
    private final SdkLoggerProvider logs = SdkLoggerProvider.builder()
            .addLogRecordProcessor(new MessageEventProcessor(store))
            .addLogRecordProcessor(SimpleLogRecordProcessor.create(new LogRecordExporter() {
                @Override
                public CompletableResultCode export(Collection<LogRecordData> records) {
                    exported.addAll(records);
                    return CompletableResultCode.ofSuccess();
                }

                @Override
                public CompletableResultCode flush() {
                    return CompletableResultCode.ofSuccess();
                }

                @Override
                public CompletableResultCode shutdown() {
                    return CompletableResultCode.ofSuccess();
                }
            }))
            .build();

    @AfterEach
    void close() {
        logs.close();
        recorder.close();
        log.close();
    }

    private Span chat() {
        return recorder.tracer()
                .spanBuilder("chat m")
                .setNoParent()
                .setAttribute("gen_ai.operation.name", "chat")
                .startSpan();
    }

    private void emit(Span span, String event, Value<?> body) {
        logs.get("t")
                .logRecordBuilder()
                .setContext(Context.root().with(span))
                .setAttribute(AttributeKey.stringKey("event.name"), event)
                .setBody(body)
                .emit();
    }

    private static Value<?> said(String text) {
        return Value.of(KeyValue.of("content", Value.of(text)));
    }

    private static Value<?> choice(long index, String text) {
        return Value.of(
                KeyValue.of("index", Value.of(index)),
                KeyValue.of("finish_reason", Value.of("stop")),
                KeyValue.of("message", said(text)));
    }

    private SpanData sent(Span span) {
        span.end();
        SpanData ended = recorder.ended().get(recorder.ended().size() - 1);
        try (Recorder out = new Recorder()) {
            new MessagesSpanExporter(store, SpanLimits.getDefault(), out).export(List.of(ended));
            return out.only();
        }
    }

    @Test
    void addsTheMessagesOfASpanInTheirOrder() {
        Span span = chat();
        emit(span, "gen_ai.system.message", said("be short"));
        emit(span, "gen_ai.user.message", said("hello"));
        emit(span, "gen_ai.choice", choice(1, "or hey"));
        emit(span, "gen_ai.choice", choice(0, "hi"));

        SpanData sent = sent(span);
        assertThat(sent.getAttributes().get(AmpAttributes.INPUT_MESSAGES))
                .isEqualTo("[{\"role\":\"system\",\"parts\":[{\"type\":\"text\",\"content\":\"be short\"}]},"
                        + "{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"hello\"}]}]");
        assertThat(sent.getAttributes().get(AmpAttributes.OUTPUT_MESSAGES))
                .isEqualTo(
                        "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"hi\"}],\"finish_reason\":\"stop\"},{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"or"
                                + " hey\"}],\"finish_reason\":\"stop\"}]");
    }

    @Test
    void leavesTheRecordsToWhoeverElseWantsThem() {
        Span span = chat();
        emit(span, "gen_ai.user.message", said("hello"));

        assertThat(exported).singleElement().satisfies(record -> {
            assertThat(record.getBodyValue()).isEqualTo(said("hello"));
            assertThat(record.getAttributes().size()).isEqualTo(1);
        });
    }

    @Test
    void readsTheOneEventOfLaterConventions() {
        Span span = chat();
        logs.get("t")
                .logRecordBuilder()
                .setContext(Context.root().with(span))
                .setEventName(DETAILS)
                .setAttribute(
                        AmpAttributes.INPUT_MESSAGES,
                        "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"hello\"}]}]")
                .setAttribute(
                        AttributeKey.valueKey("gen_ai.output.messages"),
                        Value.of(Value.of(
                                KeyValue.of("role", Value.of("assistant")),
                                KeyValue.of(
                                        "parts",
                                        Value.of(Value.of(
                                                KeyValue.of("type", Value.of("text")),
                                                KeyValue.of("content", Value.of("hi"))))))))
                .setAttribute(AmpAttributes.SYSTEM_INSTRUCTIONS, "be short")
                .emit();

        assertThatSpan(sent(span))
                .showsInput("system: be short")
                .showsInput("user: hello")
                .showsOutput("assistant: hi");
    }

    @Test
    void readsThatEventFromItsBodyToo() {
        Span span = chat();
        emit(
                span,
                DETAILS,
                Value.of(KeyValue.of(
                        "gen_ai.input.messages",
                        Value.of("[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"hello\"}]}]"))));

        assertThatSpan(sent(span)).showsInput("user: hello");
    }

    @Test
    void neverChangesWhatTheSpanSaysItself() {
        Span span = chat();
        span.setAttribute(AmpAttributes.INPUT_MESSAGES, "[]");
        emit(span, "gen_ai.user.message", said("hello"));

        assertThat(sent(span).getAttributes().get(AmpAttributes.INPUT_MESSAGES)).isEqualTo("[]");
    }

    @Test
    void addsNothingWhereNothingWasCaptured() {
        Span span = chat();
        emit(span, "gen_ai.user.message", Value.of("not a message"));
        emit(span, "gen_ai.choice", Value.of(KeyValue.of("index", Value.of(0))));
        Span other = chat();
        SpanData untouched = sent(other);

        assertThat(sent(span).getAttributes().size()).isEqualTo(1);
        assertThat(untouched).isSameAs(recorder.ended().get(0));
    }

    @Test
    void passesContentToThePolicy() {
        Span span = chat();
        emit(span, "gen_ai.user.message", said("hello"));
        span.end();
        try (Recorder out = new Recorder()) {
            new MessagesSpanExporter(
                            store, SpanLimits.getDefault(), RedactingSpanExporter.redacting(out, ContentPolicy.REDACT))
                    .export(recorder.ended());
            assertThatSpan(out.only()).showsInput("user: [redacted]");
        }
    }

    @Test
    void keepsNothingOfUnsampledSpansNorOfOtherRecords() {
        try (Recorder unsampled = new Recorder(Sampler.alwaysOff())) {
            emit(unsampled.tracer().spanBuilder("chat m").startSpan(), "gen_ai.user.message", said("hello"));
        }
        emit(Span.getInvalid(), "gen_ai.user.message", said("hello"));
        SpanContext own = chat().getSpanContext();
        emit(
                Span.wrap(SpanContext.createFromRemoteParent(
                        own.getTraceId(), own.getSpanId(), own.getTraceFlags(), own.getTraceState())),
                "gen_ai.user.message",
                said("hello"));
        emit(chat(), "gen_ai.evaluation.result", said("hello"));
        emit(chat(), "other", said("hello"));

        assertThat(store.isEmpty()).isTrue();
    }

    @Test
    void dropsTheOldestAtTheBoundOfNumberAndSaysSoOnce() {
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            spans.add(chat());
            emit(spans.get(i), "gen_ai.user.message", said("hello " + i));
        }

        assertThat(sent(spans.get(2)).getAttributes().size()).isEqualTo(1);
        assertThatSpan(sent(spans.get(3))).showsInput("user: hello 3");
        assertThatSpan(sent(spans.get(5))).showsInput("user: hello 5");
        assertThat(log.everything()).containsOnlyOnce("the oldest are dropped");
    }

    @Test
    void dropsTheOldestAtTheBoundOfBytes() {
        Span large = chat();
        Span next = chat();
        for (int i = 0; i < 3; i++) {
            emit(large, "gen_ai.user.message", said("x".repeat(1_000)));
        }
        for (int i = 0; i < 3; i++) {
            emit(next, "gen_ai.user.message", said("y".repeat(1_000)));
        }

        assertThat(sent(large).getAttributes().size()).isEqualTo(1);
        assertThat(sent(next).getAttributes().size()).isEqualTo(2);
        assertThat(store.isEmpty()).isTrue();
    }

    @Test
    void letsASpanThatOutgrowsAllOfItGoOutWithoutMessages() {
        Span huge = chat();
        emit(huge, "gen_ai.user.message", said("x".repeat(5_000_000)));

        assertThat(store.isEmpty()).isTrue();
        assertThat(sent(huge).getAttributes().size()).isEqualTo(1);
    }

    @Test
    void losesOnlyTheMessagesOfTheSpanThatOneEventIsTooLargeFor() {
        Span small = chat();
        emit(small, "gen_ai.user.message", said("hello"));
        List<Span> large = new ArrayList<>();
        for (Value<?> body : List.of(said("x".repeat(5_000)), Value.of(new byte[5_000]), nested(150))) {
            large.add(chat());
            emit(large.get(large.size() - 1), "gen_ai.user.message", body);
            emit(large.get(large.size() - 1), "gen_ai.user.message", said("the end of it"));
        }

        assertThatSpan(sent(small)).showsInput("user: hello");
        assertThat(large)
                .allSatisfy(
                        span -> assertThat(sent(span).getAttributes().size()).isEqualTo(1));
    }

    private static Value<?> nested(int depth) {
        Value<?> value = Value.of("deep");
        for (int i = 0; i < depth; i++) {
            value = Value.of(KeyValue.of("content", value));
        }
        return value;
    }

    @Test
    void showsNoLaterMessageOfASpanThatLostItsFirst() {
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            spans.add(chat());
            emit(spans.get(i), "gen_ai.user.message", said("hello " + i));
        }
        emit(spans.get(0), "gen_ai.user.message", said("and more"));

        assertThat(sent(spans.get(0)).getAttributes().size()).isEqualTo(1);
        assertThatSpan(sent(spans.get(1))).showsInput("user: hello 1");
    }

    @Test
    void forgetsWhatIsTooOldWhenAnotherIsTaken() {
        emit(chat(), "gen_ai.user.message", said("hello"));
        now = Duration.ofSeconds(61).toNanos();
        SpanData unused = sent(chat());

        assertThat(store.isEmpty()).isTrue();
    }

    @Test
    void readsAMessageWhoseReasonIsNoText() {
        Span span = chat();
        emit(
                span,
                "gen_ai.choice",
                Value.of("{\"message\":{\"content\":\"hi\"},\"finish_reason\":" + "[".repeat(498) + "]".repeat(498)
                        + "}"));

        assertThatSpan(sent(span)).showsOutput("assistant: hi");
    }

    @Test
    void sendsASpanThatCannotBeReadAsItCame() {
        Span span = chat();
        emit(span, "gen_ai.user.message", said("hello"));
        span.end();
        SpanData unreadable = new DelegatingSpanData(recorder.ended().get(0)) {
            @Override
            public Attributes getAttributes() {
                throw new IllegalStateException();
            }
        };
        try (Recorder out = new Recorder()) {
            new MessagesSpanExporter(store, SpanLimits.getDefault(), out).export(List.of(unreadable));
            assertThat(out.only()).isSameAs(unreadable);
        }
    }

    @Test
    void neverAddsToMessagesThatTheSpanHasAsAStructure() {
        Span span = chat();
        span.setAttribute(AttributeKey.stringArrayKey("gen_ai.input.messages"), List.of("mine"));
        emit(span, "gen_ai.user.message", said("hello"));

        assertThat(sent(span).getAttributes().get(AmpAttributes.INPUT_MESSAGES)).isNull();
    }

    @Test
    void keepsCallsAndResultsInAListOfPartsForThePolicy() {
        Span span = chat();
        emit(
                span,
                "gen_ai.assistant.message",
                Value.of("{\"content\":[{\"type\":\"text\",\"text\":\"I look\"},"
                        + "{\"type\":\"tool_use\",\"id\":\"1\",\"name\":\"weather\",\"input\":{\"city\":\"Oslo\"}}]}"));
        emit(
                span,
                "gen_ai.user.message",
                Value.of("{\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"1\",\"content\":\"rain\"}]}"));
        SpanData sent = sent(span);

        assertThat(sent.getAttributes().get(AmpAttributes.INPUT_MESSAGES))
                .isEqualTo(
                        "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"I look\"},"
                                + "{\"type\":\"tool_call\",\"id\":\"1\",\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Oslo\\\"}\"}]},"
                                + "{\"role\":\"user\",\"parts\":[{\"type\":\"tool_call_response\",\"id\":\"1\",\"response\":\"rain\"}]}]");
        try (Recorder out = new Recorder()) {
            RedactingSpanExporter.redacting(
                            out, ContentPolicy.redacting(ContentField.TOOL_ARGUMENTS, ContentField.TOOL_RESULTS))
                    .export(List.of(sent));
            assertThat(out.only().getAttributes().get(AmpAttributes.INPUT_MESSAGES))
                    .contains("I look")
                    .doesNotContain("Oslo", "rain");
        }
    }

    @Test
    void forgetsWhatHasWaitedTooLong() {
        Span lost = chat();
        emit(lost, "gen_ai.user.message", said("hello"));
        now = Duration.ofSeconds(61).toNanos();
        Span next = chat();
        emit(next, "gen_ai.user.message", said("hello"));

        assertThat(sent(lost).getAttributes().size()).isEqualTo(1);
        assertThat(sent(next).getAttributes().size()).isEqualTo(2);
        assertThat(log.everything()).doesNotContain("dropped");
    }

    @Test
    void joinsTheTextsOfAListAndKeepsOtherStructuresAsJson() {
        Span span = chat();
        emit(
                span,
                "gen_ai.user.message",
                Value.of(KeyValue.of(
                        "content",
                        Value.of(
                                Value.of(KeyValue.of("type", Value.of("text")), KeyValue.of("text", Value.of("look"))),
                                Value.of(
                                        KeyValue.of("type", Value.of("text")),
                                        KeyValue.of("text", Value.of("here")))))));
        emit(
                span,
                "gen_ai.tool.message",
                Value.of(
                        KeyValue.of("id", Value.of("1")),
                        KeyValue.of("content", Value.of(KeyValue.of("degrees", Value.of(4))))));

        assertThatSpan(sent(span)).showsInput("user: look\nhere").showsInput("tool: {\"degrees\":4}");
    }
}
