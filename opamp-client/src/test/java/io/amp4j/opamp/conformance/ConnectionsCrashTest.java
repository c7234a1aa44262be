package io.amp4j.opamp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.BackoffPolicy;
import io.amp4j.opamp.CertificateRequestPolicy;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.ConnectionSettingsOutcome;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.StoredConnections;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.AnswerRule;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.MessagePart;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.ReceivedRequest;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.SettingsOffer;
import io.amp4j.opamp.testing.TestCertificateAuthority;
import io.amp4j.opamp.testing.Transport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are killed before and after each save of their state and whatever they are told on the way of an offer of connection settings:
 * the next one comes to the end that the first would have. Servers let in only who has the token and the certificate that worked last, or that are
 * on trial: an agent that lost them would never come back. {@code -Dlong -Dkills=200} kills that many instead of a few.
 */
class ConnectionsCrashTest {

    private static final int KILLS = Integer.getInteger("kills", 5);

    /** The moments that the agent has with one offer, about. */
    private static final int MOMENTS = 18;

    private static final int HALTED_PROCESSES = 3;
    private static final int MOST_PROCESSES = 12;
    private static final String FIRST_TOKEN = "token-0";

    private enum Kind {
        HEADERS(true),
        SERVER(true),
        TRANSPORT(true),
        CERTIFICATE(true),
        /** Nothing listens there. */
        DEAD(false),
        /** The server does not know the token. */
        REFUSED(false),
        /** The certificate belongs to another key. */
        FOREIGN(false);

        private final boolean works;

        Kind(boolean works) {
            this.works = works;
        }
    }

    /** What an agent connects with. */
    private record Settings(String endpoint, String token, String certificate) {
        static Settings of(ConnectionSettings settings) {
            return new Settings(
                    settings.endpoint(),
                    String.join(",", settings.headers().orElse(Map.of()).getOrDefault("Authorization", List.of())),
                    settings.clientCertificate().orElse(""));
        }
    }

    @TempDir
    private Path directory;

