package io.amp4j.opamp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.BackoffPolicy;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.ConnectionSettingsOutcome;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampFleet;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.SettingsOffer;
import io.amp4j.opamp.testing.TestCertificateAuthority;
import io.amp4j.opamp.testing.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A fleet whose server and token change again and again, while configurations and messages flow. */
class RotationUnderLoadTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String CAPABILITY = "com.example.count";

    private final TestCertificateAuthority authority = TestCertificateAuthority.create("authority");
    private final Set<String> settings = ConcurrentHashMap.newKeySet();
    private final Set<String> configurations = ConcurrentHashMap.newKeySet();
    private final Set<String> counted = ConcurrentHashMap.newKeySet();
    private final Set<String> wrongTokens = ConcurrentHashMap.newKeySet();

    private void received(String server, ReceivedMessage message) {
        String agent = message.instanceUidText();
        message.connectionSettingsStatus()
                .filter(status -> status.status() == Reported.APPLIED)
                .ifPresent(status -> settings.add(server + status.hash() + agent));
        message.remoteConfigStatus()
                .filter(status -> status.status() == Reported.APPLIED)
                .ifPresent(status -> configurations.add(status.hash() + agent));
        message.customMessage().ifPresent(custom -> counted.add(custom.data().toText() + agent));
        String token = message.request().header("Authorization").orElse("none");
        message.connectionSettingsStatus()
                .filter(status -> status.status() == Reported.APPLIED)
                .map(status -> status.hash().toText().replace("settings", "Bearer"))
                .filter(offered -> !offered.equals(token))
                .ifPresent(offered -> wrongTokens.add(server + " got " + token + " after " + offered));
    }

    private FakeOpampServer server(String name) {
        return FakeOpampServer.builder()
                .tls(authority)
                .keepMessages(1)
                .onMessage(message -> received(name, message))
                .start();
    }

    @Test
    void aFewAgentsLoseNothing() throws Exception {
        rotate(8, 4);
    }

    @Test
    @Tag("long")
    void aHundredAgentsLoseNothingInTenRotations() throws Exception {
        rotate(100, 10);
    }

    private void rotate(int agents, int rotations) throws Exception {
        try (FakeOpampServer first = server("first");
                FakeOpampServer second = server("second");
                OpampFleet fleet = OpampFleet.create()) {
            List<OpampClient> clients = new ArrayList<>();
            for (int i = 0; i < agents; i++) {
                clients.add(client(fleet, first, i));
            }
            clients.forEach(OpampClient::start);
            List<CompletableFuture<?>> sent = new ArrayList<>();
            for (int round = 1; round <= rotations; round++) {
                FakeOpampServer next = round % 2 == 1 ? second : first;
                Transport transport = round % 4 < 2 ? Transport.WEBSOCKET : Transport.HTTP;
                Bytes hash = Bytes.utf8("settings " + round);
                Bytes configHash = Bytes.utf8("configuration " + round);
                SettingsOffer offer = SettingsOffer.builder(hash)
                        .opamp(SettingsOffer.destination()
                                .endpoint((transport == Transport.HTTP ? next.httpEndpoint() : next.webSocketEndpoint())
                                        .toString())
                                .header("Authorization", "Bearer " + round)
                                .heartbeatSeconds(1)
                                .build())
                        .build();
                for (OpampClient client : clients) {
                    sent.add(client.sendCustomMessage(
                                    CustomMessage.of(CAPABILITY, "round", io.amp4j.opamp.Bytes.utf8(round + " ")))
                            .toCompletableFuture());
                }
                for (FakeOpampServer server : List.of(first, second)) {
                    server.offerConnectionSettings(offer);
                    server.offerRemoteConfig(configHash, OfferedFile.yaml("agent.yaml", "round: " + round));
                }
                String name = next == first ? "first" : "second";
                next.await(
                        "round " + round,
                        () -> count(settings, name + hash) == agents
                                && count(configurations, "" + configHash) == agents,
                        LIMIT);
            }
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(counted).as("messages that arrived").hasSize(agents * rotations);
            assertThat(wrongTokens).isEmpty();
        }
    }

    private static long count(Set<String> told, String prefix) {
        return told.stream().filter(one -> one.startsWith(prefix)).count();
    }

    private OpampClient client(OpampFleet fleet, FakeOpampServer first, int number) {
        return fleet.client(first.webSocketEndpoint())
                .agent(AgentDescription.of("checkout-" + number, "1.4.0"))
                .header("Authorization", "Bearer 0")
                .tls(TlsSettings.builder().trustedCertificates(authority.pem()).build())
                .stateStore(StateStore.inMemory())
                .customCapabilities(CustomCapabilities.of(Set.of(CAPABILITY)))
                .customMessagesNeedServer(false)
                .heartbeat(Duration.ofSeconds(1))
                .backoff(BackoffPolicy.builder().initial(Duration.ofMillis(50)).build())
                .callbacks(new OpampCallbacks() {
                    @Override
                    public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
                        return ConfigOutcome.applied();
                    }

                    @Override
                    public ConnectionSettingsOutcome onConnectionSettings(
                            OpampClient client, ConnectionSettings offered) {
                        return ConnectionSettingsOutcome.accept();
                    }
                })
                .build();
    }
}
