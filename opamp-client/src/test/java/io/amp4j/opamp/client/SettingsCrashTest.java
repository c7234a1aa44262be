package io.amp4j.opamp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.BackoffPolicy;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.StoredConnections;
import io.amp4j.opamp.conformance.Requirement;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.SettingsOffer;
import io.amp4j.opamp.testing.Transport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes that die before or after any of the saves of an offer of settings: the next one comes to the end that the first would have. */
class SettingsCrashTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Bytes HASH = Bytes.utf8("s");

    @TempDir
    private Path directory;

    private static boolean says(ReceivedMessage message, int status) {
        return message.connectionSettingsStatus()
                .filter(said -> said.hash().equals(HASH) && said.status() == status)
                .isPresent();
    }

    private static URI endpoint(FakeOpampServer server, Transport transport) {
        return transport == Transport.HTTP ? server.httpEndpoint() : server.webSocketEndpoint();
    }

    private StoredConnections stored() throws IOException {
        try (StateStore store = StateStore.file(directory)) {
            return store.load().map(ClientState::connections).orElse(StoredConnections.NONE);
        }
    }

    /** The first save is that of the start, the second of the candidate, the third of the end of it. */
    @ParameterizedTest
    @CsvSource({"HTTP, 1, after", "WEBSOCKET, 2, after", "HTTP, 3, before"})
    @Requirement({"R-258", "R-259", "R-264"})
    void settingsThatWorkAreInUseAfterACrashAnywhere(Transport transport, int save, String when) throws Exception {
        try (FakeOpampServer old = FakeOpampServer.start();
                FakeOpampServer next = FakeOpampServer.start()) {
            SettingsOffer offer = SettingsOffer.builder(HASH)
                    .opamp(SettingsOffer.destination()
                            .endpoint(endpoint(next, transport).toString())
                            .heartbeatSeconds(30)
                            .build())
                    .build();
            old.offerConnectionSettings(offer);
            next.offerConnectionSettings(offer);
            Process first = agent(endpoint(old, transport), save, when);
            assertThat(first.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(first.exitValue()).isEqualTo(Agent.DIED);
            StoredConnections left = stored();
            assertThat(left.candidate().isPresent())
                    .isEqualTo(save == 2 ? when.equals("after") : save == 3 && when.equals("before"));
            int known = next.messages().size();

            Process second = agent(endpoint(old, transport), 0, "never");
            try {
                next.awaitMessage(message -> message.index() >= known && says(message, Reported.APPLIED), LIMIT);
            } finally {
                end(second);
            }
            assertThat(stored().candidate()).isEmpty();
            assertThat(stored().current().endpoint())
                    .isEqualTo(endpoint(next, transport).toString());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP, 1, before",
        "HTTP, 2, before",
        "HTTP, 2, after",
        "HTTP, 3, after",
        "WEBSOCKET, 1, after",
        "WEBSOCKET, 2, before",
        "WEBSOCKET, 3, before"
    })
    @Tag("long")
    void settingsThatWorkAreInUseAfterACrashAnywhereElse(Transport transport, int save, String when) throws Exception {
        settingsThatWorkAreInUseAfterACrashAnywhere(transport, save, when);
    }

    @ParameterizedTest
    @CsvSource({"2, after", "3, before"})
    @Requirement({"R-259", "R-265"})
    void theServerThatWorkedIsInUseAfterACrashWithSettingsThatDoNot(int save, String when) throws Exception {
        try (FakeOpampServer old = FakeOpampServer.start();
                FakeOpampServer dead = FakeOpampServer.start()) {
            dead.stopListening();
            old.offerConnectionSettings(SettingsOffer.builder(HASH)
                    .opamp(SettingsOffer.destination()
                            .endpoint(dead.httpEndpoint().toString())
                            .build())
                    .build());
            Process first = agent(old.httpEndpoint(), save, when);
            assertThat(first.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            int known = old.messages().size();

            Process second = agent(old.httpEndpoint(), 0, "never");
            try {
                old.awaitMessage(message -> message.index() >= known && says(message, Reported.FAILED), LIMIT);
            } finally {
                end(second);
            }
            assertThat(stored().candidate()).isEmpty();
            assertThat(stored().current().endpoint()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"2, before", "3, after"})
    @Tag("long")
    void theServerThatWorkedIsInUseAfterACrashElsewhere(int save, String when) throws Exception {
        theServerThatWorkedIsInUseAfterACrashWithSettingsThatDoNot(save, when);
    }

    /** Has the agent close its client and end. */
    private static void end(Process agent) throws IOException, InterruptedException {
        agent.getOutputStream().close();
        assertThat(agent.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private Process agent(URI endpoint, int save, String when) throws IOException {
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
            int dying = Integer.parseInt(args[2]);
            boolean before = args[3].equals("before");
            StateStore files = StateStore.file(Path.of(args[0]));
            StateStore store = new StateStore() {
                private int saves;

                @Override
                public Optional<ClientState> load() throws IOException {
                    return files.load();
                }

                @Override
                public void save(ClientState state) throws IOException {
                    saves++;
                    if (saves == dying && before) {
                        Runtime.getRuntime().halt(DIED);
                    }
                    files.save(state);
                    if (saves == dying) {
                        Runtime.getRuntime().halt(DIED);
                    }
                }
            };
            OpampClient client = OpampClient.builder(URI.create(args[1]))
                    .agent(AgentDescription.of("checkout", "1.4.0"))
                    .stateStore(store)
                    .acceptConnectionSettings(true)
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
}
