package io.amp4j.opamp.interop;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.InstanceUid;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the reference server hears of an agent, and what the agent hears of it, when nothing goes wrong. */
@Interop
class StatusInteropTest {
    private static final String CAPABILITY = "io.amp4j.interop";
    /** Milliseconds; the server tells the time after the network, so a second may look a little shorter to it. */
    private static final long SECOND = 900;

    private static final Instant SINCE = Instant.parse("2026-01-02T03:04:05Z");

    @ParameterizedTest
    @EnumSource
    void reportsEverythingFirst(Endpoint endpoint, ReferenceServer server) {
        try (InteropAgent agent = InteropAgent.start(InteropAgent.options(server, endpoint)
                .header("X-Interop", "yes")
                .health(ComponentHealth.builder(true)
                        .startTime(SINCE)
                        .status("running")
                        .component("receiver", ComponentHealth.unhealthy("no port"))
                        .build())
                .effectiveConfig(EffectiveConfig.builder()
                        .file("a.yaml", ConfigFile.yaml("a: 1"))
                        .build())
                .customCapabilities(CustomCapabilities.of(List.of(CAPABILITY))))) {
            Seen first = server.awaitMessage();

            assertThat(first.uid()).isEqualTo(agent.uid());
            assertThat(first.isGap()).isFalse();
            assertThat(first.transport()).isEqualTo(endpoint.transport());
            assertThat(first.endpoint()).isEqualTo(endpoint.listener());
            assertThat(first.header("X-Interop")).isEqualTo("yes");
            assertThat(first.header("User-Agent")).contains("amp4j");
            assertThat(first.attribute("service.name")).isEqualTo("interop");
            assertThat(first.attribute("service.version")).isEqualTo("1.2.3");
            assertThat(first.text("/health/healthy")).isEqualTo("true");
            assertThat(first.text("/health/status")).isEqualTo("running");
            assertThat(first.text("/health/startTimeUnixNano")).isEqualTo(SINCE.getEpochSecond() + "000000000");
            assertThat(first.text("/health/componentHealthMap/receiver/lastError"))
                    .isEqualTo("no port");
            assertThat(new String(
                            first.bytes("/effectiveConfig/configMap/configMap/a.yaml/body"), StandardCharsets.UTF_8))
                    .isEqualTo("a: 1");
            assertThat(first.text("/customCapabilities/capabilities/0")).isEqualTo(CAPABILITY);
            assertThat(AgentCapability.fromMask(first.capabilities()))
                    .containsExactlyInAnyOrder(
                            AgentCapability.REPORTS_STATUS,
                            AgentCapability.ACCEPTS_REMOTE_CONFIG,
                            AgentCapability.REPORTS_REMOTE_CONFIG,
                            AgentCapability.REPORTS_EFFECTIVE_CONFIG,
                            AgentCapability.REPORTS_HEALTH,
                            AgentCapability.ACCEPTS_RESTART_COMMAND,
                            AgentCapability.REPORTS_HEARTBEAT);
            if (!endpoint.isWebSocket()) {
                assertThat(first.header("Content-Encoding")).isEqualTo(endpoint.isCompressed() ? "gzip" : "");
                assertThat(first.header("Opamp-Instance-Uid"))
                        .isEqualTo(agent.client()
                                .status()
                                .instanceUid()
                                .orElseThrow()
                                .toString());
            }
        }
        assertOrderly(server);
    }

    @ParameterizedTest
    @EnumSource
    void reportsOnlyWhatChanges(Endpoint endpoint, ReferenceServer server) {
        try (InteropAgent agent =
                InteropAgent.start(InteropAgent.options(server, endpoint).health(ComponentHealth.healthy(SINCE)))) {
            Seen first = server.awaitMessage();

            agent.client().updateHealth(ComponentHealth.unhealthy("disk full"));
            Seen health = server.awaitMessageWith("health");
            assertThat(health.text("/health/lastError")).isEqualTo("disk full");
            assertThat(health.has("agentDescription")).isFalse();
            assertThat(health.has("effectiveConfig")).isFalse();
            assertThat(health.sequence()).isGreaterThan(first.sequence());
            assertThat(health.capabilities()).isEqualTo(first.capabilities());

            agent.client().updateDescription(AgentDescription.of("interop", "2.0.0"));
            Seen description = server.awaitMessageWith("agentDescription");
            assertThat(description.attribute("service.version")).isEqualTo("2.0.0");
            assertThat(description.has("health")).isFalse();
        }
        assertOrderly(server);
    }

    @ParameterizedTest
    @EnumSource
    void reportsEverythingAgainWhenAsked(Endpoint endpoint, ReferenceServer server) {
        try (InteropAgent agent =
                InteropAgent.start(InteropAgent.options(server, endpoint).health(ComponentHealth.healthy(SINCE)))) {
            server.awaitMessage();
            agent.client().updateHealth(ComponentHealth.unhealthy("disk full"));
            server.awaitMessageWith("health");

            server.push(agent.uid(), Offers.reportFullState());

            Seen full = server.awaitMessageWith("agentDescription");
            assertThat(full.attribute("service.name")).isEqualTo("interop");
            assertThat(full.text("/health/lastError")).isEqualTo("disk full");
        }
        assertOrderly(server);
    }

