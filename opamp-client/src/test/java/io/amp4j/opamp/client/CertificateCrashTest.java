package io.amp4j.opamp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.BackoffPolicy;
import io.amp4j.opamp.CertificateRequestPolicy;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.conformance.Requirement;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.MessagePart;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.SettingsOffer;
import io.amp4j.opamp.testing.TestCertificateAuthority;
import io.amp4j.opamp.testing.Transport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes that die before or after any of the saves on the way to a certificate: the next one gets there, and with a key that was saved. */
class CertificateCrashTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final TestCertificateAuthority authority = TestCertificateAuthority.create("authority");

    private static URI endpoint(FakeOpampServer server, Transport transport) {
        return transport == Transport.HTTP ? server.httpEndpoint() : server.webSocketEndpoint();
    }

    private Optional<ConnectionSettings> stored() throws IOException {
        try (StateStore store = StateStore.file(directory.resolve("state"))) {
            return store.load().map(state -> state.connections().current());
        }
    }

    private static String csr(ReceivedMessage message) {
        return message.connectionSettingsRequest()
                .orElseThrow()
                .certificateRequest()
                .orElseThrow()
                .toText();
    }

    private static Predicate<ReceivedMessage> isRequestAfter(int known) {
        return message -> message.index() >= known && message.has(MessagePart.CONNECTION_SETTINGS_REQUEST);
    }

    private static SettingsOffer offer(String hash, String certificate, URI endpoint) {
        return SettingsOffer.builder(Bytes.utf8(hash))
                .opamp(SettingsOffer.destination()
                        .endpoint(endpoint.toString())
                        .heartbeatSeconds(1)
                        .certificate(certificate, "", "")
                        .build())
                .build();
    }

    /**
     * The saves: of the start, of the key, of the candidate, and of its end. A process that dies before its key is saved has not sent the request;
     * one that dies later has the same request sent again, or the same certificate used.
     */
    @ParameterizedTest
    @CsvSource({"HTTP, 2, after", "WEBSOCKET, 3, before", "HTTP, 4, after"})
    @Requirement({"R-318", "R-259"})
    void getsItsCertificateAfterACrashAnywhere(Transport transport, int save, String when) throws Exception {
        try (FakeOpampServer old = FakeOpampServer.builder().tls(authority).start();
                FakeOpampServer next = FakeOpampServer.builder()
                        .tls(authority)
                        .requireClientCertificate()
                        .start()) {
            Process first = agent(endpoint(old, transport), save, when);
            if (save > 2) {
                String csr = csr(old.awaitMessage(isRequestAfter(0), LIMIT));
                SettingsOffer offer = offer("s", authority.sign(csr), endpoint(next, transport));
                old.offerConnectionSettings(offer);
                next.offerConnectionSettings(offer);
            }
            assertThat(first.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(first.exitValue()).isEqualTo(Agent.DIED);
            assertThat(old.messages().stream().filter(isRequestAfter(0)).count())
                    .isEqualTo(save == 2 ? 0 : 1);
            int known = old.messages().size();
            int knownToNext = next.messages().size();

            Process second = agent(endpoint(old, transport), 0, "never");
            try {
                if (save == 2) {
                    String csr = csr(old.awaitMessage(isRequestAfter(known), LIMIT));
                    SettingsOffer offer = offer("s", authority.sign(csr), endpoint(next, transport));
                    old.offerConnectionSettings(offer);
                    next.offerConnectionSettings(offer);
                }
                ReceivedMessage applied = next.awaitMessage(
                        message -> message.index() >= knownToNext
                                && message.connectionSettingsStatus()
                                        .filter(said -> said.status() == Reported.APPLIED)
                                        .isPresent(),
                        LIMIT);
                assertThat(applied.request().clientCertificate()).contains("checkout");
            } finally {
                second.getOutputStream().close();
                assertThat(second.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            }
            ConnectionSettings current = stored().orElseThrow();
            assertThat(current.clientKey()).isPresent();
            assertThat(current.tlsSettings(TlsSettings.DEFAULT).hasClientCertificate())
                    .isTrue();
            assertThat(old.messages().stream().filter(isRequestAfter(0)).map(CertificateCrashTest::csr))
                    .as("one key alone")
                    .hasSizeBetween(1, 2)
                    .containsOnly(csr(old.awaitMessage(isRequestAfter(0), LIMIT)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP, 2, before",
        "HTTP, 3, before",
        "HTTP, 3, after",
        "HTTP, 4, before",
        "WEBSOCKET, 2, before",
        "WEBSOCKET, 2, after",
        "WEBSOCKET, 3, after",
        "WEBSOCKET, 4, before"
    })
    @Tag("long")
    void getsItsCertificateAfterACrashAnywhereElse(Transport transport, int save, String when) throws Exception {
        getsItsCertificateAfterACrashAnywhere(transport, save, when);
    }

    private Process agent(URI endpoint, int save, String when) throws IOException {
        Files.writeString(directory.resolve("ca.pem"), authority.pem());
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx96m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Agent.class.getName(),
                        directory.toString(),
                        endpoint.toString(),
                        Integer.toString(save),
                        when)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** A program with a client, that dies at a save of its state, or ends when its input does. */
    static final class Agent {
        static final int DIED = 7;

        private Agent() {}

        public static void main(String[] args) throws IOException {
            Path directory = Path.of(args[0]);
            OpampClient client = OpampClient.builder(URI.create(args[1]))
                    .agent(AgentDescription.of("checkout", "1.4.0"))
                    .stateStore(new DyingStore(
                            StateStore.file(directory.resolve("state")),
                            Integer.parseInt(args[2]),
                            args[3].equals("before")))
                    .tls(TlsSettings.builder()
                            .trustedCertificatesFile(directory.resolve("ca.pem"))
                            .build())
                    .certificateRequests(CertificateRequestPolicy.DEFAULT)
                    .heartbeat(Duration.ofMillis(500))
                    .backoff(BackoffPolicy.builder()
                            .initial(Duration.ofMillis(20))
                            .build())
                    .build();
            client.start();
            while (System.in.read() >= 0) {
                // Until whoever started this has heard enough.
            }
            client.close();
        }
    }

    /** Ends the process before or after one of the saves. */
    private static final class DyingStore implements StateStore {
        private final StateStore files;
        private final int dying;
        private final boolean before;
        private int saves;

        DyingStore(StateStore files, int dying, boolean before) {
            this.files = files;
            this.dying = dying;
            this.before = before;
        }

        @Override
        public Optional<ClientState> load() throws IOException {
            return files.load();
        }

        @Override
        public void save(ClientState state) throws IOException {
            saves++;
            if (saves == dying && before) {
                Runtime.getRuntime().halt(Agent.DIED);
            }
            files.save(state);
            if (saves == dying) {
                Runtime.getRuntime().halt(Agent.DIED);
            }
        }
    }
}
