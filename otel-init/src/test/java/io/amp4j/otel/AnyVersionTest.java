package io.amp4j.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.versions.OtherVersion;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URLClassLoader;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code initOtel()} with each OpenTelemetry that it must work with, and with one that is too old. */
class AnyVersionTest {
    private final OtlpReceiver receiver = OtlpReceiver.start();

    @AfterEach
    void close() {
        receiver.close();
    }

    static List<OtherVersion> versions() {
        return OtherVersion.ALL;
    }

    private String call(OtherVersion other, String method) throws ReflectiveOperationException, IOException {
        try (URLClassLoader loader = other.load()) {
            return (String) Class.forName("io.amp4j.otel.versions.InitProgram", true, loader)
                    .getMethod(method, String.class)
                    .invoke(null, receiver.endpoint());
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void sendsSpansOfTheGlobalTracer(OtherVersion other) throws ReflectiveOperationException, IOException {
        assertThat(call(other, "sendOne")).isEqualTo("GLOBAL true 1");
        OtlpReceiver.Received request = receiver.next();
        assertThat(request.spanNames()).containsExactly("through the global");
        assertThat(request.key()).isEqualTo("secret-key");
        assertThat(request.resource()).containsEntry("telemetry.sdk.version", other.version());
    }

    @ParameterizedTest
    @MethodSource("versions")
    void countsEverySpanThatIsDropped(OtherVersion other) throws ReflectiveOperationException, IOException {
        assertThat(call(other, "overflow")).isEqualTo("20000 true");
    }

    @ParameterizedTest
    @MethodSource("versions")
    void isAComponentOfConfigurationFiles(OtherVersion other) throws ReflectiveOperationException, IOException {
        try (LogCapture log = new LogCapture();
                URLClassLoader loader = other.load()) {
            Class<?> type =
                    Class.forName("io.opentelemetry.sdk.autoconfigure.spi.internal.ComponentProvider", true, loader);
            Object component = ServiceLoader.load(type, loader).stream()
                    .filter(provider ->
                            provider.type().getName().equals("io.amp4j.otel.internal.autoconfigure.AmpComponent"))
                    .findFirst()
                    .orElseThrow()
                    .get();
            assertThat(type.getMethod("getName").invoke(component)).isEqualTo("amp");
            assertThat((Class<?>) type.getMethod("getType").invoke(component))
                    .isEqualTo(Class.forName("io.opentelemetry.sdk.trace.export.SpanExporter", true, loader));
            assertThat(log.everything()).isEmpty();
        }
    }

    @Test
    void namesTheVersionThatIsTooOldAndWhereItCameFrom() throws ReflectiveOperationException, IOException {
        try {
            assertThat(call(OtherVersion.TOO_OLD, "sendOne")).as("an exception").isNull();
        } catch (InvocationTargetException e) {
            assertThat(e.getCause()).asString().startsWith("io.amp4j.otel.AmpConfigurationException");
            assertThat(e.getCause())
                    .hasMessageContaining("OpenTelemetry is too old: found the API 1.36.0 (file:")
                    .hasMessageContaining("opentelemetry-api-1.36.0.jar")
                    .hasMessageContaining("the lowest version that works is 1.43.0");
        }
    }
}
