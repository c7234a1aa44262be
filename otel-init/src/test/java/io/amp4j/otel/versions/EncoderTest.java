package io.amp4j.otel.versions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our encoder beside the exporter of each OpenTelemetry that it must work with. */
class EncoderTest {
    /** A fault of theirs, mended in 1.62 at the latest: a value that is an empty text arrives as one that is not set. */
    private static final Set<String> LOSE_EMPTY_TEXTS =
            Set.of("1.43.0", "1.44.1", "1.49.0", "1.54.1", "1.55.0", "1.57.0");

    static List<OtherVersion> versions() {
        return OtherVersion.ALL;
    }

    @ParameterizedTest
    @ValueSource(strings = {"spans", "metrics", "logs"})
    void writesWhatTheExporterSends(String kind) {
        assertThat(EncoderComparison.firstDifference(kind, 0, 300, false)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void writesWhatTheExporterOfAnyVersionSends(OtherVersion other) throws ReflectiveOperationException, IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = other.load()) {
            // The exporter looks for its sender there.
            thread.setContextClassLoader(loader);
            Method comparison = Class.forName(EncoderComparison.class.getName(), true, loader)
                    .getMethod("firstDifference", String.class, long.class, long.class, boolean.class);
            for (String kind : List.of("spans", "metrics", "logs")) {
                Object difference = comparison.invoke(null, kind, 0, 60, LOSE_EMPTY_TEXTS.contains(other.version()));
                assertThat((String) difference).as(kind).isEmpty();
            }
        } catch (InvocationTargetException e) {
            throw new AssertionError("with " + other, e.getCause());
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
