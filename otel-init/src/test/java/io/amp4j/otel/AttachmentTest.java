package io.amp4j.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.export.EvaluationSpanProcessor;
import io.amp4j.otel.internal.export.ExtensionPresence;
import io.amp4j.otel.testing.LogCapture;
import io.amp4j.otel.testing.OtlpReceiver;
import io.amp4j.otel.untouched.WebApplication;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ATTACHED} is said where spans of this application's own global SDK were seen, and nowhere else. */
class AttachmentTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final OtlpReceiver receiver = OtlpReceiver.start();
    private final LogCapture log = new LogCapture();
    private final Map<String, String> environment = new HashMap<>(Map.of(
            "AMP_OTEL_ENDPOINT", receiver.endpoint(), "AMP_AGENT_API_KEY", "key", "OTEL_SERVICE_NAME", "checkout"));

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
    }

    private AmpOtelBuilder builder() {
        return AmpOtel.builder().environment(environment::get).systemProperties(name -> null);
    }

    private static SdkTracerProvider carrying() {
        return SdkTracerProvider.builder()
                .addSpanProcessor(AmpOtel.attachmentPoint())
                .build();
    }

    private static OpenTelemetrySdk sdk(SdkTracerProvider provider) {
        return OpenTelemetrySdk.builder().setTracerProvider(provider).build();
    }

    private static URLClassLoader application() throws MalformedURLException {
        String[] entries = System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator), -1);
        URL[] urls = new URL[entries.length];
        for (int i = 0; i < entries.length; i++) {
            urls[i] = Path.of(entries[i]).toUri().toURL();
        }
        return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }

    private static Object call(ClassLoader application, String method, String... arguments)
            throws ReflectiveOperationException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(application);
        try {
            Class<?>[] types = new Class<?>[arguments.length];
            Arrays.fill(types, String.class);
            return application
                    .loadClass(WebApplication.class.getName())
                    .getMethod(method, types)
                    .invoke(null, (Object[]) arguments);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void doesNotTakeTheExtensionOfAnotherApplicationForItsOwn() throws IOException, ReflectiveOperationException {
        try (URLClassLoader one = application();
                URLClassLoader other = application();
                OtlpReceiver second = OtlpReceiver.start()) {
            call(one, "autoconfigured", receiver.endpoint(), "of one");
            assertThat(receiver.next().spanNames()).containsExactly("of one");
            assertThat(call(other, "besideForeignSdk", second.endpoint(), "of the other"))
                    .isEqualTo("STANDALONE");
            assertThat(second.next().spanNames()).containsExactly("of the other");
            assertThat(call(one, "registrationHere", receiver.endpoint())).isEqualTo("ATTACHED");
        }
    }

    @Test
    void letsSpansPassThatCameBeforeInitOtel() throws Exception {
        try (URLClassLoader application = application()) {
            assertThat(call(application, "tracesFirst")).isEqualTo("traced");
        }
    }

    @Test
    void doesNotTakeAnSdkForTheGlobalOneBecauseItCarriesTheAttachmentPoint() {
        SdkTracerProvider carrier = carrying();
        OpenTelemetrySdk beside = sdk(carrier);
        SdkTracerProvider foreign = SdkTracerProvider.builder().build();
        GlobalOpenTelemetry.set(sdk(foreign));
        try (AmpOtel amp = builder().initOtel()) {
            assertThat(amp.registration()).isEqualTo(Registration.STANDALONE);
            amp.tracer("t").spanBuilder("mine").startSpan().end();
            beside.getTracer("t").spanBuilder("of the carrier").startSpan().end();
            assertThat(amp.flush(BOUND)).isTrue();
            assertThat(receiver.next().spanNames()).containsExactlyInAnyOrder("mine", "of the carrier");
        }
        carrier.close();
        foreign.close();
    }

    @Test
    void sendsTheSpansOfAnSdkThatIsNotGlobalInTheTracesOfTheProgram() {
        try (AmpOtel amp = builder().initOtel()) {
            assertThat(amp.registration()).isEqualTo(Registration.GLOBAL);
            // A framework makes its SDK after that, and makes it known to itself only.
            SdkTracerProvider provider = carrying();
            Span request = sdk(provider).getTracer("web").spanBuilder("GET /").startSpan();
            Context.current()
                    .with(request)
                    .wrap(() -> amp.tracer("t").spanBuilder("chat").startSpan().end())
                    .run();
            request.end();
            assertThat(amp.flush(BOUND)).isTrue();
            assertThat(receiver.next().spans())
                    .extracting(io.opentelemetry.proto.trace.v1.Span::getName)
                    .containsExactlyInAnyOrder("chat", "GET /");
            assertThat(log.lines(Level.INFO)).anyMatch(line -> line.contains("carries AmpOtel.attachmentPoint()"));
            provider.close();
            amp.tracer("t").spanBuilder("after the framework").startSpan().end();
            assertThat(amp.flush(BOUND)).isTrue();
            assertThat(receiver.next().spanNames()).containsExactly("after the framework");
        }
    }

    @Test
    void goesOnForOneSdkWhenAnotherThatCarriesThePointEnds() {
        SdkTracerProvider global = carrying();
        SdkTracerProvider other = carrying();
        GlobalOpenTelemetry.set(sdk(global));
        try (AmpOtel amp = builder().initOtel()) {
            assertThat(amp.registration()).isEqualTo(Registration.ATTACHED);
            other.get("t").spanBuilder("last of the other").startSpan().end();
            other.close();
            assertThat(receiver.next().spanNames())
                    .as("sent by the SDK's own end")
                    .containsExactly("last of the other");
            amp.tracer("t").spanBuilder("after the other").startSpan().end();
            assertThat(amp.flush(BOUND)).isTrue();
            assertThat(receiver.next().spanNames()).containsExactly("after the other");
        }
        global.close();
    }

    @Test
    void sendsNothingTwiceWhenTheProgramGivesItTheAttachmentPointItself() {
        try (AmpOtel amp = builder().addSpanProcessor(AmpOtel.attachmentPoint()).initOtel()) {
            amp.tracer("t").spanBuilder("once").startSpan().end();
            assertThat(amp.flush(BOUND)).isTrue();
            assertThat(receiver.all().stream().flatMap(request -> request.spanNames().stream()))
                    .containsExactly("once");
        }
    }

    @Test
    void saysHowTheSpansOfMicrometersBridgeReachAmpThoughNoneIsRecorded() throws IOException {
        try (URLClassLoader bridge = withBridge()) {
            AttachmentPoint.INSTANCE.takeBack();
            SdkTracerProvider provider = SdkTracerProvider.builder()
                    .setSampler(MicrometerHint.before(Sampler.alwaysOff(), bridge))
                    .addSpanProcessor(new EvaluationSpanProcessor())
                    .build();
            sdk(provider).getTracer("t").spanBuilder("first").startSpan().end();
            sdk(provider).getTracer("t").spanBuilder("second").startSpan().end();
            assertThat(log.lines(Level.INFO))
                    .singleElement()
                    .asString()
                    .contains("@Bean SpanProcessor ampSpans() { return AmpOtel.attachmentPoint(); }")
                    .contains("management.tracing.sampling.probability=1.0");
            provider.close();
        }
    }

    @Test
    void saysNothingOfMicrometerOnceTheAttachmentPointIsABean() throws IOException {
        try (URLClassLoader bridge = withBridge()) {
            SdkTracerProvider provider = SdkTracerProvider.builder()
                    .setSampler(MicrometerHint.before(Sampler.alwaysOn(), bridge))
                    .addSpanProcessor(new EvaluationSpanProcessor())
                    .build();
            SpanProcessor unused = AmpOtel.attachmentPoint();
            sdk(provider).getTracer("t").spanBuilder("first").startSpan().end();
            assertThat(log.lines(Level.INFO)).isEmpty();
            provider.close();
        }
    }

    @Test
    void leavesTheSamplerAloneWithoutMicrometer() {
        assertThat(MicrometerHint.before(Sampler.alwaysOn(), AttachmentTest.class.getClassLoader()))
                .isSameAs(Sampler.alwaysOn());
    }

    /** A class of that name is what tells a program with the bridge; no test needs the bridge itself. */
    private URLClassLoader withBridge() throws IOException {
        Path type = folder.resolve("io/micrometer/tracing/otel/bridge/OtelTracer.class");
        Files.createDirectories(type.getParent());
        Files.createFile(type);
        return new URLClassLoader(new URL[] {folder.toUri().toURL()});
    }

    @Test
    void leavesNoProbeAmongTheSpans() {
        SdkTracerProvider provider = carrying();
        GlobalOpenTelemetry.set(sdk(provider));
        AmpOtel amp = builder().initOtel();
        assertThat(amp.registration()).isEqualTo(Registration.ATTACHED);
        amp.close();
        provider.close();
        assertThat(receiver.all()).isEmpty();
    }
}
