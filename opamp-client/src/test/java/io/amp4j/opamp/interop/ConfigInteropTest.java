package io.amp4j.opamp.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.RemoteConfig;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Remote configuration from the reference server: offered in every shape, applied or not, reported with its hash. */
@Interop
class ConfigInteropTest {
    private static final String APPLIED = "RemoteConfigStatuses_APPLIED";
    private static final String APPLYING = "RemoteConfigStatuses_APPLYING";
    private static final String FAILED = "RemoteConfigStatuses_FAILED";

    @ParameterizedTest
    @EnumSource
    void reportsAnAppliedOfferWithItsHashAndEffect(Endpoint endpoint, ReferenceServer server) throws Exception {
        EffectiveConfig before = EffectiveConfig.builder()
                .file("a.yaml", ConfigFile.yaml("a: 1"))
                .build();
        try (InteropAgent agent = InteropAgent.start(
                InteropAgent.options(server, endpoint).effectiveConfig(before),
                config -> ConfigOutcome.applied(EffectiveConfig.of(config.files())))) {
            server.awaitMessage();
            server.push(agent.uid(), Offers.remoteConfig("0a0b0c", Map.of("a.yaml", "a: 2", "b.yaml", "b: 3")));

            RemoteConfig offered = InteropAgent.next("the offer", agent.configs);
            assertThat(offered.files().keySet()).containsExactlyInAnyOrder("a.yaml", "b.yaml");
            assertThat(offered.files().get("b.yaml"))
                    .isEqualTo(ConfigFile.of(ConfigFile.yaml("b: 3").body(), "text/yaml"));
            Seen report = awaitStatus(server, APPLIED, "0a0b0c");
            assertThat(report.bytes("/effectiveConfig/configMap/configMap/a.yaml/body"))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("a: 2");
            server.awaitApplied(1, "0a0b0c");
        }
        StatusInteropTest.assertOrderly(server);
    }

    @ParameterizedTest
    @EnumSource
    void reportsWhyAnOfferFailed(Endpoint endpoint, ReferenceServer server) {
        try (InteropAgent agent = InteropAgent.start(
                InteropAgent.options(server, endpoint), config -> ConfigOutcome.failed("line 1: no such receiver"))) {
            server.awaitMessage();
            server.push(agent.uid(), Offers.remoteConfig("01", Map.of("", "receivers: [x]")));
            assertThat(awaitStatus(server, FAILED, "01").text("/remoteConfigStatus/errorMessage"))
                    .isEqualTo("line 1: no such receiver");
            assertThat(server.stats("01").path("applied").asInt()).isZero();
        }
        StatusInteropTest.assertOrderly(server);
    }

    @ParameterizedTest
    @EnumSource
    void reportsALongWorkTwice(Endpoint endpoint, ReferenceServer server) {
        CompletableFuture<ConfigOutcome> work = new CompletableFuture<>();
        try (InteropAgent agent =
                InteropAgent.start(InteropAgent.options(server, endpoint), config -> ConfigOutcome.applying(work))) {
            server.awaitMessage();
            server.push(agent.uid(), Offers.remoteConfig("02", Map.of("", "a: 1")));
            awaitStatus(server, APPLYING, "02");
            work.complete(ConfigOutcome.applied());
            awaitStatus(server, APPLIED, "02");
        }
        StatusInteropTest.assertOrderly(server);
    }

    @ParameterizedTest
    @EnumSource
    void appliesTheSameOfferOnce(Endpoint endpoint, ReferenceServer server) throws Exception {
        try (InteropAgent agent = InteropAgent.start(server, endpoint)) {
            server.awaitMessage();
            server.push(agent.uid(), Offers.remoteConfig("03", Map.of("", "a: 1")));
            awaitStatus(server, APPLIED, "03");
            server.push(agent.uid(), Offers.remoteConfig("03", Map.of("", "a: 1")));
            server.push(agent.uid(), Offers.remoteConfig("04", Map.of("", "a: 2")));
            awaitStatus(server, APPLIED, "04");

            assertThat(InteropAgent.next("the first offer", agent.configs)
                            .hash()
                            .toString())
                    .contains("03");
            assertThat(InteropAgent.next("the last offer", agent.configs).hash().toString())
                    .contains("04");
            assertThat(agent.configs).isEmpty();
        }
        StatusInteropTest.assertOrderly(server);
    }

    /** Over WebSocket the reference server sends this in many frames, the last of which may be empty. */
    @ParameterizedTest
    @EnumSource
    void takesALargeOffer(Endpoint endpoint, ReferenceServer server) throws Exception {
        try (InteropAgent agent = InteropAgent.start(server, endpoint)) {
            server.awaitMessage();
            server.pushFilled(agent.uid(), Offers.remoteConfig("05", Map.of("a", "b")), 1_000_003);
            awaitStatus(server, APPLIED, "05");
            assertThat(filled(InteropAgent.next("the offer", agent.configs))).isEqualTo("x".repeat(1_000_003));
        }
        StatusInteropTest.assertOrderly(server);
    }