    private final TestCertificateAuthority authority = TestCertificateAuthority.create("authority");
    private final SplittableRandom random = new SplittableRandom(20261201);
    private final Set<String> tokens = ConcurrentHashMap.newKeySet();
    private final List<FakeOpampServer> servers = new ArrayList<>();
    private FakeOpampServer dead;
    private volatile boolean certified;
    private Settings working = Settings.of(ConnectionSettings.NONE);
    private int home;
    private Transport transport = Transport.HTTP;
    private int killed;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(directory.resolve("ca.pem"), authority.pem());
        dead = FakeOpampServer.builder().tls(authority).start();
        dead.stopListening();
        tokens.add(FIRST_TOKEN);
        for (int server = 0; server < 2; server++) {
            FakeOpampServer started = FakeOpampServer.builder()
                    .tls(authority)
                    .requestClientCertificate()
                    .start();
            started.onUpgrade(request -> !isLetIn(request), Answer.status(401));
            started.onMessage(message -> !isLetIn(message.request()), Answer.status(401));
            servers.add(started);
        }
    }

    @AfterEach
    void stop() {
        servers.forEach(FakeOpampServer::close);
        dead.close();
    }

    /** A WebSocket was let in when it was opened. */
    private boolean isLetIn(ReceivedRequest request) {
        return tokens.contains(request.header("Authorization").orElse(""))
                && (!certified || request.clientCertificate().contains("killed"));
    }

    @Test
    void isNeverLeftWithoutSettingsThatWorkedWheneverItIsKilled() throws Exception {
        play(List.of(Kind.HEADERS, Kind.CERTIFICATE, Kind.DEAD), 0);
    }

    @Test
    @Tag("long")
    void isNeverLeftWithoutSettingsThatWorkedByAnyOfferWheneverItIsKilled() throws Exception {
        play(
                List.of(
                        Kind.HEADERS,
                        Kind.CERTIFICATE,
                        Kind.SERVER,
                        Kind.REFUSED,
                        Kind.TRANSPORT,
                        Kind.DEAD,
                        Kind.CERTIFICATE,
                        Kind.FOREIGN),
                KILLS);
    }

    private void play(List<Kind> kinds, int kills) throws Exception {
        for (int round = 1; round <= kinds.size() || killed < kills; round++) {
            offer(round <= kinds.size() ? kinds.get(round - 1) : kinds.get(random.nextInt(kinds.size())), round);
        }
        assertThat(killed).isPositive();
    }

    /** An offer, until an agent has come to its end that is not killed. */
    private void offer(Kind kind, int round) throws Exception {
        Round offered = new Round(kind, round);
        if (kind != Kind.REFUSED) {
            tokens.add(offered.token);
        }
        boolean ends = false;
        try {
            for (int process = 0; !ends; process++) {
                assertThat(process).as("processes for " + offered).isLessThan(MOST_PROCESSES);
                ends = run(offered, process < HALTED_PROCESSES ? 1 + random.nextInt(MOMENTS) : 0);
                check(offered, ends);
            }
        } finally {
            offered.rules.forEach(AnswerRule::close);
        }
        if (kind.works) {
            working = offered.settings();
            home = offered.server;
            transport = offered.transport;
            certified |= !offered.certificate.isEmpty();
        }
        tokens.clear();
        tokens.add(working.token.isEmpty() ? FIRST_TOKEN : working.token);
    }

    /** Returns whether it ended by itself, after it has reported the end of the offer. */
    private boolean run(Round round, int haltAt) throws Exception {
        List<Integer> from =
                servers.stream().map(server -> server.messages().size()).toList();
        int code = ChildProcess.run(
                Agent.class,
                List.of(
                        servers.get(0).httpEndpoint().toString(),
                        directory.toString(),
                        String.valueOf(haltAt),
                        String.valueOf(round.isToBeAsked())),
                () -> {
                    round.proceed(from);
                    return round.hasEnded(from);
                },
                () -> "the end of " + round + " with halt at " + haltAt + "; "
                        + servers.get(0).transcript() + servers.get(1).transcript());
        assertThat(code).isIn(0, Moments.HALTED);
        killed += code == Moments.HALTED ? 1 : 0;
        round.judge(from);
        return code == 0;
    }

    /** Whenever the process ended: what its store has for use has worked, before this offer or by it. */
    private void check(Round round, boolean ended) throws IOException {
        StoredConnections left = ChildProcess.left(directory.resolve("state"))
                .map(ClientState::connections)
                .orElse(StoredConnections.NONE);
        Settings current = Settings.of(left.current());
        if (ended) {
            assertThat(left.candidate()).as(round.toString()).isEmpty();
            assertThat(current).isEqualTo(round.kind.works ? round.settings() : working);
        } else {
            assertThat(current)
                    .isIn(round.kind.works && round.isTried ? Set.of(working, round.settings()) : Set.of(working));
        }
        assertThat(current.certificate.isEmpty())
                .isEqualTo(left.current().clientKey().isEmpty());
    }

    private static String csr(ReceivedMessage message) {
        return message.connectionSettingsRequest()
                .orElseThrow()
                .certificateRequest()
                .orElseThrow()
                .toText();
    }

    private static Transport other(Transport transport) {
        return transport == Transport.HTTP ? Transport.WEBSOCKET : Transport.HTTP;
    }

    /** One offer and what the servers know of it. */
    private final class Round {
        private final Kind kind;
        private final String hash;
        private final String token;
        private final int server;
        private final Transport transport;
        private final List<AnswerRule> rules = new ArrayList<>();
        private String certificate = working.certificate;
        private boolean isOffered;
        private boolean isTried;

        Round(Kind kind, int number) {
            this.kind = kind;
            hash = kind + "-" + number;
            token = "token-" + number;
            server = kind == Kind.SERVER || kind == Kind.REFUSED ? 1 - home : home;
            transport = kind == Kind.TRANSPORT
                    ? other(ConnectionsCrashTest.this.transport)
                    : ConnectionsCrashTest.this.transport;
            if (kind == Kind.FOREIGN) {
                certificate = authority.client("killed").certificatePem();
            }
            if (kind != Kind.CERTIFICATE) {
                offer();
            }
        }

        Settings settings() {
            FakeOpampServer to = kind == Kind.DEAD ? dead : servers.get(server);
            URI endpoint = transport == Transport.HTTP ? to.httpEndpoint() : to.webSocketEndpoint();
            return new Settings(endpoint.toString(), token, certificate);
        }

        /** Only what was saved is sent: who has sent a request once does not need to be told again. */
        boolean isToBeAsked() {
            return !isOffered;
        }

        /** Signs what was asked for. */
        void proceed(List<Integer> from) {
            if (isOffered) {
                return;
            }
            received(from)
                    .filter(message -> message.has(MessagePart.CONNECTION_SETTINGS_REQUEST))
                    .findFirst()
                    .ifPresent(message -> {
                        certificate = authority.sign(csr(message));
                        offer();
                    });
        }

        private Stream<ReceivedMessage> received(List<Integer> from) {
            return IntStream.range(0, servers.size())
                    .boxed()
                    .flatMap(at -> servers.get(at).messages().stream().skip(from.get(at)));
        }

        private void offer() {
            isOffered = true;
            Settings settings = settings();
            SettingsOffer.DestinationBuilder destination = SettingsOffer.destination()
                    .endpoint(settings.endpoint)
                    .header("Authorization", token)
                    .heartbeatSeconds(1);
            if (!certificate.isEmpty()) {
                destination.certificate(certificate, "", "");
            }
            Answer reply = Answer.reply(ServerReply.builder()
                    .connectionSettings(SettingsOffer.builder(Bytes.utf8(hash))
                            .opamp(destination.build())
                            .build())
                    .build());
            servers.forEach(each -> rules.add(each.onMessage(
                    message -> isLetIn(message.request())
                            && !message.isDisconnect()
                            && status(message).isEmpty(),
                    reply)));
        }

        private Optional<Reported.SettingsStatus> status(ReceivedMessage message) {
            return message.connectionSettingsStatus()
                    .filter(status -> status.hash().equals(Bytes.utf8(hash)));
        }

        boolean hasEnded(List<Integer> from) {
            return isReported(from, kind.works ? Reported.APPLIED : Reported.FAILED);
        }

        private boolean isReported(List<Integer> from, int end) {
            return received(from)
                    .flatMap(message -> status(message).stream())
                    .anyMatch(status -> status.status() == end);
        }

        /** Nobody has reported the other end, and without a message by these settings they have not worked. */
        void judge(List<Integer> from) {
            assertThat(isReported(from, kind.works ? Reported.FAILED : Reported.APPLIED))
                    .as(hash)
                    .isFalse();
            isTried |= received(from)
                    .anyMatch(
                            message -> message.request().header("Authorization").equals(Optional.of(token)));
        }

        @Override
        public String toString() {
            return hash;
        }
    }

    /** A program with a client that asks for a certificate if it is told to. */
    static final class Agent {
        private Agent() {}

        /** Takes the endpoint, the directory, at which moment to halt, 0 for none, and whether to ask. */
        public static void main(String[] args) throws IOException {
            Path directory = Path.of(args[1]);
            Moments moments = new Moments(Integer.parseInt(args[2]));
            OpampClient client = OpampClient.builder(URI.create(args[0]))
                    .agent(AgentDescription.of("killed", "1"))
                    .header("Authorization", FIRST_TOKEN)
                    .tls(TlsSettings.builder()
                            .trustedCertificatesFile(directory.resolve("ca.pem"))
                            .build())
                    .stateStore(moments.around(StateStore.file(directory.resolve("state"))))
                    .certificateRequests(CertificateRequestPolicy.builder()
                            .onFirstConnect(false)
                            .withoutRenewal()
                            .build())
                    .heartbeat(Duration.ofSeconds(1))
                    .backoff(BackoffPolicy.builder()
                            .initial(Duration.ofMillis(20))
                            .build())
                    .callbacks(new Halting(moments))
                    .build();
            client.start();
            if (Boolean.parseBoolean(args[3])) {
                client.requestCertificate();
            }
            ChildProcess.awaitEndOfInput();
            client.close();
        }
    }

    private record Halting(Moments moments) implements OpampCallbacks {
        @Override
        public void onConnect(OpampClient client) {
            moments.pass();
        }

        @Override
        public void onConnectFailed(OpampClient client, ConnectionFailure failure) {
            moments.pass();
        }

        @Override
        public void onMessage(OpampClient client, MessageData message) {
            moments.pass();
        }

        @Override
        public ConnectionSettingsOutcome onConnectionSettings(OpampClient client, ConnectionSettings offered) {
            moments.pass();
            return ConnectionSettingsOutcome.accept();
        }
    }
}
