package io.amp4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates by request with the command line alone. */
class OpampCertificateTest {
    @TempDir
    private Path folder;

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private static boolean isAppliedWithCertificate(JsonNode received) {
        return received.path("connectionSettingsStatus").path("status").asText().equals("APPLIED")
                && received.path("clientCertificate").asText().contains("CN=checkout");
    }

    @ParameterizedTest
    @ValueSource(strings = {"webSocket", "http"})
    void anAgentAsksForItsCertificateAndComesBackWithIt(String transport) throws Exception {
        try (OpampTerminal server =
                OpampTerminal.server("--port", "0", "--tls", "--ca-out", path("ca.pem"), "--sign-certificates")) {
            String endpoint = server.await("listening").path(transport).asText();
            try (OpampTerminal agent = OpampTerminal.agent(
                    endpoint,
                    "--name",
                    "checkout",
                    "--heartbeat",
                    "1",
                    "--ca",
                    path("ca.pem"),
                    "--state-dir",
                    path("state"),
                    "--accept-settings",
                    "--request-certificate")) {
                String first = server.await("certificateSigned").path("hash").asText();
                JsonNode told = agent.await("connectionSettings");
                assertThat(told.path("clientCertificate").asBoolean()).isTrue();
                assertThat(told.path("hash").asText()).isEqualTo(first);
                server.await("received", OpampCertificateTest::isAppliedWithCertificate);

                agent.type("{\"requestCertificate\":true}");
                String second = server.await("certificateSigned").path("hash").asText();
                assertThat(second).isNotEqualTo(first);
                server.await(
                        "received",
                        event -> isAppliedWithCertificate(event)
                                && event.path("connectionSettingsStatus")
                                        .path("hash")
                                        .asText()
                                        .equals(second));
            }
        }
    }

    @Test
    void namesWhatTheOptionsNeed() throws Exception {
        try (OpampTerminal server = OpampTerminal.server("--sign-certificates")) {
            assertThat(server.exitCode()).isEqualTo(2);
            assertThat(server.everything()).contains("--sign-certificates needs --tls");
        }
        try (OpampTerminal agent = OpampTerminal.agent("https://127.0.0.1:1", "--request-certificate")) {
            assertThat(agent.exitCode()).isEqualTo(2);
            assertThat(agent.everything()).contains("--request-certificate needs --accept-settings and --state-dir");
        }
    }
}
