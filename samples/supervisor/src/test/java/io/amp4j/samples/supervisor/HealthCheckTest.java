package io.amp4j.samples.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.amp4j.opamp.HealthProbe.Answer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class HealthCheckTest {
    @TempDir
    private Path directory;

    private Answer ask(String health) throws Exception {
        Settings settings = SettingsReader.read("""
                server: {endpoint: "ws://localhost"}
                agent: {name: a, command: [run], environment: {KEY: "${KEY}"}}
                state_directory: state
                health: %s
                """.formatted(health), directory, Map.of("KEY", "a-secret-key"));
        return HealthCheck.of(settings, new Commands(settings), directory.resolve("config.yaml"))
                .probe();
    }

    @Test
    void withoutACheckARunningProcessIsHealthy() throws Exception {
        assertThat(ask("{}")).isEqualTo(Answer.healthy());
    }

    @Test
    void asksAPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(ask("{port: " + socket.getLocalPort() + ", timeout: 30s}"))
                    .isEqualTo(Answer.healthy());
        }
        // Bound, so that no other program gets the port, and not listening.
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = socket.getLocalPort();
            assertThat(ask("{port: " + port + "}")).isEqualTo(Answer.unhealthy("nothing listens on port " + port));
        }
    }

    @Test
    void asksAUrl() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/good", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort();
            assertThat(ask("{http: \"" + url + "/good\", timeout: 30s}")).isEqualTo(Answer.healthy());
            assertThat(ask("{http: \"" + url + "/bad\", timeout: 30s}").reason())
                    .contains("HTTP 404");
        } finally {
            server.stop(0);
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands are shell scripts")
    void asksACommandWhichGetsTheAgentsEnvironment() throws Exception {
        assertThat(ask("{command: [sh, -c, \"exit 0\"], timeout: 30s}")).isEqualTo(Answer.healthy());
        assertThat(ask("{command: [sh, -c, 'echo \"key $KEY of $1\"; exit 4', sh, \"${config}\"], timeout: 30s}"))
                .isEqualTo(Answer.unhealthy(
                        "the health command ended with exit code 4:\nkey *** of " + directory.resolve("config.yaml")));
        assertThat(ask("{command: [sleep, \"1000\"], timeout: 100ms}"))
                .isEqualTo(Answer.unhealthy("the health command has not ended after 100 ms"));
        assertThat(ask("{command: [no-such-program], timeout: 30s}").reason())
                .startsWith("the health command ended with exit code 127")
                .contains("no-such-program");
    }

    @Test
    void waitsTwiceAsLongAfterEachCrashUpToTheLongestWait() {
        Settings.Restarts restarts =
                new Settings.Restarts(Duration.ofSeconds(1), Duration.ofSeconds(5), 10, Duration.ofMinutes(1));
        assertThat(IntStream.of(1, 2, 3, 4, 1_000_000)
                        .mapToObj(crashes ->
                                AgentRunner.backoff(restarts, crashes).toSeconds()))
                .containsExactly(1L, 2L, 4L, 5L, 5L);
    }
}
