package io.amp4j.opamp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.CertificateRequestPolicy;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.ConnectionSettingsOutcome;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.MessagePart;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.SettingsOffer;
import io.amp4j.opamp.testing.TestCertificateAuthority;
import io.amp4j.opamp.testing.Transport;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything that a client says while it has a key of its own: nobody is told the key, and its user gets to see only the certificate. */
class CertificateSecretsTest {

    private final Queue<String> said = new ConcurrentLinkedQueue<>();

    private final class Listener extends Told {
        private volatile @Nullable ConnectionSettings offered;

        @Override
        public ConnectionSettingsOutcome onConnectionSettings(OpampClient client, ConnectionSettings settings) {
            offered = settings;
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
            said.add(entry.getMessage() + entry.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-287", "R-314"})
    void keepsTheKeyToItself(Transport transport, @TempDir Path directory) throws Exception {
        Logger logger = Logger.getLogger("io.amp4j.opamp");
        Level level = logger.getLevel();
        logger.setLevel(Level.ALL);
        logger.addHandler(handler);
        Listener listener = new Listener();
        StateStore store = StateStore.file(directory.resolve("state"));
        try (Stage stage = Stage.on(transport, FakeOpampServer.start(), listener)) {
            stage.connect(client -> client.certificateRequests(CertificateRequestPolicy.DEFAULT)
                    .allowPlaintextSettings(true)
                    .clock(InstantSource.system())
                    .stateStore(store));
            ReceivedMessage request = stage.server.awaitMessage(
                    message -> message.has(MessagePart.CONNECTION_SETTINGS_REQUEST), Stage.LIMIT);
            String csr = request.connectionSettingsRequest()
                    .orElseThrow()
                    .certificateRequest()
                    .orElseThrow()
                    .toText();
            stage.rest();
            stage.push(ServerReply.builder()
                    .connectionSettings(SettingsOffer.builder(Bytes.utf8("s"))
                            .opamp(SettingsOffer.destination()
                                    .heartbeatSeconds(30)
                                    .certificate(
                                            TestCertificateAuthority.create("test")
                                                    .sign(csr),
                                            "",
                                            "")
                                    .build())
                            .build())
                    .build());
            stage.server.awaitMessage(
                    message -> message.connectionSettingsStatus()
                            .filter(status -> status.status() == Reported.APPLIED)
                            .isPresent(),
                    Stage.LIMIT);
            said.add(stage.client().status().toString());
            stage.client().close();
            ClientState state = store.load().orElseThrow();
            store.close();
            said.add(state.toString());

            String key = state.connections().current().clientKey().orElseThrow();
            String line = key.lines().skip(1).findFirst().orElseThrow();
            assertThat(said).isNotEmpty().noneMatch(text -> text.contains(line) || text.contains("PRIVATE"));
            ConnectionSettings offered = listener.offered;
            assertThat(offered).isNotNull();
            assertThat(Optional.ofNullable(offered).flatMap(ConnectionSettings::clientKey))
                    .isEmpty();
            assertThat(stage.server.messages())
                    .noneMatch(message -> Bytes.of(message.raw()).toText().contains(line));
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(level);
        }
    }
}
