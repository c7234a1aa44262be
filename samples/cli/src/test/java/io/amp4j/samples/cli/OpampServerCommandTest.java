package io.amp4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.amp4j.opamp.testing.FakeOpampServer;
import java.nio.file.Path;
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
                        message -> assertThat(message).contains("nobody"),
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
        CommandRun run = CommandRun.of("opamp", "server", "--host", "0.0.0.0", "--port", "70000", "--ca-out", "ca.pem");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--host must be 127.0.0.1", "--port must be 0 to 65535", "--ca-out needs --tls");
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
