package io.amp4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A rotation of connection settings with the command line alone. */
class OpampSettingsOrderTest {
    private static JsonNode awaitStatus(OpampTerminal server, String status) throws InterruptedException {
        return server.await(
                "received",
                event -> event.path("connectionSettingsStatus")
                        .path("status")
                        .asText()
                        .equals(status));
    }

    @ParameterizedTest
    @ValueSource(strings = {"webSocket", "http"})
    void movesAnAgentToAnotherServer(String transport) throws Exception {
        try (OpampTerminal first = OpampTerminal.server("--port", "0");
                OpampTerminal second = OpampTerminal.server("--port", "0")) {
            String from = first.await("listening").path(transport).asText();
            String to = second.await("listening").path(transport).asText();
            try (OpampTerminal agent = OpampTerminal.agent(from, "--heartbeat", "1", "--accept-settings")) {
                agent.await("connected");
                first.type("{\"offerSettings\":{\"endpoint\":\"" + to
                        + "\",\"heartbeat\":1,\"headers\":{\"Authorization\":\"Bearer new-secret\"}}}");
                assertThat(first.await("settingsOffered").path("parts").toString())
                        .isEqualTo("[\"endpoint\",\"heartbeat\",\"headers\"]");
                JsonNode told = agent.await("connectionSettings");
                assertThat(told.path("endpoint").asText()).isEqualTo(to);
                assertThat(told.path("headers").toString()).isEqualTo("[\"Authorization\"]");
                assertThat(awaitStatus(second, "APPLIED")
                                .path("connectionSettingsStatus")
                                .path("hash")
                                .asText())
                        .isEqualTo(told.path("hash").asText());
            }
        }
    }

    @Test
    void goesBackWhereNobodyAnswersAndWithoutTheOptionTakesNothing() throws Exception {
        try (OpampTerminal server = OpampTerminal.server("--port", "0")) {
            String endpoint = server.await("listening").path("webSocket").asText();
            try (OpampTerminal closed = OpampTerminal.agent(endpoint)) {
                closed.await("connected");
                assertThat(server.await(
                                        "received",
                                        event -> event.path("sequence").asText().equals("1"))
                                .path("capabilities")
                                .toString())
                        .doesNotContain("ACCEPTS_OPAMP_CONNECTION_SETTINGS");
            }
            try (OpampTerminal agent = OpampTerminal.agent(endpoint, "--accept-settings")) {
                agent.await("connected");
                server.type("{\"offerSettings\":{\"endpoint\":\"ws://127.0.0.1:1/v1/opamp\"}}");
                assertThat(awaitStatus(server, "FAILED")
                                .path("connectionSettingsStatus")
                                .path("errorMessage")
                                .asText())
                        .startsWith("the offered settings did not work");
            }
        }
    }

    @Test
    void saysWhatIsWrongWithAnOrder() throws Exception {
        try (OpampTerminal server = OpampTerminal.server("--port", "0")) {
            server.type("{\"offerSettings\":{}}");
            assertThat(server.await("inputError").path("message").asText())
                    .contains("offerSettings must have endpoint");
            server.type("{\"offerSettings\":{\"certificate\":\"x\",\"headres\":{}}}");
            assertThat(server.await("inputError").path("message").asText())
                    .contains("offerSettings.key is missing", "offerSettings.headres is unknown");
        }
    }
}
