package io.amp4j.opamp.client;

import static io.amp4j.opamp.AgentCapability.ACCEPTS_REMOTE_CONFIG;
import static io.amp4j.opamp.AgentCapability.ACCEPTS_RESTART_COMMAND;
import static io.amp4j.opamp.AgentCapability.REPORTS_REMOTE_CONFIG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.OpampException;
import io.amp4j.opamp.testing.FakeOpampServer;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an agent says it can do where its callbacks have every method, as those of a proxy do. */
class ExplicitCapabilitiesTest {

    private static final Duration LIMIT = Duration.ofSeconds(RecordingCallbacks.LIMIT_SECONDS);

    /** As a framework makes one. */
    private static OpampCallbacks proxy() {
        OpampCallbacks target = new OpampCallbacks() {};
        InvocationHandler passOn = (self, method, arguments) -> method.invoke(target, arguments);
        return (OpampCallbacks) Proxy.newProxyInstance(
                OpampCallbacks.class.getClassLoader(), new Class<?>[] {OpampCallbacks.class}, passOn);
    }

    private static OpampClientBuilder client(URI endpoint) {
        return OpampClient.builder(endpoint)
                .agent(AgentDescription.of("checkout", "1.4.0"))
                .callbacks(proxy());
    }

    private static OpampClientBuilder client() {
        return client(URI.create("http://127.0.0.1:1"));
    }

    private static Set<AgentCapability> announcedBy(OpampClientBuilder builder) {
        try (OpampClient client = builder.build()) {
            return client.status().agentCapabilities();
        }
    }

    @Test
    void doesNotSayWhatItsUserDenies() {
        try (FakeOpampServer server = FakeOpampServer.start();
                OpampClient client = client(server.httpEndpoint())
                        .acceptRemoteConfig(false)
                        .acceptRestart(false)
                        .acceptConnectionSettings(false)
                        .acceptOtherConnections(false)
                        .ownTelemetry(Set.of())
                        .build()) {
            client.start();

            assertThat(AgentCapability.fromMask(
                            server.awaitMessages(1, LIMIT).get(0).capabilities()))
                    .containsExactlyInAnyOrder(AgentCapability.REPORTS_STATUS, AgentCapability.REPORTS_HEARTBEAT);
        }
    }

    @Test
    void saysEachByItself() {
        assertThat(announcedBy(client().acceptRestart(false)))
                .contains(ACCEPTS_REMOTE_CONFIG, REPORTS_REMOTE_CONFIG)
                .doesNotContain(ACCEPTS_RESTART_COMMAND);
        assertThat(announcedBy(client().acceptRemoteConfig(false)))
                .contains(ACCEPTS_RESTART_COMMAND)
                .doesNotContain(ACCEPTS_REMOTE_CONFIG, REPORTS_REMOTE_CONFIG);
    }

    @Test
    void refusesToPromiseWhatNoCallbackKeeps() {
        assertThatExceptionOfType(OpampException.class)
                .isThrownBy(() -> client().callbacks(new OpampCallbacks() {})
                        .acceptRemoteConfig(true)
                        .acceptRestart(true)
                        .build())
                .withMessageContainingAll("onRemoteConfig", "onRestart");
    }

    @Test
    void refusesWordsThatContradictEachOther() {
        assertThatExceptionOfType(OpampException.class)
                .isThrownBy(() -> client().capabilities(List.of(ACCEPTS_REMOTE_CONFIG))
                        .acceptRemoteConfig(false)
                        .acceptRestart(true)
                        .build())
                .withMessageContainingAll(
                        "capabilities(…) and acceptRemoteConfig(false)", "capabilities(…) and acceptRestart(true)");
    }
}
