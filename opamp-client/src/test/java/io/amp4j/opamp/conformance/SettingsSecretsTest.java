package io.amp4j.opamp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.ConnectionSettingsOutcome;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.TelemetryDestination;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.SettingsOffer;
import io.amp4j.opamp.testing.TestCertificate;
import io.amp4j.opamp.testing.TestCertificateAuthority;
import io.amp4j.opamp.testing.Transport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything that a client says while settings full of secrets are offered, tried, used and refused. */
class SettingsSecretsTest {

    private static final List<String> SECRETS =
            List.of("s3cret-header", "s3cret-proxy", "s3cret-query", "s3cret-other");

    private final Queue<String> said = new ConcurrentLinkedQueue<>();

    private final class Listener extends Told {
        @Override
        public ConnectionSettingsOutcome onConnectionSettings(OpampClient client, ConnectionSettings offered) {
            said.add(offered.toString());
            return ConnectionSettingsOutcome.accept();
        }

        @Override
        public ConnectionSettingsOutcome onOwnTelemetry(OpampClient client, TelemetryDestination destination) {
            said.add(destination.toString());
            return ConnectionSettingsOutcome.accept();
        }

        @Override
        public ConnectionSettingsOutcome onOtherConnection(
                OpampClient client, String name, ConnectionSettings settings) {
            said.add(settings.toString());
            return ConnectionSettingsOutcome.accept();
        }

        @Override
        void tell(Object what) {
            said.add(what.toString());
            super.tell(what);
        }
    }

    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            said.add(entry.getMessage() + entry.getLoggerName());
            if (entry.getThrown() != null) {
                StringWriter trace = new StringWriter();
                entry.getThrown().printStackTrace(new PrintWriter(trace));
                said.add(trace.toString());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private static SettingsOffer.DestinationBuilder secret(FakeOpampServer server, Transport transport) {
        return SettingsOffer.destination()
                .endpoint((transport == Transport.HTTP ? server.httpEndpoint() : server.webSocketEndpoint())
                        + "?token=s3cret-query")
                .heartbeatSeconds(30)
                .header("Authorization", "Bearer s3cret-header");
    }

    private static ServerReply offer(String hash, SettingsOffer.DestinationBuilder settings, String telemetry) {
        SettingsOffer.Destination other = SettingsOffer.destination()
                .endpoint(telemetry)
                .header("X-Key", "s3cret-header")
                .otherSetting("password", "s3cret-other")
                .build();
        return ServerReply.builder()
                .connectionSettings(SettingsOffer.builder(Bytes.utf8(hash))
                        .opamp(settings.build())
                        .ownLogs(other)
                        .other("database", other)
                        .build())
                .build();
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-287")
    void isFreeOfThem(Transport transport, @TempDir Path directory) throws Exception {
        Logger logger = Logger.getLogger("io.amp4j.opamp");
        Level level = logger.getLevel();
        logger.setLevel(Level.ALL);
        logger.addHandler(handler);
        TestCertificate client = TestCertificateAuthority.create("test").client("agent");
        String key = client.privateKeyPem().lines().skip(1).findFirst().orElseThrow();
        StateStore store = StateStore.file(directory.resolve("state"));
        try (FakeOpampServer next = FakeOpampServer.builder().anyPath().start();
                FakeOpampServer refusing = FakeOpampServer.builder().anyPath().start();
                Stage stage = Stage.on(transport, FakeOpampServer.start(), new Listener())) {
            refusing.onMessage(message -> true, Answer.status(403));
            refusing.onUpgrade(request -> true, Answer.status(403));
            stage.connect(builder -> builder.stateStore(store).clock(InstantSource.system()));
            // Refused: a proxy and endpoints that are none, and a key that is another's.
            stage.say(offer(
                    "refused",
                    secret(next, transport)
                            .proxy("s3cret-proxy://u:s3cret-proxy@x")
                            .certificate(client.certificatePem(), client.privateKeyPem() + "x", ""),
                    "s3cret-query:s3cret-query"));
            stage.until("the refusal", () -> statuses(stage.server, "refused") > 0);
            stage.push(offer(
                    "failing",
                    secret(refusing, transport).certificate(client.certificatePem(), client.privateKeyPem(), ""),
                    "http://127.0.0.1:1/?t=s3cret-query"));
            for (int attempt = 0; attempt < 3; attempt++) {
                stage.failed();
                stage.advanceSeconds(attempt < 2 ? 10 : 0);
            }
            stage.until("the way back", () -> statuses(stage.server, "failing") > 1);
            stage.push(offer("used", secret(next, transport), "http://127.0.0.1:1/?t=s3cret-query"));
            stage.until("the use", () -> statuses(next, "used") > 1);
            said.add(stage.client().status().toString());
            Thread.getAllStackTraces().keySet().forEach(thread -> said.add(thread.getName()));
            stage.client().close();
            ClientState state = store.load().orElseThrow();
            said.add(state.toString());
            said.add(state.connections().toString());
            store.close();
            for (ReceivedMessage message : stage.server.messages()) {
                message.connectionSettingsStatus().ifPresent(status -> said.add(status.errorMessage()));
            }
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(level);
        }
        List<String> all = new ArrayList<>(said);
        assertThat(all).hasSizeGreaterThan(20);
        assertThat(all)
                .allSatisfy(text -> assertThat(text).doesNotContain(SECRETS).doesNotContain(key));
    }

    private static long statuses(FakeOpampServer server, String hash) {
        return server.messages().stream()
                .filter(message -> message.connectionSettingsStatus()
                        .filter(status -> status.hash().equals(Bytes.utf8(hash)))
                        .isPresent())
                .count();
    }
}