    @ParameterizedTest
    @EnumSource
    void exchangesCustomMessages(Endpoint endpoint, ReferenceServer server) throws Exception {
        try (InteropAgent agent = InteropAgent.start(InteropAgent.options(server, endpoint)
                .customCapabilities(CustomCapabilities.of(List.of(CAPABILITY))))) {
            server.awaitMessage();
            server.push(agent.uid(), Offers.customMessage(CAPABILITY, "ask", "how are you"));
            CustomMessage asked = InteropAgent.next("the custom message", agent.customMessages);
            assertThat(asked.capability()).isEqualTo(CAPABILITY);
            assertThat(asked.type()).isEqualTo("ask");
            assertThat(asked.data()).isEqualTo(bytes("how are you"));

            // What the server supports is in its first answer, which the push may have overtaken.
            while (InteropAgent.next("the server's capabilities", agent.messages)
                    .customCapabilities()
                    .isEmpty()) {}
            List<CompletableFuture<@Nullable Void>> sent = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                sent.add(agent.client().sendCustomMessage(CustomMessage.of(CAPABILITY, "tell", bytes("fine " + i))));
            }
            for (int i = 0; i < 5; i++) {
                Seen told = server.awaitMessageWith("customMessage");
                assertThat(told.text("/customMessage/capability")).isEqualTo(CAPABILITY);
                assertThat(told.text("/customMessage/type")).isEqualTo("tell");
                assertThat(new String(told.bytes("/customMessage/data"), StandardCharsets.UTF_8))
                        .isEqualTo("fine " + i);
            }
            for (CompletableFuture<@Nullable Void> each : sent) {
                each.get(30, SECONDS);
            }
        }
        assertThat(server.received().stream().filter(seen -> seen.has("customMessage")))
                .as("each message once")
                .hasSize(5);
        assertOrderly(server);
    }

    @ParameterizedTest
    @EnumSource
    void takesTheIdentityThatTheServerGives(Endpoint endpoint, ReferenceServer server) throws Exception {
        String given = "0190a1b2c3d47e5f8a9b0c1d2e3f4a5b";
        try (InteropAgent agent =
                InteropAgent.start(InteropAgent.options(server, endpoint).health(ComponentHealth.healthy(SINCE)))) {
            server.awaitMessage();
            server.push(agent.uid(), Offers.newInstanceUid(given));

            InstanceUid told = InteropAgent.next("the new identity", agent.instanceUids);
            assertThat(InteropAgent.hex(told)).isEqualTo(given);
            Seen first = server.awaitMessage(
                    "a message of the new identity", seen -> seen.uid().equals(given));
            assertThat(first.isGap())
                    .as("the first message of the new identity is complete")
                    .isFalse();
            assertThat(first.has("health")).isTrue();
            if (!endpoint.isWebSocket()) {
                assertThat(first.header("Opamp-Instance-Uid")).isEqualTo(told.toString());
            }
        }
        List<Seen> all = server.received();
        assertThat(all.get(all.size() - 1).uid()).isEqualTo(given);
    }

    @ParameterizedTest
    @EnumSource
    void asksForAnIdentity(Endpoint endpoint, ReferenceServer server) throws Exception {
        String given = "0190a1b2c3d47e5f8a9b0c1d2e3f4a5c";
        server.answerNextWith(Offers.newInstanceUid(given));
        try (InteropAgent agent =
                InteropAgent.start(InteropAgent.options(server, endpoint).requestInstanceUid(true))) {
            assertThat(server.awaitMessage().message().path("flags").asLong()).isEqualTo(1);
            InteropAgent.next("the new identity", agent.instanceUids);
            Seen first = server.awaitMessage(
                    "a message of the new identity", seen -> seen.uid().equals(given));
            assertThat(first.message().path("flags").asLong()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP", "HTTPS_GZIP", "WEBSOCKET", "SECURE_WEBSOCKET_DEFLATE"})
    void beatsAsOftenAsTheServerWants(Endpoint endpoint, ReferenceServer server) {
        try (InteropAgent agent = InteropAgent.start(server, endpoint)) {
            Seen before = server.awaitMessage();
            server.push(agent.uid(), Offers.heartbeat("07", Duration.ofSeconds(1)));
            while (!agent.client().status().heartbeatInterval().equals(Duration.ofSeconds(1))) {
                before = server.awaitMessage();
            }
            Seen beat = server.awaitMessage();
            // Over HTTP some polls may have been on their way before the offer.
            for (int i = 0; i < 20 && beat.at() - before.at() < SECOND; i++) {
                before = beat;
                beat = server.awaitMessage();
            }

            assertThat(beat.at() - before.at()).isBetween(SECOND, 30 * SECOND);
            assertThat(beat.message().properties().stream().map(Map.Entry::getKey))
                    .as("a heartbeat holds nothing else")
                    .containsExactlyInAnyOrder("instanceUid", "sequenceNum", "capabilities");
        }
        assertOrderly(server);
    }

    @ParameterizedTest
    @EnumSource
    void saysGoodbye(Endpoint endpoint, ReferenceServer server) {
        InteropAgent agent = InteropAgent.start(server, endpoint);
        server.awaitMessage();
        agent.close();

        Seen last = server.awaitMessageWith("agentDisconnect");
        assertThat(last.uid()).isEqualTo(agent.uid());
        if (endpoint.isWebSocket()) {
            server.awaitEvent("closed");
            assertThat(server.log())
                    .as("the closing handshake")
                    .noneMatch(seen -> seen.event().equals("unreadable"));
        }
        List<Seen> all = server.received();
        assertThat(all.get(all.size() - 1)).isEqualTo(last);
        assertOrderly(server);
    }

    private static Bytes bytes(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Where nothing went wrong, every message has the number after the one before. */
    static void assertOrderly(ReferenceServer server) {
        List<Seen> all = server.received();
        assertThat(all).noneMatch(Seen::isGap);
        for (int i = 1; i < all.size(); i++) {
            assertThat(all.get(i).sequence()).isEqualTo(all.get(i - 1).sequence() + 1);
        }
    }
}
