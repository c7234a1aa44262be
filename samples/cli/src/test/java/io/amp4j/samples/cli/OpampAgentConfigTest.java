package io.amp4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.Reported;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the agent of the command line lets a server configure. */
class OpampAgentConfigTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private static String failure(FakeOpampServer server, Bytes hash) {
        return server.awaitConfigStatus(hash, Reported.FAILED, LIMIT)
                .remoteConfigStatus()
                .orElseThrow()
                .errorMessage();
    }

    @Test
    void refusesWhatTheRestrictionsSay() throws Exception {
        Path restrictions = Files.writeString(folder.resolve("restrictions.yaml"), "deny: [receivers.filelog]\n");
        try (FakeOpampServer server = FakeOpampServer.start();
                OpampTerminal agent = OpampTerminal.agent(
                        server.webSocketEndpoint().toString(), "--restrict", restrictions.toString())) {
            agent.await("connected");
            Bytes bad = server.offerRemoteConfig(OfferedFile.yaml("", "receivers: {filelog: {}}"));
            assertThat(failure(server, bad))
                    .isEqualTo("not allowed here: 'receivers.filelog' is not allowed in the file");
            Bytes good = server.offerRemoteConfig(OfferedFile.yaml("", "receivers: {otlp: {}}"));
            server.awaitConfigStatus(good, Reported.APPLIED, LIMIT);
        }
    }

    @Test
    void takesBackWhatMakesItUnhealthy() throws Exception {
        HttpServer health = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        health.createContext("/", exchange -> {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        health.start();
        try (FakeOpampServer server = FakeOpampServer.start();
                OpampTerminal agent = OpampTerminal.agent(
                        server.webSocketEndpoint().toString(),
                        "--health-url",
                        "http://127.0.0.1:" + health.getAddress().getPort() + "/",
                        "--health-window",
                        "3")) {
            agent.await("connected");
            Bytes hash = server.offerRemoteConfig(OfferedFile.yaml("", "a: 1"));
            assertThat(failure(server, hash)).contains("there is no earlier configuration to go back to", "HTTP 503");
        } finally {
            health.stop(0);
        }
    }

    @Test
    void saysAllThatIsWrongWithItsOptions() throws Exception {
        Path restrictions = Files.writeString(folder.resolve("restrictions.yaml"), "denied: []\n");
        CommandRun run = CommandRun.of(
                "opamp",
                "agent",
                "ws://127.0.0.1:1",
                "--restrict",
                restrictions.toString(),
                "--health-url",
                "ftp://localhost",
                "--health-window",
                "0");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("--restrict: ", "'denied' is not known", "--health-window must be from 1 second");
        CommandRun url = CommandRun.of("opamp", "agent", "ws://127.0.0.1:1", "--health-url", "ftp://localhost");
        assertThat(url.exitCode()).isEqualTo(2);
        assertThat(url.err()).contains("--health-url: ");
    }
}
