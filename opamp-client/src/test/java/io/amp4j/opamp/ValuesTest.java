package io.amp4j.opamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.amp4j.opamp.packages.InstalledPackage;
import io.amp4j.opamp.packages.OfferedPackage;
import io.amp4j.opamp.packages.PackagePolicy;
import io.amp4j.opamp.packages.PackageType;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The values that users make, keep and compare. */
class ValuesTest {

    private static final Hash HASH = Hash.of((byte) 1);
    private static final InstanceUid UID = new InstanceUid(1, 2);
    private static final AttributeValue ONE = AttributeValue.of(1);
    private static final ConfigFile FILE = ConfigFile.yaml("a: 1");
    /** Exceptions are equal only to themselves. */
    private static final Optional<IOException> ERROR = Optional.of(new IOException("a test made this"));

    private static final BackoffFunction FUNCTION = (attempt, failure) -> failure.retryIn();
    private static final ConnectionSettings SETTINGS =
            ConnectionSettings.builder().endpoint("a").build();
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Of each type values that differ from the first one in one component each. */
    static Stream<Arguments> values() {
        return Stream.of(
                values(
                        "AgentDescription",
                        () -> List.of(
                                AgentDescription.builder().build(),
                                AgentDescription.builder().identifying("k", ONE).build(),
                                AgentDescription.builder()
                                        .nonIdentifying("k", ONE)
                                        .build())),
                values(
                        "BackoffPolicy",
                        () -> List.of(
                                BackoffPolicy.DEFAULT,
                                BackoffPolicy.builder()
                                        .initial(Duration.ofSeconds(2))
                                        .build(),
                                BackoffPolicy.builder().multiplier(3).build(),
                                BackoffPolicy.builder()
                                        .max(Duration.ofMinutes(6))
                                        .build(),
                                BackoffPolicy.builder().jitter(0.1).build(),
                                BackoffPolicy.builder().throttleFloor(SECOND).build(),
                                BackoffPolicy.builder()
                                        .throttleMax(Duration.ofHours(2))
                                        .build(),
                                BackoffPolicy.of(FUNCTION))),
                values("ClientState", () -> {
                    ClientState initial = ClientState.initial(UID);
                    return List.of(
                            initial,
                            ClientState.initial(new InstanceUid(1, 3)),
                            initial.withAssignedUid(UID),
                            initial.withSequenceNumber(1),
                            initial.withRemoteConfig(RemoteConfig.of(Map.of(), HASH)),
                            initial.withRemoteConfigStatus(RemoteConfigStatus.applied(HASH)),
                            initial.withHeartbeatInterval(SECOND),
                            initial.withConnections(StoredConnections.NONE.withCurrent(SETTINGS)),
                            initial.withPackages(Bytes.utf8("packages")));
                }),
                values("ConnectionSettings", () -> {
                    ConnectionSettings.Builder none = ConnectionSettings.builder();
                    return List.of(
                            none.build(),
                            SETTINGS,
                            SETTINGS.toBuilder().hash(HASH).build(),
                            SETTINGS.toBuilder().headers(Map.of()).build(),
                            SETTINGS.toBuilder()
                                    .headers(Map.of("a", List.of("b")))
                                    .build(),
                            SETTINGS.toBuilder().heartbeatInterval(SECOND).build(),
                            SETTINGS.toBuilder().trustedCertificates("", false).build(),
                            SETTINGS.toBuilder().trustedCertificates("a", false).build(),
                            SETTINGS.toBuilder().trustedCertificates("", true).build(),
                            SETTINGS.toBuilder().insecureSkipVerify(true).build(),
                            SETTINGS.toBuilder().tlsVersions("1.3", "").build(),
                            SETTINGS.toBuilder().tlsVersions("", "1.3").build(),
                            SETTINGS.toBuilder().cipherSuites(List.of("A")).build(),
                            SETTINGS.toBuilder().withoutClientCertificate().build(),
                            SETTINGS.toBuilder().clientCertificate("a", "").build(),
                            SETTINGS.toBuilder().clientCertificate("a", "b").build(),
                            SETTINGS.toBuilder().proxy("p", Map.of()).build(),
                            SETTINGS.toBuilder()
                                    .proxy("p", Map.of("a", List.of("b")))
                                    .build(),
                            SETTINGS.toBuilder().otherSettings(Map.of("a", "b")).build());
                }),
                values(
                        "ConnectionSettingsOutcome",
                        () -> List.of(
                                ConnectionSettingsOutcome.accept(),
                                ConnectionSettingsOutcome.refuse("no"),
                                ConnectionSettingsOutcome.refuse(""))),
                values(
                        "ConnectionSettingsStatus",
                        () -> List.of(
                                ConnectionSettingsStatus.UNSET,
                                ConnectionSettingsStatus.applied(HASH),
                                ConnectionSettingsStatus.applying(HASH),
                                ConnectionSettingsStatus.failed(HASH, ""),
                                ConnectionSettingsStatus.failed(HASH, "no"))),
                values(
                        "StoredConnections",
                        () -> List.of(
                                StoredConnections.NONE,
                                StoredConnections.NONE.withCurrent(SETTINGS),
                                StoredConnections.NONE.withCandidate(SETTINGS),
                                StoredConnections.NONE.withStatus(ConnectionSettingsStatus.applied(HASH)),
                                StoredConnections.NONE.withTelemetry(
                                        Map.of(TelemetryDestination.Signal.LOGS, SETTINGS)),
                                StoredConnections.NONE.withOthers(Map.of("a", SETTINGS)))),
                values(
                        "TelemetryDestination",
                        () -> List.of(
                                TelemetryDestination.of(TelemetryDestination.Signal.LOGS, SETTINGS),
                                TelemetryDestination.of(TelemetryDestination.Signal.TRACES, SETTINGS),
                                TelemetryDestination.of(TelemetryDestination.Signal.LOGS, ConnectionSettings.NONE))),
                values(
                        "HealthProbe.Answer",
                        () -> List.of(
                                HealthProbe.Answer.healthy(),
                                HealthProbe.Answer.unhealthy(""),
                                HealthProbe.Answer.unhealthy("port closed"))),
                values(
                        "InstalledPackage",
                        () -> List.of(
                                InstalledPackage.local("a", "1", HASH),
                                InstalledPackage.local("b", "1", HASH),
                                InstalledPackage.local("a", "2", HASH),
                                InstalledPackage.local("a", "1", Hash.EMPTY),
                                InstalledPackage.from(OfferedPackage.builder("a")
                                        .version("1")
                                        .hash(HASH)
                                        .contentHash(HASH)
                                        .build()))),
                values(
                        "OfferedPackage",
                        () -> List.of(
                                OfferedPackage.builder("a").build(),
                                OfferedPackage.builder("b").build(),
                                OfferedPackage.builder("a")
                                        .type(PackageType.ADDON)
                                        .build(),
                                OfferedPackage.builder("a").version("1").build(),
                                OfferedPackage.builder("a").hash(HASH).build(),
                                OfferedPackage.builder("a").contentHash(HASH).build(),
                                OfferedPackage.builder("a")
                                        .signature(Bytes.utf8("s"))
                                        .build())),
                values(
                        "PackagePolicy",
                        () -> List.of(
                                PackagePolicy.DEFAULT,
                                PackagePolicy.builder().maxBytes(1).build(),
                                PackagePolicy.builder().names(List.of("a")).build(),
                                PackagePolicy.builder().allowsDowngrade(false).build(),
                                PackagePolicy.builder().allowsPlainHttp(true).build(),
                                PackagePolicy.builder().removesUnoffered(true).build(),
                                PackagePolicy.builder().requiresSignature(false).build(),
                                PackagePolicy.builder().parallelism(1).build(),
                                PackagePolicy.builder().maxAttempts(1).build(),
                                PackagePolicy.builder().downloadTimeout(SECOND).build())),
                values(
                        "ComponentDetails",
                        () -> List.of(
                                ComponentDetails.of(Map.of()),
                                ComponentDetails.of(Map.of("k", ONE)),
                                ComponentDetails.of(Map.of(), Map.of("c", ComponentDetails.of(Map.of()))))),
                values(
                        "ComponentHealth",
                        () -> List.of(
                                ComponentHealth.builder(true).lastError("e").build(),
                                ComponentHealth.builder(false).lastError("e").build(),
                                ComponentHealth.builder(true).build(),
                                ComponentHealth.builder(true)
                                        .lastError("e")
                                        .startTime(Instant.ofEpochSecond(1))
                                        .build(),
                                ComponentHealth.builder(true)
                                        .lastError("e")
                                        .status("s")
                                        .build(),
                                ComponentHealth.builder(true)
                                        .lastError("e")
                                        .statusTime(Instant.ofEpochSecond(1))
                                        .build(),
                                ComponentHealth.builder(true)
                                        .lastError("e")
                                        .component(
                                                "c",
                                                ComponentHealth.builder(true).build())
                                        .build(),
                                ComponentHealth.builder(true)
                                        .lastError("e")
                                        .attribute("k", ONE)
                                        .build())),
                values(
                        "ConfigFile",
                        () -> List.of(
                                FILE,
                                ConfigFile.of("a: 2", "text/yaml"),
                                ConfigFile.of(Bytes.utf8("a: 1"), "application/yaml"))),
                values(
                        "ConfigOutcome",
                        () -> List.of(
                                ConfigOutcome.applied(),
                                ConfigOutcome.applied(EffectiveConfig.of(FILE)),
                                ConfigOutcome.unchanged(),
                                ConfigOutcome.ignored(),
                                ConfigOutcome.failed("a"),
                                ConfigOutcome.failed("b"))),
                values("ConnectionFailure", () -> {
                    ConnectionFailure failure = ConnectionFailure.of(ConnectionFailure.Kind.LOST, "a", null);
                    return List.of(
                            failure,
                            ConnectionFailure.of(ConnectionFailure.Kind.TLS, "a", null),
                            ConnectionFailure.of(ConnectionFailure.Kind.LOST, "b", null),
                            ConnectionFailure.of(ConnectionFailure.Kind.LOST, "a", ERROR.orElseThrow()),
                            failure.withHttpStatus(503),
                            failure.withCloseCode(503),
                            failure.withRetryIn(SECOND));
                }),
                values(
                        "CustomCapabilities",
                        () -> List.of(CustomCapabilities.NONE, CustomCapabilities.of(Set.of("com.example.a")))),
                values(
                        "CustomMessage",
                        () -> List.of(
                                CustomMessage.of("c", "t", Bytes.EMPTY),
                                CustomMessage.of("d", "t", Bytes.EMPTY),
                                CustomMessage.of("c", "u", Bytes.EMPTY),
                                CustomMessage.of("c", "t", Bytes.utf8("x")))),
                values(
                        "EffectiveConfig",
                        () -> List.of(EffectiveConfig.of(Map.of()), EffectiveConfig.of(Map.of("a", FILE)))),
                values("MessageData", () -> {
                    ServerError error = ServerError.of(ServerError.Type.UNKNOWN, "");
                    return List.of(
                            MessageData.builder().build(),
                            MessageData.builder().instanceUid(Bytes.utf8("u")).build(),
                            MessageData.builder().serverCapabilities(1).build(),
                            MessageData.builder().flags(1).build(),
                            MessageData.builder().error(error).build(),
                            MessageData.builder()
                                    .remoteConfig(RemoteConfig.unchanged(HASH))
                                    .build(),
                            MessageData.builder().newInstanceUid(UID).build(),
                            MessageData.builder().command(ServerCommand.RESTART).build(),
                            MessageData.builder()
                                    .customCapabilities(CustomCapabilities.NONE)
                                    .build(),
                            MessageData.builder()
                                    .customMessage(CustomMessage.of("c", "t", Bytes.EMPTY))
                                    .build());
                }),
                values(
                        "OpampStatus",
                        () -> List.of(
                                OpampStatus.builder().build(),
                                OpampStatus.builder()
                                        .state(OpampStatus.State.CONNECTED)
                                        .build(),
                                OpampStatus.builder().instanceUid(UID).build(),
                                OpampStatus.builder().sequenceNumber(1).build(),
                                OpampStatus.builder()
                                        .agentCapabilities(Set.of(AgentCapability.REPORTS_STATUS))
                                        .build(),
                                OpampStatus.builder()
                                        .serverCapabilities(Set.of(ServerCapability.ACCEPTS_STATUS))
                                        .build(),
                                OpampStatus.builder()
                                        .remoteConfigStatus(RemoteConfigStatus.applied(HASH))
                                        .build(),
                                OpampStatus.builder().heartbeatInterval(SECOND).build(),
                                OpampStatus.builder().nextAttemptIn(SECOND).build(),
                                OpampStatus.builder().isThrottled(true).build(),
                                OpampStatus.builder().waitingCustomMessages(1).build(),
                                OpampStatus.builder().attempts(1).build(),
                                OpampStatus.builder().failedAttempts(1).build(),
                                OpampStatus.builder().successes(1).build(),
                                OpampStatus.builder().sentMessages(1).build(),
                                OpampStatus.builder().sentBytes(1).build(),
                                OpampStatus.builder().receivedMessages(1).build(),
                                OpampStatus.builder().receivedBytes(1).build(),
                                OpampStatus.builder().malformedMessages(1).build(),
                                OpampStatus.builder().discardedMessages(1).build(),
                                OpampStatus.builder().skippedCallbacks(1).build(),
                                OpampStatus.builder().throttles(1).build(),
                                OpampStatus.builder().lastLatency(SECOND).build(),
                                OpampStatus.builder()
                                        .lastFailure(ConnectionFailure.of(ConnectionFailure.Kind.LOST, "a", null))
                                        .build())),
                values(
                        "RemoteConfig",
                        () -> List.of(
                                RemoteConfig.of(Map.of(), HASH),
                                RemoteConfig.of(Map.of("a", FILE), HASH),
                                RemoteConfig.of(Map.of(), Hash.EMPTY),
                                RemoteConfig.unchanged(HASH))),
                values(
                        "RemoteConfigStatus",
                        () -> List.of(
                                RemoteConfigStatus.failed(HASH, ""),
                                RemoteConfigStatus.failed(Hash.EMPTY, ""),
                                RemoteConfigStatus.failed(HASH, "no"),
                                RemoteConfigStatus.of(HASH, RemoteConfigStatus.Status.APPLYING, ""))),
                values(
                        "ServerError",
                        () -> List.of(
                                ServerError.of(ServerError.Type.UNAVAILABLE, "a"),
                                ServerError.of(ServerError.Type.UNKNOWN, "a"),
                                ServerError.of(ServerError.Type.UNAVAILABLE, "b"),
                                ServerError.of(ServerError.Type.UNAVAILABLE, "a")
                                        .withRetryAfter(SECOND))));
    }

