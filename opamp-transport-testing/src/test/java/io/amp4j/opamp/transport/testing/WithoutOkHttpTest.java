package io.amp4j.opamp.transport.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.testing.FakeOpampServer;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A program with a transport of its own needs no OkHttp on its class path. */
class WithoutOkHttpTest {

    @Test
    @SuppressWarnings("unchecked")
    void reportsAndSaysGoodbye() throws Exception {
        try (FakeOpampServer server = FakeOpampServer.start();
                URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            for (String missing : List.of("okhttp3.OkHttpClient", "okio.Okio", "kotlin.Unit")) {
                assertThatExceptionOfType(ClassNotFoundException.class).isThrownBy(() -> loader.loadClass(missing));
            }
            Function<String, AutoCloseable> program =
                    (Function<String, AutoCloseable>) loader.loadClass(ReportWithoutOkHttp.class.getName())
                            .getConstructor()
                            .newInstance();

            AutoCloseable running = program.apply(server.httpEndpoint().toString());
            server.awaitMessages(1, Duration.ofSeconds(20));
            running.close();

            assertThat(server.messages()).anyMatch(message -> message.isDisconnect());
            assertThat(server.violations()).isEmpty();
        }
    }

    /** The client, and protobuf where that is not inside its jar yet. */
    private static URL[] classPath() {
        List<URL> urls = new ArrayList<>();
        urls.add(location(OpampClient.class));
        urls.add(location(ReportWithoutOkHttp.class));
        try {
            urls.add(location(Class.forName("com.google.protobuf.Message")));
        } catch (ClassNotFoundException e) {
            assertThat(urls.get(0).toString()).endsWith(".jar");
        }
        return urls.toArray(new URL[0]);
    }

    private static URL location(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
