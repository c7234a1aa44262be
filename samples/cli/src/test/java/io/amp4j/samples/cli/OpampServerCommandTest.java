package io.amp4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.amp4j.opamp.testing.FakeOpampServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class OpampServerCommandTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"http", "webSocket"})
    void offersAConfigurationAndTellsWhatTheAgentMakesOfIt(String transport) throws Exception {
        try (OpampTerminal server = OpampTerminal.server("--port", "0")) {
            String endpoint = server.await("listening").path(transport).asText();
            server.type("{\"offer\":{\"files\":{\"a.yaml\":{\"body\":\"x: secret\"}},\"hash\":\"0a0b\"}}");
            server.await("offered");

            try (OpampTerminal agent = OpampTerminal.agent(endpoint)) {
                JsonNode first = server.await("received", node -> node.has("description"));
                assertThat(first.path("capabilities").toString()).contains("ACCEPTS_REMOTE_CONFIG");
                assertThat(first.path("parts").toString()).contains("DESCRIPTION", "HEALTH");
                assertThat(first.path("health").path("healthy").asBoolean()).isTrue();
                assertThat(first.path("description")
                                .path("identifying")
                                .path("service.name")
                                .asText())
                        .isEqualTo("amp4j-opamp-agent");

                JsonNode applied = server.await(
                        "received",
                        node -> node.path("remoteConfigStatus")
                                .path("status")
                                .asText()
                                .equals("APPLIED"));
                assertThat(applied.path("remoteConfigStatus").path("hash").asText())
                        .isEqualTo("0a0b");
                assertThat(applied.path("effectiveConfig")
                                .path("a.yaml")
                                .path("bytes")
                                .asInt())
                        .isEqualTo(9);
                assertThat(agent.await("remoteConfig").path("hash").asText()).isEqualTo("0a0b");
                agent.type("{\"close\":true}");
                server.await("received", node -> node.path("parts").toString().contains("DISCONNECT"));
            }
            assertThat(server.seen("connection")).isNotEmpty();
            assertThat(server.everything()).doesNotContain("x: secret");
            server.type("{\"close\":true}");
            assertThat(server.await("closed").path("reason").asText()).isEqualTo("order");
            assertThat(server.exitCode()).isZero();
        }
    }

    @Test
    void commandsAnAgentByItsUid() throws Exception {
        try (OpampTerminal server = OpampTerminal.server("--port", "0")) {
            String endpoint = server.await("listening").path("webSocket").asText();
            server.type("{\"customCapabilities\":[\"com.example.pause\"]}");
            try (OpampTerminal agent = OpampTerminal.agent(endpoint, "--capability", "com.example.pause")) {
                String uid = server.await("received").path("instanceUid").asText();
                agent.await("message");

                server.type("{\"custom\":{\"agent\":\"" + uid
                        + "\",\"capability\":\"com.example.pause\",\"type\":\"t\",\"data\":\"now\"}}");
                assertThat(agent.await("customMessage").path("data").asText()).isEqualTo("now");
                agent.type("{\"custom\":{\"capability\":\"com.example.pause\",\"type\":\"t\",\"data\":\"done\"}}");
                JsonNode custom = server.await("received", node -> node.has("customMessage"));
                assertThat(custom.path("customMessage").path("data").asText()).isEqualTo("done");

                server.type("{\"fullState\":\"" + uid + "\"}");
                agent.await("message", node -> node.path("fullStateRequested").asBoolean());
                server.await("received", node -> node.has("description"));

                server.type("{\"heartbeat\":1}");
                server.await("received", node -> node.path("parts").isEmpty());

                server.type("{\"newInstanceUid\":{\"agent\":\"" + uid
                        + "\",\"uid\":\"01890a5d-ac96-774b-bcce-b302099a8057\"}}");
                JsonNode renamed = server.await(
                        "received", node -> !node.path("instanceUid").asText().equals(uid));
                String other = renamed.path("instanceUid").asText();
                assertThat(other).isEqualTo("01890a5d-ac96-774b-bcce-b302099a8057");

                server.type("{\"restart\":\"" + other + "\"}");
                agent.await("restart");

                server.type("{\"unavailable\":1}");
                agent.await("error", node -> node.path("type").asText().equals("UNAVAILABLE"));
            }
        }
    }

    @Test
    void speaksTlsThatAnAgentCanTrust() throws Exception {
        Path ca = folder.resolve("ca.pem");
        try (OpampTerminal server = OpampTerminal.server("--port", "0", "--tls", "--ca-out", ca.toString())) {
            JsonNode listening = server.await("listening");
            assertThat(listening.path("http").asText()).startsWith("https://127.0.0.1:");
            assertThat(listening.path("certificateAuthority").asText())
                    .isEqualToNormalizingNewlines(java.nio.file.Files.readString(ca));

            try (OpampTerminal agent =
                    OpampTerminal.agent(listening.path("webSocket").asText(), "--ca", ca.toString())) {
                agent.await("connected");
            }
            try (OpampTerminal agent =
                    OpampTerminal.agent(listening.path("http").asText())) {
                assertThat(agent.await("connectFailed").path("kind").asText()).isEqualTo("TLS");
            }
        }
    }

    @Test
    void goesOnAfterALineThatIsWrong() throws Exception {
        OpampTerminal server = OpampTerminal.server("--port", "0");
        server.await("listening");
        server.type("[]");
        server.type("{\"restart\":\"nobody\"}");
        server.type("{\"offer\":{\"files\":{\"a\":{}},\"hash\":\"0\",\"agent\":7}}");
        server.type("{\"heartbeat\":\"soon\"}");
        server.type("{\"customCapabilities\":[1]}");
        server.endInput();

        assertThat(server.await("closed").path("reason").asText()).isEqualTo("end of input");
        assertThat(server.seen("inputError"))
                .extracting(node -> node.path("message").asText())
                .satisfiesExactly(
                        message -> assertThat(message).contains("with one field"),
                        message -> assertThat(message).contains("a text of 6 characters"),
                        message -> assertThat(message)
                                .contains("offer.files.a must have either body or bodyBase64")
                                .contains("offer.hash must be hexadecimal")
                                .contains("offer.agent must be a text"),
                        message -> assertThat(message).contains("whole seconds"),
                        message -> assertThat(message).contains("list of texts"));
        assertThat(server.exitCode()).isZero();
    }

    @Test
    void tellsAllThatIsWrongWithItsOptions() {
        CommandRun run = CommandRun.of(
                "opamp",
                "server",
                "--host",
                "0.0.0.0",
                "--port",
                "70000",
                "--ca-out",
                "ca.pem",
                "--message-limit",
                "0");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "--host must be 127.0.0.1",
                        "--port must be 0 to 65535",
                        "--message-limit must be 1 to 64 MiB: 0",
                        "--ca-out needs --tls");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void takesNoMessageAboveItsLimit(int mebibytes) throws Exception {
        String[] args = mebibytes == 4
                ? new String[] {"--port", "0"}
                : new String[] {"--port", "0", "--message-limit", String.valueOf(mebibytes)};
        try (OpampTerminal server = OpampTerminal.server(args)) {
            int port =
                    URI.create(server.await("listening").path("http").asText()).getPort();
            int limit = mebibytes << 20;

            assertThat(statusOf(port, limit + 1, new byte[0])).isEqualTo("HTTP/1.1 413");
            // It is taken, and is no message.
            assertThat(statusOf(port, limit, new byte[limit])).isEqualTo("HTTP/1.1 400");
        }
    }

    @Test
    void answersNoPageInABrowser() throws Exception {
        try (OpampTerminal server = OpampTerminal.server("--port", "0")) {
            URI endpoint =
                    URI.create(server.await("listening").path("webSocket").asText());

            assertThatThrownBy(() -> HttpClient.newHttpClient()
                            .newWebSocketBuilder()
                            .header("Origin", "https://evil.example")
                            .buildAsync(endpoint, new WebSocket.Listener() {})
                            .get(30, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(WebSocketHandshakeException.class);
            assertThat(server.await(
                                    "connection",
                                    node -> node.path("kind").asText().equals("REFUSED"))
                            .path("code")
                            .asInt())
                    .isEqualTo(403);
        }
    }

    /** Posts a body that is said to have so many bytes, and returns the beginning of the answer. */
    private static String statusOf(int port, int length, byte[] body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            OutputStream out = socket.getOutputStream();
            String head = "POST /v1/opamp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-protobuf\r\n"
                    + "Content-Length: " + length + "\r\n\r\n";
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void saysThatThePortIsTaken() {
        try (FakeOpampServer other = FakeOpampServer.start()) {
            CommandRun run = CommandRun.of("opamp", "server", "--port", String.valueOf(other.port()));

            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).contains("cannot listen on port " + other.port());
        }
    }
}
