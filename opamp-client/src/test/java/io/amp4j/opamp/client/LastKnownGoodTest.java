package io.amp4j.opamp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.HealthProbe;
import io.amp4j.opamp.HealthProbes;
import io.amp4j.opamp.LastKnownGood;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.OpampException;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ManualTime;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.Transport;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the server is told of a configuration that the agent is not healthy with, and what the agent runs with then. */
class LastKnownGoodTest {
    private static final Duration WINDOW = Duration.ofSeconds(30);

    private final FakeOpampServer server = FakeOpampServer.start();
    private final ManualTime time = new ManualTime();
    private final Applied applied = new Applied();
    private volatile HealthProbe.Answer health = HealthProbe.Answer.healthy();
    private OpampClient client;
    private boolean isWebSocket;

    /** Applies what it gets, and remembers it. */
    private static final class Applied implements OpampCallbacks {
        final List<String> texts = new CopyOnWriteArrayList<>();
        volatile String running = "none";
        volatile String fails = "";
        volatile boolean tellsEffective;
        final Map<String, CompletableFuture<ConfigOutcome>> late = new ConcurrentHashMap<>();

        @Override
        public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
            String text = config.files().get("").text();
            texts.add(text);
            if (text.equals(fails)) {
                return ConfigOutcome.failed("cannot be used");
            }
            running = text;
            CompletableFuture<ConfigOutcome> later = late.get(text);
            if (later != null) {
                return ConfigOutcome.applying(later);
            }
            return tellsEffective
                    ? ConfigOutcome.applied(EffectiveConfig.of(ConfigFile.yaml(text)))
                    : ConfigOutcome.applied();
        }
    }

    private OpampClientBuilder builder(Transport transport) {
        isWebSocket = transport == Transport.WEBSOCKET;
        URI endpoint = transport == Transport.HTTP ? server.httpEndpoint() : server.webSocketEndpoint();
        return OpampClient.builder(endpoint)
                .agent(AgentDescription.of("checkout", "1.4.0"))
                .firstHeartbeatSpread(0)
                .clock(time.clock())
                .ticker(time.ticker())
                .scheduler(time.scheduler())
                .callbacks(applied)
                .effectiveConfigSupplier(() -> EffectiveConfig.of(ConfigFile.yaml(applied.running)))
                .lastKnownGood(LastKnownGood.probedBy(() -> health).build());
    }

    private void start(OpampClientBuilder builder) {
        client = builder.build();
        client.start();
        advance(Duration.ZERO);
    }

    private void advance(Duration by) {
        server.advance(time, by, client::awaitIdle);
    }

    /** Has the server offer a configuration, and lets the agent hear of it. */
    private void offer(String text) {
        server.offerRemoteConfig(OfferedFile.yaml("", text));
        // Over HTTP it comes with the answer to the next poll; the word that it is being applied waits a moment.
        advance(isWebSocket ? Duration.ofSeconds(2) : client.status().heartbeatInterval());
    }

    private Reported.ConfigStatus reported() {
        return server.messages().stream()
                .flatMap(message -> message.remoteConfigStatus().stream())
                .reduce((older, newer) -> newer)
                .orElseThrow();
    }

    private String effective() {
        return server.messages().stream()
                .map(ReceivedMessage::effectiveConfig)
                .flatMap(config -> config.stream())
                .reduce((older, newer) -> newer)
                .orElseThrow()
                .get("")
                .text();
    }

    @AfterEach
    void close() {
        if (client != null) {
            client.close();
        }
        assertThat(server.violations()).isEmpty();
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void reportsAConfigurationAsAppliedOnceTheAgentWasHealthyForTheWindow(Transport transport) {
        start(builder(transport));
        offer("a: 1");
        assertThat(reported().status()).isEqualTo(Reported.APPLYING);
        assertThat(effective()).isEqualTo("a: 1");
        advance(WINDOW);
        assertThat(reported().status()).isEqualTo(Reported.APPLIED);
        assertThat(applied.texts).containsExactly("a: 1");
    }

    @ParameterizedTest
    @EnumSource
    void goesBackToTheLastGoodOneAndSaysThatTheNewOneHasFailed(Transport transport) {
        start(builder(transport));
        offer("a: 1");
        advance(WINDOW);
        health = HealthProbe.Answer.unhealthy("no pipeline is running");
        offer("b: 2");
        advance(WINDOW);

        assertThat(applied.texts).containsExactly("a: 1", "b: 2", "a: 1");
        assertThat(reported().status()).isEqualTo(Reported.FAILED);
        assertThat(reported().errorMessage())
                .isEqualTo(
                        "went back to the last good configuration; the agent is not healthy after 30 s: no pipeline is"
                                + " running");
        assertThat(effective()).isEqualTo("a: 1");
        // The server goes on offering it, and nothing changes.
        advance(WINDOW.multipliedBy(10));
        assertThat(applied.texts).hasSize(3);
        assertThat(reported().status()).isEqualTo(Reported.FAILED);

        health = HealthProbe.Answer.healthy();
        offer("c: 3");
        advance(WINDOW);
        assertThat(reported().status()).isEqualTo(Reported.APPLIED);
        assertThat(effective()).isEqualTo("c: 3");
    }

    @Test
    void goesBackAtOnceWhenTheAgentBecomesUnhealthyAgain() {
        start(builder(Transport.WEBSOCKET));
        offer("a: 1");
        advance(WINDOW);
        offer("b: 2");
        advance(Duration.ofSeconds(4));
        health = HealthProbe.Answer.unhealthy("out of memory");
        advance(Duration.ofSeconds(4));
        assertThat(applied.running).isEqualTo("a: 1");
        assertThat(reported().errorMessage()).endsWith("the agent became unhealthy again: out of memory");
    }

    @Test
    void waitsForAnAgentThatTakesTimeToBecomeHealthy() {
        health = HealthProbe.Answer.unhealthy("starting");
        start(builder(Transport.WEBSOCKET));
        offer("a: 1");
        advance(Duration.ofSeconds(20));
        health = HealthProbe.Answer.healthy();
        advance(WINDOW);
        assertThat(reported().status()).isEqualTo(Reported.APPLIED);
    }

    @Test
    void saysSoWhenThereIsNothingToGoBackTo() {
        health = HealthProbe.Answer.unhealthy("starting");
        start(builder(Transport.HTTP));
        offer("a: 1");
        advance(WINDOW);
        assertThat(reported().status()).isEqualTo(Reported.FAILED);
        assertThat(reported().errorMessage()).startsWith("there is no earlier configuration to go back to; ");
        assertThat(effective()).isEqualTo("a: 1");
    }

    @Test
    void saysSoWhenTheLastGoodOneCannotBeAppliedAgain() {
        start(builder(Transport.HTTP));
        offer("a: 1");
        advance(WINDOW);
        applied.fails = "a: 1";
        health = HealthProbe.Answer.unhealthy("starting");
        offer("b: 2");
        advance(WINDOW);
        assertThat(reported().errorMessage())
                .startsWith("the last good configuration could not be applied again (cannot be used); ");
    }

    @Test
    void leavesTheNextBadOneInPlaceAfterSoManyWithinAnHour() {
        start(builder(Transport.WEBSOCKET)
                .lastKnownGood(LastKnownGood.probedBy(() -> health)
                        .rollBacksPerHour(1)
                        .details(() -> "  last line of the log\n")
                        .build()));
        offer("a: 1");
        advance(WINDOW);
        health = HealthProbe.Answer.unhealthy("starting");
        offer("b: 2");
        advance(WINDOW);
        assertThat(applied.running).isEqualTo("a: 1");
        offer("c: 3");
        advance(WINDOW);
        assertThat(applied.running).isEqualTo("c: 3");
        assertThat(reported().status()).isEqualTo(Reported.FAILED);
        assertThat(reported().errorMessage())
                .startsWith("not undone, as too many were within an hour; ")
                .endsWith("\nlast line of the log");
        advance(Duration.ofHours(1));
        offer("d: 4");
        advance(WINDOW);
        assertThat(applied.running).isEqualTo("a: 1");
    }

    @Test
    void givesUpANewerOneForTheWatchOfAnOlder() {
        start(builder(Transport.WEBSOCKET));
        offer("a: 1");
        advance(WINDOW);
        health = HealthProbe.Answer.unhealthy("starting");
        offer("b: 2");
        advance(Duration.ofSeconds(10));
        offer("c: 3");
        health = HealthProbe.Answer.healthy();
        advance(WINDOW);
        assertThat(applied.texts).containsExactly("a: 1", "b: 2", "c: 3");
        assertThat(reported().status()).isEqualTo(Reported.APPLIED);
    }

    @Test
    void takesNoLateOutcomeOfAnOlderOneForThatOfTheNewest() {
        CompletableFuture<ConfigOutcome> late = new CompletableFuture<>();
        applied.late.put("b: 2", late);
        start(builder(Transport.WEBSOCKET));
        offer("a: 1");
        advance(WINDOW);
        offer("b: 2");
        offer("c: 3");
        late.complete(ConfigOutcome.applied());
        advance(WINDOW);
        assertThat(reported().status()).isEqualTo(Reported.APPLIED);
        health = HealthProbe.Answer.unhealthy("starting");
        advance(WINDOW.multipliedBy(3));
        assertThat(applied.texts).containsExactly("a: 1", "b: 2", "c: 3");
    }

    @Test
    void goesBackWhenTheNextOneIsRefusedWithinTheWindow() {
        start(builder(Transport.WEBSOCKET));
        offer("a: 1");
        advance(WINDOW);
        health = HealthProbe.Answer.unhealthy("starting");
        offer("b: 2");
        applied.fails = "c: 3";
        offer("c: 3");
        assertThat(applied.texts).containsExactly("a: 1", "b: 2", "c: 3", "a: 1");
        assertThat(reported().status()).isEqualTo(Reported.FAILED);
        assertThat(reported().errorMessage()).isEqualTo("cannot be used");
        assertThat(effective()).isEqualTo("a: 1");
    }

    @Test
    void goesBackWhenTheNextOneIsRefusedWhileTheFormerIsStillBeingApplied() {
        applied.late.put("b: 2", new CompletableFuture<>());
        start(builder(Transport.WEBSOCKET));
        offer("a: 1");
        advance(WINDOW);
        offer("b: 2");
        applied.fails = "c: 3";
        offer("c: 3");
        assertThat(applied.texts).containsExactly("a: 1", "b: 2", "c: 3", "a: 1");
        assertThat(reported().status()).isEqualTo(Reported.FAILED);
        assertThat(effective()).isEqualTo("a: 1");
    }

    @Test
    void showsTheConfigurationThatIsInUseAgainWithoutASupplier() {
        applied.tellsEffective = true;
        start(OpampClient.builder(server.webSocketEndpoint())
                .agent(AgentDescription.of("checkout", "1.4.0"))
                .clock(time.clock())
                .ticker(time.ticker())
                .scheduler(time.scheduler())
                .callbacks(applied)
                .effectiveConfig(EffectiveConfig.of(ConfigFile.yaml("none")))
                .lastKnownGood(LastKnownGood.probedBy(() -> health).build()));
        isWebSocket = true;
        offer("a: 1");
        client.updateEffectiveConfig(EffectiveConfig.of(ConfigFile.yaml("a: 1 # and more")));
        advance(WINDOW);
        assertThat(effective()).isEqualTo("a: 1 # and more");
        health = HealthProbe.Answer.unhealthy("starting");
        offer("b: 2");
        advance(WINDOW);
        assertThat(effective()).isEqualTo("a: 1");
    }

    @Test
    void doesNotTakeAnOldReportForHealthThatWasLost() {
        start(builder(Transport.WEBSOCKET)
                .health(ComponentHealth.healthy(time.clock().instant()))
                .lastKnownGood(LastKnownGood.byReportedHealth().build()));
        offer("a: 1");
        advance(Duration.ofSeconds(5));
        client.updateHealth(ComponentHealth.unhealthy("starting"));
        advance(Duration.ofSeconds(5));
        client.updateHealth(ComponentHealth.healthy(time.clock().instant()));
        advance(WINDOW);
        assertThat(reported().status()).isEqualTo(Reported.APPLIED);
    }

    @Test
    void takesTheReportedHealth() {
        start(builder(Transport.WEBSOCKET)
                .health(ComponentHealth.healthy(time.clock().instant()))
                .lastKnownGood(LastKnownGood.byReportedHealth().build()));
        offer("a: 1");
        advance(WINDOW);
        assertThat(reported().status()).isEqualTo(Reported.APPLIED);
        offer("b: 2");
        client.updateHealth(ComponentHealth.unhealthy("receiver otlp: address in use"));
        advance(WINDOW);
        assertThat(reported().errorMessage()).endsWith(": receiver otlp: address in use");
        assertThat(applied.running).isEqualTo("a: 1");
    }

    @Test
    void doesNotWaitForAProbeThatHangs() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        start(builder(Transport.WEBSOCKET));
        offer("a: 1");
        advance(WINDOW);
        client.close();
        start(builder(Transport.WEBSOCKET)
                .lastKnownGood(LastKnownGood.probedBy(() -> {
                            asked.countDown();
                            hanging.await();
                            return HealthProbe.Answer.healthy();
                        })
                        .build()));
        boolean failed = false;
        try {
            offer("b: 2");
            // The first look, which begins a probe that hangs: from here on time moves without waiting for the client
            // to rest.
            time.advance(Duration.ofSeconds(2));
            assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!failed && System.nanoTime() < deadline) {
                client.sendCustomMessage(CustomMessage.of("none", "", Bytes.EMPTY))
                        .exceptionally(refused -> null)
                        .join();
                time.advance(Duration.ofSeconds(3));
                failed = server.messages().stream()
                        .flatMap(message -> message.remoteConfigStatus().stream())
                        .anyMatch(status -> status.errorMessage().contains("the health probe does not answer"));
            }
            assertThat(failed).isTrue();
        } finally {
            hanging.countDown();
        }
    }

    @Test
    void startsWithTheLastGoodOneAfterTheProcessEndedWithinTheWindow(@TempDir Path folder) {
        start(builder(Transport.HTTP).stateStore(StateStore.file(folder)));
        offer("a: 1");
        advance(WINDOW);
        offer("b: 2");
        assertThat(applied.running).isEqualTo("b: 2");
        assertThat(reported().status()).isEqualTo(Reported.APPLYING);
        client.close();

        applied.texts.clear();
        start(builder(Transport.HTTP).stateStore(StateStore.file(folder)));
        advance(WINDOW.multipliedBy(3));
        assertThat(applied.texts).containsExactly("a: 1");
        assertThat(reported().status()).isEqualTo(Reported.FAILED);
        assertThat(reported().errorMessage()).isEqualTo("the agent ended while it applied this configuration");
        assertThat(effective()).isEqualTo("a: 1");
    }

    @Test
    void isRefusedByAnAgentThatAcceptsNoConfiguration() {
        assertThatThrownBy(() -> builder(Transport.HTTP)
                        .callbacks(new OpampCallbacks() {})
                        .build())
                .isInstanceOf(OpampException.class)
                .hasMessageContaining("lastKnownGood");
        assertThatThrownBy(() -> HealthProbes.http(URI.create("file:/etc/passwd"), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