    private static Arguments values(String type, Supplier<List<?>> made) {
        return argumentSet(type, made);
    }

    @ParameterizedTest
    @MethodSource("values")
    void areEqualIfAllTheirComponentsAre(Supplier<List<?>> made) {
        List<?> some = made.get();
        List<?> others = made.get();

        for (int i = 0; i < some.size(); i++) {
            for (int j = 0; j < others.size(); j++) {
                assertThat(some.get(i).equals(others.get(j)))
                        .as("%s equals %s", some.get(i), others.get(j))
                        .isEqualTo(i == j);
            }
            assertThat(some.get(i))
                    .hasSameHashCodeAs(others.get(i))
                    .hasToString(others.get(i).toString());
            assertThat(some.get(i).equals("a text")).isFalse();
        }
    }

    @Test
    void nameTheirComponentsInText() {
        assertThat(BackoffPolicy.DEFAULT)
                .hasToString("BackoffPolicy[initial=PT1S, multiplier=2.0, max=PT5M, jitter=0.5, throttleFloor=PT30S,"
                        + " throttleMax=PT1H]");
        assertThat(ClientState.initial(UID).withSequenceNumber(7))
                .hasToString("ClientState[instanceUid=00000000-0000-0001-0000-000000000002, isUidAssigned=false,"
                        + " sequenceNumber=7, remoteConfig=null, remoteConfigStatus=RemoteConfigStatus[hash=,"
                        + " status=UNSET, errorMessage=none], heartbeatInterval=null]");
        assertThat(OpampStatus.builder().build().toString())
                .startsWith(
                        "OpampStatus[state=NEW, instanceUid=Optional.empty, sequenceNumber=0, agentCapabilities=[],")
                .endsWith("throttles=0, lastLatency=PT0S, lastFailure=Optional.empty]");
        assertThat(ConfigOutcome.applied()).hasToString("Applied[effective=Optional.empty]");
    }