    @ParameterizedTest
    @EnumSource(names = {"WEBSOCKET", "WEBSOCKET_DEFLATE", "SECURE_WEBSOCKET"})
    void putsFragmentsTogetherAcrossPings(Endpoint endpoint, ReferenceServer server) throws Exception {
        try (InteropAgent agent = InteropAgent.start(server, endpoint)) {
            server.awaitMessage();
            server.pushFragmented(agent.uid(), Offers.remoteConfig("06", Map.of("a", "b")), 70_000, 9);
            awaitStatus(server, APPLIED, "06");
            assertThat(filled(InteropAgent.next("the offer", agent.configs))).isEqualTo("x".repeat(70_000));

            // More frames than bytes: most of them are empty.
            server.pushFragmented(agent.uid(), Offers.remoteConfig("07", Map.of("a", "b")), 1, 200);
            awaitStatus(server, APPLIED, "07");
        }
        StatusInteropTest.assertOrderly(server);
    }

    /** Compressed, 8 MiB of one letter are a few KiB on the wire: the limit is on what they become. */
    @ParameterizedTest
    @EnumSource
    void refusesAnOfferAboveItsLimitAndGoesOn(Endpoint endpoint, ReferenceServer server) throws Exception {
        try (InteropAgent agent =
                InteropAgent.start(InteropAgent.options(server, endpoint).maxReceivedBytes(100_000))) {
            server.awaitMessage();
            server.pushTooMuch(agent.uid(), Offers.remoteConfig("08", Map.of("a", "b")), 8 << 20);
            ConnectionFailure failure =
                    InteropAgent.next("the oversize offer", endpoint.isWebSocket() ? agent.losses : agent.failures);
            assertThat(failure.kind()).isEqualTo(ConnectionFailure.Kind.TOO_LARGE);
            if (endpoint.isWebSocket()) {
                assertThat(server.awaitEvent("unreadable").json().path("error").asText())
                        .contains("1009");
            }
            server.awaitMessage(
                    "a message after the failure", seen -> !endpoint.isWebSocket() || seen.connection() > 1);
            server.push(agent.uid(), Offers.remoteConfig("09", Map.of("a", "b")));
            awaitStatus(server, APPLIED, "09");
            assertThat(agent.configs)
                    .extracting(config -> config.hash().toString())
                    .noneMatch(hash -> hash.contains("08"));
        }
        assertThat(server.stats("08").path("applied").asInt()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void keepsBackWhatIsTooLargeToSend(Endpoint endpoint, ReferenceServer server) {
        EffectiveConfig small = EffectiveConfig.of(ConfigFile.yaml("a: 1"));
        try (InteropAgent agent = InteropAgent.start(
                InteropAgent.options(server, endpoint).effectiveConfig(small).maxSentBytes(10_000))) {
            server.awaitMessage();
            agent.client().updateEffectiveConfig(EffectiveConfig.of(ConfigFile.yaml("x".repeat(20_000))));
            agent.client().updateDescription(AgentDescription.of("interop", "2.0.0"));
            assertThat(server.awaitMessageWith("agentDescription").has("effectiveConfig"))
                    .as("the rest goes out without it")
                    .isFalse();
            agent.client().updateEffectiveConfig(EffectiveConfig.of(ConfigFile.yaml("a: 2")));
            assertThat(server.awaitMessageWith("effectiveConfig").bytes("/effectiveConfig/configMap/configMap//body"))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("a: 2");
        }
        assertThat(server.received()).allMatch(seen -> seen.size() <= 10_000);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = ".*WEBSOCKET.*")
    void compressesWhatItSaysItCompresses(Endpoint endpoint, ReferenceServer server) {
        EffectiveConfig large = EffectiveConfig.of(ConfigFile.yaml("key: value\n".repeat(20_000)));
        try (InteropAgent agent =
                InteropAgent.start(InteropAgent.options(server, endpoint).effectiveConfig(large))) {
            assertThat(server.awaitMessage().size()).isGreaterThan(200_000);
            server.pushFilled(agent.uid(), Offers.remoteConfig("0a", Map.of("a", "b")), 200_000);
            awaitStatus(server, APPLIED, "0a");
        }
        Seen closed = server.awaitEvent("closed");
        long in = closed.json().path("bytesIn").asLong();
        long out = closed.json().path("bytesOut").asLong();
        if (endpoint.isCompressed()) {
            assertThat(in).isLessThan(20_000);
            assertThat(out).isLessThan(20_000);
            assertThat(closed.header("Sec-Websocket-Extensions")).contains("permessage-deflate");
        } else {
            assertThat(in).isGreaterThan(200_000);
            assertThat(out).isGreaterThan(200_000);
        }
    }

    private static String filled(RemoteConfig config) {
        ConfigFile file = config.files().get("fill");
        return file == null ? "" : file.text();
    }

    static Seen awaitStatus(ReferenceServer server, String status, String hash) {
        return server.awaitMessage(
                status + " of " + hash,
                seen -> seen.text("/remoteConfigStatus/status").equals(status)
                        && seen.hex("/remoteConfigStatus/lastRemoteConfigHash").equals(hash));
    }
}
