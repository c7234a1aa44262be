package io.amp4j.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.export.ContentPolicy;
import io.amp4j.otel.export.EvaluationSpanProcessor;
import io.amp4j.otel.internal.export.ExtensionPresence;
import io.amp4j.otel.testing.LogCapture;
import io.amp4j.otel.testing.OtlpReceiver;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.trace.ReadableSpan;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar on the class path beside OpenTelemetry's plain autoconfiguration. */
class AutoconfigureTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    private final OtlpReceiver receiver = OtlpReceiver.start();
    private final LogCapture log = new LogCapture();
    private final Map<String, String> properties = new HashMap<>(Map.of(
            "amp.otel.endpoint", receiver.endpoint(),
            "amp.agent.api.key", "secret-key",
            "amp.agent.version", "v9",
            "otel.service.name", "auto",
            // Built in nowhere here, but fine with autoconfiguration, which may know more than we do.
            "otel.bsp.schedule.delay", "1s"));

    @BeforeEach
    void startFresh() {
        GlobalOpenTelemetry.resetForTest();
        ExtensionPresence.clear();
    }

    @AfterEach
    void close() {
        receiver.close();
        log.close();
        GlobalOpenTelemetry.resetForTest();
        ExtensionPresence.clear();
        assertThat(log.everything()).doesNotContain("secret-key");
    }

    private AutoConfiguredOpenTelemetrySdkBuilder builder() {
        return AutoConfiguredOpenTelemetrySdk.builder().disableShutdownHook().addPropertiesSupplier(() -> properties);
    }

    private static void emit(AutoConfiguredOpenTelemetrySdk sdk, String name) {
        sdk.getOpenTelemetrySdk().getTracer("t").spanBuilder(name).startSpan().end();
        sdk.getOpenTelemetrySdk().getSdkTracerProvider().forceFlush().join(30, TimeUnit.SECONDS);
    }

    @Test
    void sendsTracesToAmpWithoutAnyCode() {
        AutoConfiguredOpenTelemetrySdk sdk = builder().build();
        emit(sdk, "plain");
        OtlpReceiver.Received request = receiver.next();
        assertThat(request.path()).isEqualTo("/otel/v1/traces");
        assertThat(request.key()).isEqualTo("secret-key");
        assertThat(request.spanNames()).containsExactly("plain");
        assertThat(request.resource())
                .containsEntry("service.name", "auto")
                .containsEntry("agent-manager/agent-version", "v9");
        sdk.getOpenTelemetrySdk().close();
        assertThat(receiver.all()).as("no metrics, no logs").isEmpty();
    }

    @Test
    void letsInitOtelJoinInsteadOfSendingTwice() {
        AutoConfiguredOpenTelemetrySdk sdk = builder().setResultAsGlobal().build();
        AmpOtel amp = AmpOtel.builder()
                .environment(name -> null)
                .systemProperties(properties::get)
                .initOtel();
        assertThat(amp.registration()).isEqualTo(Registration.ATTACHED);
        amp.tracer("t").spanBuilder("mine").startSpan().end();
        assertThat(amp.flush(BOUND)).isTrue();
        assertThat(receiver.next().spanNames()).containsExactly("mine");
        assertThat(amp.statistics().delivered()).isEqualTo(1);
        amp.close();
        emit(sdk, "still sent");
        assertThat(receiver.next().spanNames()).containsExactly("still sent");
        sdk.getOpenTelemetrySdk().close();
        assertThat(receiver.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"otel.attribute.value.length.limit", "otel.span.attribute.value.length.limit"})
    void holdsMessagesToTheLimitsOfTheSdk(String limit) {
        properties.put(limit, "20");
        properties.put("otel.instrumentation.genai.capture-message-content", "true");
        AutoConfiguredOpenTelemetrySdk sdk = builder().build();
        Span span = sdk.getOpenTelemetrySdk()
                .getTracer("t")
                .spanBuilder("chat m")
                .setAttribute("own", "longer than twenty characters")
                .startSpan();
        sdk.getOpenTelemetrySdk()
                .getLogsBridge()
                .get("t")
                .logRecordBuilder()
                .setContext(Context.root().with(span))
                .setAttribute(AttributeKey.stringKey("event.name"), "gen_ai.user.message")
                .setBody(Value.of(KeyValue.of("content", Value.of("hello"))))
                .emit();
        span.end();
        sdk.getOpenTelemetrySdk().getSdkTracerProvider().forceFlush().join(30, TimeUnit.SECONDS);

        assertThat(receiver.next().spans())
                .singleElement()
                .satisfies(sent -> assertThat(OtlpReceiver.texts(sent.getAttributesList()))
                        .containsEntry("own", "longer than twenty c")
                        .containsEntry("gen_ai.input.messages", "[{\"role\":\"user\",\"par"));
        sdk.getOpenTelemetrySdk().close();
    }

    @Test
    void letsTheApplicationRunAndSaysWhatIsMissing() {
        properties.remove("amp.agent.api.key");
        AutoConfiguredOpenTelemetrySdk sdk = builder().build();
        emit(sdk, "lost");
        sdk.getOpenTelemetrySdk().close();
        assertThat(receiver.all()).isEmpty();
        assertThat(log.lines(Level.WARNING))
                .singleElement()
                .asString()
                .contains("No span is sent to AMP", "AMP_AGENT_API_KEY is required");
    }

    @Test
    void letsTheApplicationRunWithACertificateThatCannotBeRead() {
        properties.put("otel.exporter.otlp.certificate", "/no/such/file.pem");
        AutoConfiguredOpenTelemetrySdk sdk = builder().build();
        emit(sdk, "span");
        sdk.getOpenTelemetrySdk().shutdown().join(10, TimeUnit.SECONDS);
        assertThat(receiver.all()).isEmpty();
        assertThat(log.everything()).contains("OTEL_EXPORTER_OTLP_CERTIFICATE", "/no/such/file.pem");
    }

    @Test
    void changesNothingWithoutAmpsVariables() {
        properties.keySet().removeIf(name -> name.startsWith("amp."));
        properties.putAll(
                Map.of("otel.traces.exporter", "none", "otel.metrics.exporter", "none", "otel.logs.exporter", "none"));
        AutoConfiguredOpenTelemetrySdk sdk = builder().build();
        emit(sdk, "elsewhere");
        sdk.getOpenTelemetrySdk().close();
        assertThat(receiver.all()).isEmpty();
        assertThat(log.lines(Level.INFO)).isEmpty();
        assertThat(ExtensionPresence.exporter()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "amp.trace.content,false,0",
        "amp.trace.content,no,0",
        "traceloop.trace.content,0,0",
        "traceloop.trace.content,disabled,1"
    })
    void keepsContentBackWithEitherSwitch(String property, String value, int warnings) {
        properties.put(property, value);
        AutoConfiguredOpenTelemetrySdk sdk = builder().build();
        Span span =
                sdk.getOpenTelemetrySdk().getTracer("t").spanBuilder("chat m").startSpan();
        span.setAttribute("traceloop.entity.input", "private words");
        span.end();
        sdk.getOpenTelemetrySdk().getSdkTracerProvider().forceFlush().join(30, TimeUnit.SECONDS);
        assertThat(receiver.next().spans())
                .singleElement()
                .satisfies(sent -> assertThat(OtlpReceiver.texts(sent.getAttributesList()))
                        .containsEntry("traceloop.entity.input", "[redacted]"));
        assertThat(log.lines(Level.WARNING)).hasSize(warnings).allMatch(line -> line.contains(property));
        sdk.getOpenTelemetrySdk().close();
    }

    @Test
    void saysWhichSettingsOfTheProgramCannotReachTheAutoconfiguredExporter() {
        AutoConfiguredOpenTelemetrySdk sdk = builder().setResultAsGlobal().build();
        AmpOtel amp = AmpOtel.builder()
                .environment(name -> null)
                .systemProperties(properties::get)
                .content(ContentPolicy.REDACT)
                .serviceName("mine")
                .initOtel();
        assertThat(amp.registration()).isEqualTo(Registration.ATTACHED);
        assertThat(log.lines(Level.WARNING)).singleElement().asString().contains("content, serviceName", "no effect");
        amp.close();
        sdk.getOpenTelemetrySdk().close();
    }

    @Test
    void addsNothingToTheResourceWhenItIsKeptOut() {
        properties.putAll(Map.of(
                "amp.autoconfigure", "false",
                "otel.traces.exporter", "none",
                "otel.metrics.exporter", "none",
                "otel.logs.exporter", "none"));
        AutoConfiguredOpenTelemetrySdk sdk = builder()
                .addTracerProviderCustomizer(
                        (provider, config) -> provider.addSpanProcessor(new EvaluationSpanProcessor()))
                .build();
        ReadableSpan span = (ReadableSpan)
                sdk.getOpenTelemetrySdk().getTracer("t").spanBuilder("x").startSpan();
        assertThat(span.toSpanData().getResource().getAttributes().asMap())
                .containsEntry(AttributeKey.stringKey("service.name"), "auto")
                .doesNotContainKey(AttributeKey.stringKey("agent-manager/agent-version"));
        sdk.getOpenTelemetrySdk().close();
    }
}