    @Test
    void ofAPolicyHaveTheirBounds() {
        Duration year = Duration.ofDays(365);

        assertThat(BackoffPolicy.builder()
                        .initial(Duration.ofMinutes(9))
                        .build()
                        .max())
                .isEqualTo(Duration.ofMinutes(9));
        assertRefused("max must be from initial (PT1S) to PT8760H: PT0.5S", b -> b.max(Duration.ofMillis(500)));
        assertRefused("max must be from initial (PT1S) to PT8760H: PT8761H", b -> b.max(year.plusHours(1)));
        assertRefused("multiplier must be from 1 to 1000: 0.9", b -> b.multiplier(0.9));
        assertRefused("multiplier must be from 1 to 1000: NaN", b -> b.multiplier(Double.NaN));
        assertRefused("jitter must be from 0 to 1: 1.1", b -> b.jitter(1.1));
        assertRefused("throttleFloor must not be negative: PT-1S", b -> b.throttleFloor(SECOND.negated()));
        assertRefused("throttleMax must be from throttleFloor (PT30S) to PT8760H: PT1S", b -> b.throttleMax(SECOND));
    }

    private static void assertRefused(String message, UnaryOperator<BackoffPolicy.Builder> change) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> change.apply(BackoffPolicy.builder()).build())
                .withMessage(message);
    }
}
