package io.amp4j.opamp.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The extension on the JUnit of those who use it. */
class JUnitVersionsTest {

    @ParameterizedTest
    @ValueSource(strings = {"5.10.5", "5.12.2", "5.14.4", "6.1.3"})
    void givesServersUnderEachVersionOfJUnit(String version) throws Exception {
        assertThat(runUnder(version).lines())
                .containsExactlyInAnyOrder(
                        "sameAsBefore(FakeOpampServer, ManualTime) passed",
                        "fails(FakeOpampServer) java.lang.IllegalStateException: on purpose",
                        "fails(FakeOpampServer) reports [FakeOpampServer]",
                        "isTheSame(FakeOpampServer) passed",
                        "one(FakeOpampServer) passed",
                        "other(FakeOpampServer) passed",
                        "closed",
                        "closed",
                        "closed",
                        "closed",
                        "closed");
    }

    /** Runs {@link JUnitSample} where nothing is to be seen of the JUnit that runs this. */
    private static String runUnder(String version) throws Exception {
        Path tests = Path.of(url(JUnitSample.class).toURI());
        List<URL> urls =
                new ArrayList<>(List.of(url(OpampServerExtension.class), url(Message.class), url(JUnitSample.class)));
        try (Stream<Path> jars = Files.list(tests.resolveSibling("junit").resolve(version))) {
            for (Path jar : jars.sorted().toList()) {
                urls.add(jar.toUri().toURL());
            }
        }
        Thread thread = Thread.currentThread();
        ClassLoader usual = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(loader);
            return (String) loader.loadClass(JUnitSample.class.getName())
                    .getMethod("run")
                    .invoke(null);
        } finally {
            thread.setContextClassLoader(usual);
        }
    }

    private static URL url(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
