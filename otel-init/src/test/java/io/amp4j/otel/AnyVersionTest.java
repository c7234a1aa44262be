package io.amp4j.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.testing.LogCapture;
import io.amp4j.otel.testing.OtlpReceiver;
import io.amp4j.otel.versions.OtherVersion;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URLClassLoader;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        return call(other.load(), method);
    }

    private String call(URLClassLoader closed, String method) throws ReflectiveOperationException, IOException {
        return call(closed, "InitProgram", method);
    }

    private String call(URLClassLoader closed, String program, String method)
            throws ReflectiveOperationException, IOException {
        try (URLClassLoader loader = closed) {
            return (String) Class.forName("io.amp4j.otel.versions." + program, true, loader)
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

    /** The Java agent 2.9.0 shows its extensions no more of the JDK than this. */
    @ParameterizedTest
    @MethodSource("versions")
    void needsNoModuleThatTheBootLoaderDoesNotHave(OtherVersion other)
            throws ReflectiveOperationException, IOException {
        assertThat(call(other.loadOverBootLoader(), "sendOne")).isEqualTo("GLOBAL true 1");
        assertThat(receiver.next().spanNames()).containsExactly("through the global");
    }

    @ParameterizedTest
    @MethodSource("versions")
    void countsEverySpanThatIsDropped(OtherVersion other) throws ReflectiveOperationException, IOException {
        assertThat(call(other, "overflow")).isEqualTo("20000 true");
    }

    /** Older versions hold a lock of a result while they call those who wait for it. */
    @ParameterizedTest
    @MethodSource("versions")
    void flushesOnSeveralThreadsWhileBatchesAreUnderWay(OtherVersion other)
            throws ReflectiveOperationException, IOException {
        assertThat(call(other, "flushMeanwhile")).isEqualTo("true 400");
    }

    @ParameterizedTest
    @MethodSource("versions")
    void endsFlushesThatGotOneResultOfTheBatchProcessor(OtherVersion other)
            throws ReflectiveOperationException, IOException {
        assertThat(call(other.load(), "FlushProgram", "twoOfOneResult")).isEqualTo("true true");
    }

    @ParameterizedTest
    @MethodSource("versions")
    void isAComponentOfConfigurationFiles(OtherVersion other) throws ReflectiveOperationException, IOException {
        try (LogCapture log = new LogCapture()) {
            assertThat(call(other, "components"))
                    .isEqualTo("amp makes interface io.opentelemetry.sdk.trace.export.SpanExporter");
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

    @ParameterizedTest
    @CsvSource({
        "1.43.0,1.68.0,none,the API 1.43.0,the SDK 1.68.0",
        "1.68.0,1.68.0,opentelemetry-context,the API 1.68.0,the SDK 1.68.0",
        "1.68.0,1.68.0,opentelemetry-api,the API (none),the SDK 1.68.0",
        "1.68.0,1.68.0,opentelemetry-common,the API 1.68.0,the SDK 1.68.0",
        "1.68.0,1.68.0,opentelemetry-sdk-common,the API 1.68.0,the SDK (none)",
        "1.68.0,1.68.0,opentelemetry-sdk-trace,the API 1.68.0,the SDK 1.68.0",
        "1.43.0,1.43.0,opentelemetry-sdk,the API 1.43.0,the SDK 1.43.0"
    })
    void saysOnceWhatDoesNotFitAndWhatWorks(String api, String sdk, String missing, String foundApi, String foundSdk)
            throws ReflectiveOperationException, IOException {
        URLClassLoader loader = new OtherVersion(sdk).load(new OtherVersion(api), missing);
        try {
            assertThat(call(loader, "sendOne")).as("an exception").isNull();
        } catch (InvocationTargetException e) {
            assertThat(e.getCause()).asString().startsWith("io.amp4j.otel.AmpConfigurationException");
            assertThat(e.getCause())
                    .hasMessageContaining("OpenTelemetry does not fit: found " + foundApi)
                    .hasMessageContaining(foundSdk)
                    .hasMessageContaining("API and SDK must be of one version, the lowest that works is 1.43.0")
                    .hasMessageContaining("opentelemetry-bom");
            if (!foundApi.contains("none")) {
                assertThat(e.getCause()).hasMessageContaining("opentelemetry-api-" + api + ".jar");
            }
            if (!foundSdk.contains("none")) {
                assertThat(e.getCause()).hasMessageContaining("opentelemetry-sdk-common-" + sdk + ".jar");
            }
        }
    }

    /** Those that fit together work, whether or not they are of one version. */
    @ParameterizedTest
    @CsvSource({"1.68.0,1.43.0", "1.43.0,1.57.0"})
    void takesAnApiAndAnSdkThatFit(String api, String sdk) throws ReflectiveOperationException, IOException {
        URLClassLoader loader = new OtherVersion(sdk).load(new OtherVersion(api), "none");
        assertThat(call(loader, "sendOne")).isEqualTo("GLOBAL true 1");
    }

    @ParameterizedTest
    @MethodSource("versions")
    void leavesTheGlobalFreeWhenItFails(OtherVersion other) throws ReflectiveOperationException, IOException {
        assertThat(call(other, "registerAfterFailure")).isEqualTo("failed, registered, then STANDALONE");
    }

    @ParameterizedTest
    @MethodSource("versions")
    void canBeCalledAgainWhenItHasFailed(OtherVersion other) throws ReflectiveOperationException, IOException {
        assertThat(call(other, "sendOneAfterFailure")).isEqualTo("failed, then GLOBAL true");
        assertThat(receiver.next().spanNames()).containsExactly("after a failure");
    }
}
