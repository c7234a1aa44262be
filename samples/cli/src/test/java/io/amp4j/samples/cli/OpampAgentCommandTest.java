package io.amp4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.ConnectionEvent;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.MessagePart;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.OpampServerExtension;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.Transport;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
@ExtendWith(OpampServerExtension.class)
class OpampAgentCommandTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String SECRET = "s3cret-of-the-test";

    @TempDir
    private Path folder;

    private static String endpoint(FakeOpampServer server, Transport transport) {
        URI uri = transport == Transport.HTTP ? server.httpEndpoint() : server.webSocketEndpoint();
        return uri.toString();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void appliesAnOfferAndTellsEachStep(Transport transport, FakeOpampServer server) throws Exception {
        Bytes hash = server.offerRemoteConfig(OfferedFile.yaml("collector.yaml", "level: debug"));
        Path configs = folder.resolve("configs");

        try (OpampTerminal agent = OpampTerminal.agent(
                endpoint(server, transport), "--config-dir", configs.toString(), "--name", "checkout")) {
            assertThat(agent.await("started").path("transport").asText()).isEqualTo(transport.name());
            JsonNode offer = agent.await("remoteConfig");

            assertThat(offer.path("hash").asText()).isEqualTo(hash.toHex());
            assertThat(offer.path("status").asText()).isEqualTo("APPLIED");
            JsonNode file = offer.path("files").path(0);
            assertThat(file.path("name").asText()).isEqualTo("collector.yaml");
            assertThat(Path.of(file.path("path").asText())).hasContent("level: debug");
            assertThat(agent.seen("connected")).hasSize(1);
            assertThat(agent.seen("instanceUid")).hasSize(1);
            assertThat(agent.seen("sent")).isNotEmpty();
            assertThat(agent.seen("message")).isNotEmpty();

            ReceivedMessage answer = server.awaitMessage(
                    message -> message.remoteConfigStatus()
                            .filter(status -> status.status() == Reported.APPLIED)
                            .isPresent(),
                    SOON);
            assertThat(answer.remoteConfigStatus().orElseThrow().hash()).isEqualTo(hash);
            assertThat(answer.effectiveConfig().orElseThrow()).containsOnlyKeys("collector.yaml");
            assertThat(agent.everything()).doesNotContain("level: debug");
        }
        ReceivedMessage first = server.messages().get(0);
        assertThat(first.transport()).isEqualTo(transport);
        assertThat(first.description().orElseThrow().identifying()).containsEntry("service.name", "checkout");
        assertThat(server.violations()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void reportsWhatItIsToldAndSaysGoodbye(Transport transport, FakeOpampServer server) throws Exception {
        server.announceCustomCapabilities("com.example.pause");
        OpampTerminal agent = OpampTerminal.agent(endpoint(server, transport), "--capability", "com.example.pause");
        try (agent) {
            agent.await("message", node -> node.path("parts").toString().contains("customCapabilities"));
            agent.type("{\"health\":{\"healthy\":false,\"status\":\"stalled\",\"lastError\":\"disk full\","
                    + "\"components\":{\"reader\":{\"healthy\":true}}}}");
            ReceivedMessage sick = server.awaitMessage(
                    message -> message.health().filter(h -> !h.healthy()).isPresent(), SOON);
            assertThat(sick.health().orElseThrow().lastError()).isEqualTo("disk full");
            assertThat(sick.health().orElseThrow().components()).containsOnlyKeys("reader");

            agent.type("{\"description\":{\"identifying\":{\"service.name\":\"till\"},\"nonIdentifying\":{\"n\":7}}}");
            ReceivedMessage described = server.awaitMessage(
                    message -> message.description()
                            .filter(d -> d.nonIdentifying().containsKey("n"))
                            .isPresent(),
                    SOON);
            assertThat(described.description().orElseThrow().identifying()).containsEntry("service.name", "till");

            agent.type(
                    "{\"effectiveConfig\":{\"files\":{\"a.json\":{\"body\":\"{}\",\"contentType\":\"application/json\"}}}}");
            server.awaitMessage(
                    message -> message.effectiveConfig()
                            .filter(files -> files.containsKey("a.json"))
                            .isPresent(),
                    SOON);

            agent.type("{\"custom\":{\"capability\":\"com.example.pause\",\"type\":\"ask\",\"dataBase64\":\"AP8=\"}}");
            assertThat(agent.await("customSent").path("type").asText()).isEqualTo("ask");
            ReceivedMessage custom = server.awaitMessage(message -> message.has(MessagePart.CUSTOM_MESSAGE), SOON);
            assertThat(custom.customMessage().orElseThrow().data()).isEqualTo(Bytes.fromHex("00ff"));

            agent.type("{\"status\":true}");
            assertThat(agent.await("status").path("state").asText()).isEqualTo("CONNECTED");
            agent.type("{\"close\":true}");
            JsonNode closed = agent.await("closed");
            assertThat(closed.path("reason").asText()).isEqualTo("order");
            assertThat(closed.path("counters").path("sentMessages").asLong()).isGreaterThan(4);
            assertThat(agent.exitCode()).isZero();
        }
        assertThat(server.messages()).last().matches(ReceivedMessage::isDisconnect);
    }

    @Test
    void takesCustomMessagesRestartsAndIdentitiesFromTheServer(FakeOpampServer server) throws Exception {
        try (OpampTerminal agent =
                OpampTerminal.agent(server.webSocketEndpoint().toString(), "--capability", "com.example.pause")) {
            Bytes uid = uid(agent.await("instanceUid"));
            agent.await("message");
            server.send(
                    uid,
                    ServerReply.builder()
                            .customMessage("com.example.pause", "pause", Bytes.utf8("\u00fcber"))
                            .build());
            JsonNode custom = agent.await("customMessage");
            assertThat(custom.path("data").asText()).isEqualTo("\u00fcber");
            assertThat(agent.everything()).contains("\\u00FCber");

            Bytes other = Bytes.of(UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057"));
            server.send(uid, ServerReply.builder().newInstanceUid(other).build());
            assertThat(uid(agent.await("instanceUid"))).isEqualTo(other);
            server.awaitMessage(message -> message.instanceUid().equals(other), SOON);

            server.send(other, ServerReply.builder().restart().build());
            agent.await("restart");
            agent.await("connected");
        }
    }

    private static Bytes uid(JsonNode event) {
        return Bytes.of(UUID.fromString(event.path("instanceUid").asText()));
    }

    @Test
    void tellsWhyItCannotConnectAndWhatTheServerRefuses(FakeOpampServer server) throws Exception {
        server.nextMessages(
                Answer.status(401), Answer.reply(ServerReply.error(ServerReply.BAD_REQUEST, "no such thing")));
        try (OpampTerminal agent = OpampTerminal.agent(
                server.httpEndpoint() + "?token=" + SECRET, "--header", "Authorization=Bearer " + SECRET)) {
            assertThat(agent.await("started").path("headers").path(0).asText()).isEqualTo("Authorization");
            JsonNode failed = agent.await("connectFailed");
            assertThat(failed.path("kind").asText()).isEqualTo("HTTP_STATUS");
            assertThat(failed.path("httpStatus").asInt()).isEqualTo(401);
            assertThat(failed.path("retryInMillis").isIntegralNumber()).isTrue();
            JsonNode error = agent.await("error");
            assertThat(error.path("type").asText()).isEqualTo("BAD_REQUEST");
            assertThat(error.path("message").asText()).isEqualTo("no such thing");

            assertThat(server.messages().get(0).request().header("Authorization"))
                    .contains("Bearer " + SECRET);
            agent.type("{\"close\":true}");
            assertThat(agent.exitCode()).isZero();
            assertThat(agent.everything()).doesNotContain(SECRET);
        }
    }

    @Test
    void tellsOfALostConnection(FakeOpampServer server) throws Exception {
        try (OpampTerminal agent =
                OpampTerminal.agent(server.webSocketEndpoint().toString())) {
            agent.await("message");
            server.cutConnections(true);

            assertThat(agent.await("disconnected").path("kind").asText()).isEqualTo("LOST");
            agent.await("connected");
        }
        assertThat(server.connectionEvents())
                .filteredOn(event -> event.kind() == ConnectionEvent.Kind.UPGRADED)
                .hasSize(2);
    }

    @Test
    void goesOnAfterALineThatIsWrong(FakeOpampServer server) throws Exception {
        try (OpampTerminal agent = OpampTerminal.agent(server.httpEndpoint().toString())) {
            agent.type("{\"health\":" + SECRET);
            agent.type("");
            agent.type("{\"heal\":1}");
            agent.type("{\"health\":{\"healthy\":\"yes\",\"stat\":\"" + SECRET + "\"}}");
            agent.type("{\"health\":{\"healthy\":false}}");
            agent.type("{\"custom\":{\"capability\":\"c\",\"data\":\"a\",\"dataBase64\":\"YQ==\"}}");
            agent.type("{\"status\":true}");

            agent.await("status");
            List<JsonNode> errors = agent.seen("inputError");
            assertThat(errors).extracting(node -> node.path("line").asInt()).containsExactly(1, 3, 4, 5, 6);
            assertThat(errors.get(1).path("message").asText())
                    .isEqualTo(
                            "there is no order 'heal'; known are close, custom, description, effectiveConfig, health,"
                                    + " requestCertificate, status");
            assertThat(errors.get(2).path("message").asText())
                    .contains("health.healthy must be true or false", "health.stat is unknown");
            assertThat(errors.get(3).path("message").asText()).startsWith("health.lastError: ");
            assertThat(errors.get(4).path("message").asText())
                    .contains("custom.type is missing", "either data or dataBase64");
            assertThat(agent.everything()).doesNotContain(SECRET);
        }
    }

    @Test
    void sendsAwayFromItsDirectoryNothing(FakeOpampServer server) throws Exception {
        Path configs = folder.resolve("configs");
        try (OpampTerminal agent = OpampTerminal.agent(
                server.webSocketEndpoint().toString(), "--config-dir", configs.toString(), "--show-config")) {
            agent.await("message");
            server.offerRemoteConfig(
                    OfferedFile.yaml("../../evil.yaml", "a"),
                    OfferedFile.yaml("/etc/evil.yaml", "b"),
                    OfferedFile.yaml("..", "c"),
                    OfferedFile.yaml("%2E.", "d"));
            JsonNode first = agent.await("remoteConfig");
            assertThat(first.path("files")).hasSize(4).allSatisfy(file -> {
                Path stored = Path.of(file.path("path").asText());
                assertThat(stored.toRealPath()).startsWith(configs.toRealPath());
                assertThat(stored.toRealPath().getNameCount())
                        .isEqualTo(configs.toRealPath().getNameCount() + 2);
                assertThat(stored).hasContent(file.path("body").asText());
                if (Files.getFileStore(stored).supportsFileAttributeView("posix")) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(stored)))
                            .isEqualTo("rw-------");
                }
            });

            server.offerRemoteConfig(OfferedFile.yaml("", "e"));
            agent.await("remoteConfig");
        }
        // What was in force before is gone, and nothing else was ever there.
        try (var left = Files.list(configs)) {
            assertThat(left).hasSize(2);
        }
        try (var files = Files.list(configs.resolve(OpampConfigFolder.CURRENT))) {
            assertThat(files)
                    .hasSize(1)
                    .first()
                    .satisfies(file -> assertThat(file).hasContent("e"));
        }
        try (var beside = Files.list(folder)) {
            assertThat(beside).containsExactly(configs);
        }
    }

    @Test
    void keepsTheConfigurationInForceWhenTheNextCannotBeStored(FakeOpampServer server) throws Exception {
        Path configs = Files.createDirectory(folder.resolve("configs"));
        Files.createDirectory(configs.resolve(OpampConfigFolder.CURRENT));
        server.offerRemoteConfig(OfferedFile.yaml("a.yaml", "a"));
        try (OpampTerminal agent =
                OpampTerminal.agent(server.httpEndpoint().toString(), "--config-dir", configs.toString())) {
            ReceivedMessage refused = server.awaitMessage(
                    message -> message.remoteConfigStatus()
                            .filter(status -> status.status() == Reported.FAILED)
                            .isPresent(),
                    SOON);

            assertThat(refused.remoteConfigStatus().orElseThrow().errorMessage())
                    .contains("is in the way");
            assertThat(agent.await("remoteConfig").path("status").asText()).isEqualTo("FAILED");
        }
        try (var left = Files.list(configs)) {
            assertThat(left).containsExactly(configs.resolve(OpampConfigFolder.CURRENT));
        }
    }

    @Test
    void givesEachNameAFileOfItsOwn() {
        String longName = "n".repeat(300);

        assertThat(OpampConfigFolder.fileName("collector-1.yaml")).isEqualTo("collector-1.yaml");
        assertThat(OpampConfigFolder.fileName("../x")).isEqualTo("%2E.%2Fx");
        assertThat(OpampConfigFolder.fileName("a\\b:c\0")).isEqualTo("a%5Cb%3Ac%00");
        assertThat(OpampConfigFolder.fileName("%2E")).isEqualTo("%252E");
        assertThat(OpampConfigFolder.fileName("")).isNotEqualTo(OpampConfigFolder.fileName("%unnamed"));
        assertThat(OpampConfigFolder.fileName(longName))
                .hasSizeLessThan(200)
                .isNotEqualTo(OpampConfigFolder.fileName(longName + "n"));
    }

    @Test
    void remembersItsIdentity(FakeOpampServer server) throws Exception {
        String[] args = {
            server.httpEndpoint().toString(),
            "--state-dir",
            folder.resolve("state").toString()
        };
        Bytes first;
        try (OpampTerminal agent = OpampTerminal.agent(args)) {
            first = uid(agent.await("instanceUid"));
            agent.await("connected");
        }

        try (OpampTerminal agent = OpampTerminal.agent(args)) {
            assertThat(uid(agent.await("instanceUid"))).isEqualTo(first);
        }
    }

    @Test
    void endsWithItsInputOnceItHasDelivered(FakeOpampServer server) throws Exception {
        OpampTerminal agent = OpampTerminal.agent(server.httpEndpoint().toString(), "--connect-timeout", "60");
        agent.type("{\"health\":{\"healthy\":true,\"status\":\"piped\"}}");
        agent.endInput();

        assertThat(agent.await("closed").path("reason").asText()).isEqualTo("end of input");
        assertThat(agent.exitCode()).isZero();
        assertThat(server.messages())
                .anyMatch(message -> message.health()
                        .filter(health -> health.status().equals("piped"))
                        .isPresent());
    }

    @Test
    void endsWithOneWhenItNeverConnects(FakeOpampServer server) throws Exception {
        server.stopListening();
        try (OpampTerminal agent =
                OpampTerminal.agent(server.httpEndpoint().toString(), "--connect-timeout", "5", "--stay")) {
            assertThat(agent.await("closed").path("reason").asText()).isEqualTo("not connected within 5 s");
            assertThat(agent.exitCode()).isEqualTo(ExitCode.PROBLEMS);
            assertThat(agent.seen("connectFailed")).isNotEmpty();
        }
    }

    @Test
    void tellsAllThatIsWrongWithItsOptions() {
        CommandRun run = CommandRun.of(
                "opamp",
                "agent",
                "ftp://example.com",
                "--header",
                "Authorization: " + SECRET + "=",
                "--header",
                SECRET,
                "--capability",
                "FLIES",
                "--cert",
                "client.pem",
                "--heartbeat",
                "-1",
                "--connect-timeout",
                "-1");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "ENDPOINT: ",
                        "--header number 1 is not NAME=VALUE",
                        "--header number 2 is not NAME=VALUE",
                        "there is no FLIES",
                        "--cert and --key go together",
                        "--heartbeat must be positive",
                        "--connect-timeout must not be negative")
                .doesNotContain(SECRET);
    }

    @Test
    void refusesCredentialsInTheEndpointWithoutRepeatingThem() {
        assertThat(CommandRun.of("opamp", "agent", "https://me:" + SECRET + "@example.com"))
                .satisfies(run -> assertThat(run.exitCode()).isEqualTo(2))
                .satisfies(run -> assertThat(run.err()).contains("credentials").doesNotContain(SECRET));
        assertThat(CommandRun.of("opamp", "agent", "https://me:" + SECRET + " @example.com")
                        .err())
                .contains("ENDPOINT is not a URL")
                .doesNotContain(SECRET);
    }
}
