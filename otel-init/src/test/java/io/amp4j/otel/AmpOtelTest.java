package io.amp4j.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amp4j.otel.export.ContentPolicy;
import io.amp4j.otel.export.SpanSelection;
import io.amp4j.otel.testing.LogCapture;
import io.amp4j.otel.testing.OtlpReceiver;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AmpOtelTest {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final String KEY = "eyJhbGciOi.secret-part.sig";

    private final OtlpReceiver receiver = OtlpReceiver.start();
    private final LogCapture log = new LogCapture();
    private final List<AmpOtel> opened = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>(Map.of(
            "AMP_OTEL_ENDPOINT",
            receiver.endpoint() + "/",
            "AMP_AGENT_API_KEY",
            " " + KEY + "\n",
            "AMP_AGENT_VERSION",
            "v7",
            "OTEL_SERVICE_NAME",
            "checkout"));

    @BeforeEach
    void startFresh() {
        GlobalOpenTelemetry.resetForTest();
    }

    @AfterEach
    void close() {
        opened.forEach(AmpOtel::close);
        receiver.close();
        log.close();
        GlobalOpenTelemetry.resetForTest();
        assertThat(log.everything()).doesNotContain(KEY).doesNotContain("secret-part");
    }

    private AmpOtelBuilder builder() {
        return AmpOtel.builder().environment(environment::get).systemProperties(name -> null);
    }

    private AmpOtel init() {
        AmpOtel made = builder().initOtel();
        opened.add(made);
        return made;
    }

    @Test
    void sendsMessagesThatAreLogRecordsWithTheirSpan() {
        AmpOtel amp = init();
        Span span = amp.tracer("client")
                .spanBuilder("chat m")
                .setAttribute("gen_ai.operation.name", "chat")
                .startSpan();
        amp.openTelemetry()
                .getLogsBridge()
                .get("client")
                .logRecordBuilder()
                .setContext(Context.root().with(span))
                .setEventName("gen_ai.user.message")
                .setBody(Value.of(KeyValue.of("content", Value.of("hello"))))
                .emit();
        span.end();
        assertThat(amp.flush(BOUND)).isTrue();

        assertThat(OtlpReceiver.texts(receiver.next().spans().get(0).getAttributesList()))
                .containsEntry(
                        "gen_ai.input.messages",
                        "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"hello\"}]}]");
    }

    @Test
    void takesMessagesFromAnSdkThatIsSetUpElsewhere() {
        AmpOtel amp = init();
        Span span = amp.tracer("client").spanBuilder("chat m").startSpan();
        try (SdkLoggerProvider elsewhere = SdkLoggerProvider.builder()
                .addLogRecordProcessor(AmpOtel.messageEvents())
                .build()) {
            elsewhere
                    .get("client")
                    .logRecordBuilder()
                    .setContext(Context.root().with(span))
                    .setEventName("gen_ai.user.message")
                    .setBody(Value.of(KeyValue.of("content", Value.of("hello"))))
                    .emit();
        }
        span.end();
        assertThat(amp.flush(BOUND)).isTrue();

        assertThat(OtlpReceiver.texts(receiver.next().spans().get(0).getAttributesList()))
                .containsKey("gen_ai.input.messages");
    }

    @Test
    void sendsOnlyWhatWasChosen() {
        environment.put("AMP_TRACE_SPANS", "agent-spans");
        AmpOtel amp = init();
        amp.tracer("t").spanBuilder("GET").startSpan().end();
        amp.spans("t").tool("weather").call(tool -> "rain");
        assertThat(amp.flush(BOUND)).isTrue();

        assertThat(receiver.all())
                .flatExtracting(OtlpReceiver.Received::spanNames)
                .containsExactly("execute_tool weather");
    }

    @Test
    void sendsAllAndSaysSoWhenItIsNotKnownWhatWasChosen() {
        environment.put("AMP_TRACE_SPANS", "some");
        AmpOtel amp = init();

        assertThat(amp.config().spans()).isEqualTo(SpanSelection.ALL);
        assertThat(log.everything()).contains("AMP_TRACE_SPANS is none of all, agent-traces, agent-spans");
    }

    @Test
    void sendsSpansOfTheGlobalTracerToTheTracePathWithTheKey() {
        AmpOtel amp = init();
        assertThat(amp.registration()).isEqualTo(Registration.GLOBAL);
        Span span = GlobalOpenTelemetry.getTracer("my-agent")
                .spanBuilder("chat gpt-4o-mini")
                .startSpan();
        span.setAttribute("gen_ai.operation.name", "chat");
        span.setAttribute("gen_ai.usage.input_tokens", 12);
        span.end();
        assertThat(amp.flush(BOUND)).isTrue();

        OtlpReceiver.Received request = receiver.next();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/otel/v1/traces");
        assertThat(request.headers().get("x-amp-api-key")).containsExactly(KEY);
        assertThat(request.headers().get("content-type")).containsExactly("application/x-protobuf");
        assertThat(request.headers()).doesNotContainKey("Authorization");
        assertThat(request.resource())
                .containsEntry("service.name", "checkout")
                .containsEntry("agent-manager/agent-version", "v7")
                .containsEntry("telemetry.sdk.language", "java");
        assertThat(request.spans()).singleElement().satisfies(sent -> {
            assertThat(sent.getName()).isEqualTo("chat gpt-4o-mini");
            assertThat(OtlpReceiver.texts(sent.getAttributesList())).containsEntry("gen_ai.operation.name", "chat");
            assertThat(sent.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
            assertThat(sent.getTraceId().size()).isEqualTo(16);
        });
        assertThat(amp.statistics()).isEqualTo(new ExportStatistics(1, 0, 0, 0));
        assertThat(amp.toString() + amp.config() + amp.exporter()).doesNotContain(KEY);
    }

    @Test
    void namesItsVersionAndThatOfTheSdkInEachRequest() {
        AmpOtel amp = init();
        amp.tracer("t").spanBuilder("x").startSpan().end();
        assertThat(amp.flush(BOUND)).isTrue();
        assertThat(receiver.next().headers().getFirst("user-agent"))
                .matches("amp4j-otel-init/\\d+\\.\\d+\\.\\d+\\S* \\(java; opentelemetry-sdk/1\\.\\d+\\.\\d+\\)");
    }

    @Test
    void propagatesTraceContextAndBaggage() {
        assertThat(init().openTelemetry()
                        .getPropagators()
                        .getTextMapPropagator()
                        .fields())
                .contains("traceparent", "tracestate", "baggage");
    }

    @Test
    void answersTheSameInstanceTheSecondTime() {
        AmpOtel first = init();
        environment.clear();
        assertThat(AmpOtel.initOtel()).isSameAs(first);
        assertThat(log.lines(Level.WARNING)).isEmpty();
        assertThat(AmpOtel.builder().serviceName("other").initOtel()).isSameAs(first);
        assertThat(log.lines(Level.WARNING)).singleElement().asString().contains("ignored");
    }

    @Test
    void initialisesOnceForManyThreads() throws Exception {
        int threads = 16;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier together = new CyclicBarrier(threads);
            Callable<AmpOtel> call = () -> {
                together.await(30, TimeUnit.SECONDS);
                return builder().initOtel();
            };
            List<Future<AmpOtel>> results = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                results.add(pool.submit(call));
            }
            Set<AmpOtel> instances = Collections.newSetFromMap(new IdentityHashMap<>());
            for (Future<AmpOtel> result : results) {
                instances.add(result.get(30, TimeUnit.SECONDS));
            }
            opened.addAll(instances);
            assertThat(instances).hasSize(1);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void canBeRetriedAfterAFailure() {
        String key = String.valueOf(environment.remove("AMP_AGENT_API_KEY"));
        assertThatThrownBy(this::init).isInstanceOf(AmpConfigurationException.class);
        assertThat(GlobalOpenTelemetry.isSet()).isFalse();
        environment.put("AMP_AGENT_API_KEY", key);
        assertThat(init().registration()).isEqualTo(Registration.GLOBAL);
    }

    @Test
    void sendsWhatIsQueuedWhenItIsClosedAndMayBeClosedAgain() {
        AmpOtel amp = init();
        amp.tracer("t").spanBuilder("last words").startSpan().end();
        amp.close();
        assertThat(receiver.next().spanNames()).containsExactly("last words");
        amp.close();
        amp.tracer("t").spanBuilder("too late").startSpan().end();
        assertThat(receiver.all()).isEmpty();
    }

    @Test
    void standsBesideAForeignGlobalAndSaysSo() {
        GlobalOpenTelemetry.set(OpenTelemetry.noop());
        AmpOtel amp = init();
        assertThat(amp.registration()).isEqualTo(Registration.STANDALONE);
        assertThat(log.lines(Level.WARNING)).singleElement().asString().contains("already set up", "initOtel() first");
        amp.tracer("t").spanBuilder("mine").startSpan().end();
        assertThat(amp.flush(BOUND)).isTrue();
        assertThat(receiver.next().spanNames()).containsExactly("mine");
    }

    @Test
    void attachesToAForeignSdkThatCarriesTheAttachmentPoint() {
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(AmpOtel.attachmentPoint())
                .build();
        OpenTelemetrySdk foreign =
                OpenTelemetrySdk.builder().setTracerProvider(provider).build();
        GlobalOpenTelemetry.set(foreign);
        foreign.getTracer("f").spanBuilder("before").startSpan().end();
        AmpOtel amp = init();
        assertThat(amp.registration()).isEqualTo(Registration.ATTACHED);
        foreign.getTracer("f").spanBuilder("foreign").startSpan().end();
        assertThat(amp.flush(BOUND)).isTrue();
        OtlpReceiver.Received request = receiver.next();
        assertThat(request.spanNames()).containsExactly("foreign");
        assertThat(request.key()).isEqualTo(KEY);
        amp.close();
        foreign.getTracer("f").spanBuilder("after").startSpan().end();
        provider.close();
        assertThat(receiver.all()).isEmpty();
    }

    @Test
    void attachesToASdkThatCarriesNothingElseAndHasSeenNoSpan() {
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(AmpOtel.attachmentPoint())
                .build();
        GlobalOpenTelemetry.set(
                OpenTelemetrySdk.builder().setTracerProvider(provider).build());
        AmpOtel amp = init();
        assertThat(amp.registration()).isEqualTo(Registration.ATTACHED);
        amp.tracer("f").spanBuilder("first").startSpan().end();
        assertThat(amp.flush(BOUND)).isTrue();
        assertThat(receiver.next().spanNames()).containsExactly("first");
        amp.close();
        provider.close();
    }

    @Test
    void recordsNothingWhenTheSdkIsDisabled() {
        environment.put("OTEL_SDK_DISABLED", "true");
        AmpOtel amp = init();
        assertThat(amp.registration()).isEqualTo(Registration.DISABLED);
        assertThat(amp.tracer("t").spanBuilder("x").startSpan().isRecording()).isFalse();
        assertThat(amp.openTelemetry().getPropagators().getTextMapPropagator().fields())
                .contains("traceparent");
        assertThat(amp.flush(BOUND)).isTrue();
        amp.close();
        assertThat(receiver.all()).isEmpty();
    }

    @Test
    void makesStandaloneInstancesThatLeaveTheGlobalAlone() {
        try (AmpOtel one = builder().standalone();
                AmpOtel two = builder().serviceName("second").standalone()) {
            assertThat(GlobalOpenTelemetry.isSet()).isFalse();
            one.tracer("t").spanBuilder("a").startSpan().end();
            assertThat(one.flush(BOUND)).isTrue();
            assertThat(receiver.next().resource()).containsEntry("service.name", "checkout");
            two.tracer("t").spanBuilder("b").startSpan().end();
            assertThat(two.flush(BOUND)).isTrue();
            assertThat(receiver.next().resource()).containsEntry("service.name", "second");
        }
    }

    @Test
    void honoursTheSamplerOfTheEnvironment() {
        environment.put("OTEL_TRACES_SAMPLER", "always_off");
        AmpOtel amp = init();
        amp.tracer("t").spanBuilder("x").startSpan().end();
        assertThat(amp.flush(BOUND)).isTrue();
        assertThat(receiver.all()).isEmpty();
    }

    @Test
    void compressesWhenAsked() {
        environment.put("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip");
        AmpOtel amp = init();
        amp.tracer("t").spanBuilder("small").startSpan().end();
        assertThat(amp.flush(BOUND)).isTrue();
        OtlpReceiver.Received request = receiver.next();
        assertThat(request.headers().getFirst("content-encoding")).isEqualTo("gzip");
        assertThat(request.spanNames()).containsExactly("small");
    }

    @Test
    void logsEachBatchWithoutContentInDebugMode() {
        environment.put("AMP_DEBUG", "1");
        AmpOtel amp = init();
        Span span = amp.tracer("t").spanBuilder("x").startSpan();
        span.setAttribute("gen_ai.prompt.0.content", "private words");
        span.end();
        assertThat(amp.flush(BOUND)).isTrue();
        assertThat(log.lines(Level.INFO))
                .anyMatch(line -> line.matches("1 span\\(s\\), \\d+ bytes, HTTP 200, \\d+ ms"));
        assertThat(log.everything()).doesNotContain("private words");
    }

    @Test
    void attachesToASdkThatSamplesNextToNothing() {
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(1e-12)))
                .addSpanProcessor(AmpOtel.attachmentPoint())
                .build();
        GlobalOpenTelemetry.set(
                OpenTelemetrySdk.builder().setTracerProvider(provider).build());
        assertThat(init().registration()).isEqualTo(Registration.ATTACHED);
        provider.close();
    }

    @Test
    void saysWhichSettingsAnAttachedSdkDoesNotTake() {
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(AmpOtel.attachmentPoint())
                .build();
        GlobalOpenTelemetry.set(
                OpenTelemetrySdk.builder().setTracerProvider(provider).build());
        opened.add(builder()
                .serviceName("mine")
                .sampler(Sampler.alwaysOn())
                .content(ContentPolicy.REDACT)
                .initOtel());
        assertThat(log.lines(Level.WARNING))
                .singleElement()
                .asString()
                .contains("serviceName, sampler", "no effect")
                .doesNotContain("content");
        provider.close();
    }

    @Test
    void leavesNothingBehindWhenAStepCannotBeMade() {
        // The batch processor ends its exporter on a thread of its own.
        List<String> ended = new CopyOnWriteArrayList<>();
        AmpOtelBuilder failing = builder()
                .wrapExporter(next -> new Ending(next, () -> ended.add("exporter")))
                .wrapProcessor(next -> {
                    throw new IllegalStateException("no such step");
                });
        assertThatThrownBy(failing::initOtel).isInstanceOf(IllegalStateException.class);
        assertThat(ended).containsExactly("exporter");
        assertThat(GlobalOpenTelemetry.isSet()).isFalse();
        assertThat(init().registration()).isEqualTo(Registration.GLOBAL);
    }

    @Test
    void endsAnExporterOnceWhenTheNextOneCannotBeMade() {
        List<String> ended = new CopyOnWriteArrayList<>();
        AmpOtelBuilder failing = builder()
                .wrapExporter(next -> new Ending(next, () -> ended.add("exporter")))
                .wrapExporter(next -> {
                    throw new IllegalStateException("no such exporter");
                });
        assertThatThrownBy(failing::initOtel).hasMessage("no such exporter");
        assertThat(ended).containsExactly("exporter");
        assertThat(init().registration()).isEqualTo(Registration.GLOBAL);
    }

    private record Ending(SpanExporter next, Runnable told) implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            return next.export(spans);
        }

        @Override
        public CompletableResultCode flush() {
            return next.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            told.run();
            return next.shutdown();
        }
    }

    @Test
    void hasNothingToFlushOnceItIsClosed() {
        AmpOtel amp = init();
        amp.tracer("t").spanBuilder("last words").startSpan().end();
        amp.close();
        assertThat(amp.flush(Duration.ofSeconds(2))).isTrue();
        assertThat(amp.statistics()).isEqualTo(new ExportStatistics(1, 0, 0, 0));
    }

    @Test
    void needsNoVariablesOfAmpWhenTheSdkIsDisabled() {
        environment.clear();
        environment.put("OTEL_SDK_DISABLED", "true");
        AmpOtel amp = init();
        assertThat(amp.registration()).isEqualTo(Registration.DISABLED);
        assertThat(log.lines(Level.WARNING)).isEmpty();
    }
}
