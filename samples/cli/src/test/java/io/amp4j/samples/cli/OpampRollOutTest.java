package io.amp4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A roll-out of a package over two agents of the command line. */
class OpampRollOutTest {
    @TempDir
    private Path folder;

    private static String rollOut(String version, String file, String more) {
        return "{\"rollOut\":{\"package\":\"checkout\",\"version\":\"" + version + "\",\"file\":\"" + file + "\"" + more
                + "}}";
    }

    private OpampTerminal agent(String endpoint, String name) throws Exception {
        OpampTerminal agent = OpampTerminal.agent(
                endpoint,
                "--heartbeat",
                "1",
                "--packages-dir",
                folder.resolve(name).toString());
        agent.await("connected");
        return agent;
    }

    private static JsonNode awaitProgress(OpampTerminal server, String version, String field, int count)
            throws InterruptedException {
        return server.await(
                "rollOut",
                event -> event.path("version").asText().equals(version)
                        && event.path(field).asInt() == count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"webSocket", "http"})
    void reachesMoreAgentsByOrderAndHaltsWhenTooManyFail(String transport) throws Exception {
        Path packages = Files.createDirectory(folder.resolve("packages"));
        Files.writeString(packages.resolve("checkout-1.5.0.jar"), "good");
        Files.writeString(packages.resolve("checkout-1.6.0.zip"), "PK\u0003\u0004 and no more");
        try (OpampTerminal server = OpampTerminal.server("--port", "0", "--packages", packages.toString())) {
            String endpoint = server.await("listening").path(transport).asText();
            try (OpampTerminal one = agent(endpoint, "one");
                    OpampTerminal two = agent(endpoint, "two")) {
                server.type(rollOut("1.5.0", "checkout-1.5.0.jar", ",\"percent\":0"));
                awaitProgress(server, "checkout 1.5.0", "agents", 0);
                server.type("{\"rollOut\":{\"percent\":100}}");
                JsonNode done = awaitProgress(server, "checkout 1.5.0", "installed", 2);
                assertThat(done.path("halted").asBoolean()).isFalse();
                assertThat(folder.resolve("one/checkout/current/checkout")).hasContent("good");
                assertThat(folder.resolve("two/checkout/current/checkout")).hasContent("good");

                server.type(rollOut("1.6.0", "checkout-1.6.0.zip", ",\"haltPercent\":50"));
                JsonNode halted =
                        server.await("rollOut", event -> event.path("halted").asBoolean());
                assertThat(halted.path("version").asText()).isEqualTo("checkout 1.6.0");
                assertThat(folder.resolve("one/checkout/current/checkout")).hasContent("good");
                assertThat(one.seen("connectFailed")).isEmpty();
                assertThat(two.seen("connectFailed")).isEmpty();
            }
        }
    }

    @Test
    void saysWhatIsWrongWithAnOrder() throws Exception {
        try (OpampTerminal server = OpampTerminal.server("--port", "0")) {
            server.type(rollOut("1.5.0", "x.jar", ""));
            assertThat(server.await("inputError").path("message").asText()).contains("rollOut needs --packages");
        }
        try (OpampTerminal server = OpampTerminal.server("--port", "0", "--packages", folder.toString())) {
            server.type("{\"rollOut\":{\"percent\":10}}");
            assertThat(server.await("inputError").path("message").asText())
                    .contains("rollOut.package is missing", "rollOut.version is missing", "rollOut.file is missing");
            server.type(rollOut("1.5.0", "../x.jar", ""));
            assertThat(server.await("inputError").path("message").asText())
                    .contains("there is no file '../x.jar' in --packages");
            server.type(rollOut("1.5.0", "x.jar", ",\"percent\":101"));
            assertThat(server.await("inputError").path("message").asText())
                    .contains("percent must be from 0 to 100: 101");
        }
        CommandRun run = CommandRun.of(
                "opamp", "server", "--packages", folder.resolve("none").toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--packages: ");
    }
}
