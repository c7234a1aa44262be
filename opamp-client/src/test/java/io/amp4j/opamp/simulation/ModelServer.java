package io.amp4j.opamp.simulation;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.ConnectionSettingsStatus;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.RemoteConfigStatus;
import io.amp4j.opamp.ServerError;
import io.amp4j.opamp.internal.codec.AgentMessage;
import io.amp4j.opamp.internal.codec.ConnectionOffer;
import io.amp4j.opamp.internal.codec.HeaderLine;
import io.amp4j.opamp.internal.codec.PackageStatuses;
import io.amp4j.opamp.internal.codec.ServerMessage;
import io.amp4j.opamp.internal.codec.SettingsOffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What a server that follows the specification believes, and how it answers. */
final class ModelServer {
    private static final long CAPABILITIES = 0x7F;

    private static final List<String> HOSTS = List.of("one.example", "two.example");

    private static final List<String> ENDPOINTS = List.of(
            "",
            "wss://one.example/",
            "https://one.example/",
            "wss://two.example/",
            "https://two.example/",
            "wss://dead.example/",
            "https://dead.example/");

    /** What the server knows of one agent. */
    static final class Belief {
        long lastNumber;

        @Nullable
        AgentDescription description;

        @Nullable
        ComponentHealth health;

        @Nullable
        EffectiveConfig effectiveConfig;

        @Nullable
        CustomCapabilities customCapabilities;

        @Nullable
        Hash componentsHash;

        RemoteConfigStatus configStatus = RemoteConfigStatus.UNSET;
        ConnectionSettingsStatus settingsStatus = ConnectionSettingsStatus.UNSET;

        @Nullable
        PackageStatuses packages;

        boolean wantsFullState;
        boolean disconnected;
    }

    private final SplittableRandom random;
    private final boolean asksOnce;
    private final CertificateOffice office;
    private final PackageOffers packages;
    private final Map<InstanceUid, Belief> beliefs = new HashMap<>();
    private final Map<String, Integer> customMessages = new HashMap<>();
    private final Set<String> down = new HashSet<>();
    private int configVersion;
    private @Nullable SettingsOffer settings;
    private int settingsVersion;

    /** @param asksOnce whether a wish for the full state is told in one answer alone, be that lost or not */
    ModelServer(SplittableRandom random, boolean asksOnce) {
        this.random = random;
        this.asksOnce = asksOnce;
        this.office = new CertificateOffice(random.split());
        this.packages = new PackageOffers(random.split());
    }

    @Nullable
    Belief belief(@Nullable InstanceUid uid) {
        return uid == null ? null : beliefs.get(uid);
    }

    /** How often each custom message arrived, by its content. */
    Map<String, Integer> customMessages() {
        return customMessages;
    }

    /** Wants every agent to run with a new configuration from now on. */
    void changeConfig() {
        configVersion++;
    }

    /** Wants every agent to come another way from now on: to any of its addresses, one that is none, or with other headers alone. */
    void changeSettings() {
        settingsVersion++;
        String endpoint = ENDPOINTS.get(random.nextInt(ENDPOINTS.size()));
        List<HeaderLine> headers = endpoint.isEmpty() || random.nextBoolean()
                ? List.of(new HeaderLine("X-Key", "key-" + settingsVersion))
                : null;
        settings = new SettingsOffer(
                new Hash(Bytes.utf8("settings-" + settingsVersion)),
                new SettingsOffer.Opamp(
                        new ConnectionOffer(endpoint, headers, null, null, null), Duration.ofSeconds(30)),
                null,
                null,
                null,
                Map.of());
    }

    CertificateOffice office() {
        return office;
    }

    PackageOffers packages() {
        return packages;
    }

    /** Returns the hash of the settings that are offered to an agent; null if there are none. */
    @Nullable
    Hash offeredSettings(InstanceUid uid) {
        SettingsOffer offer = offer(uid);
        return offer == null ? null : offer.hash();
    }

    /** Returns what all are offered, with the certificate of this one. */
    private @Nullable SettingsOffer offer(InstanceUid uid) {
        ConnectionOffer.Certificate certificate = office.offered(uid);
        SettingsOffer common = settings;
        if (certificate == null) {
            return common;
        }
        ConnectionOffer connection = common == null || common.opamp() == null
                ? new ConnectionOffer("", null, certificate, null, null)
                : new ConnectionOffer(
                        common.opamp().connection().endpoint(),
                        common.opamp().connection().headers(),
                        certificate,
                        null,
                        null);
        return new SettingsOffer(
                new Hash(Bytes.utf8("settings-" + settingsVersion + ", " + office.version(uid))),
                new SettingsOffer.Opamp(connection, Duration.ofSeconds(30)),
                null,
                null,
                null,
                Map.of());
    }

    /** One of its addresses goes down or comes back. */
    void toggle() {
        String host = HOSTS.get(random.nextInt(HOSTS.size()));
        if (!down.remove(host)) {
            down.add(host);
        }
    }

    void everythingUp() {
        down.clear();
    }

    boolean isDown(String endpoint) {
        return endpoint.contains("dead.") || down.stream().anyMatch(endpoint::contains);
    }

    Hash wantedHash() {
        return hash(configVersion);
    }

    static Hash hash(int version) {
        return new Hash(Bytes.utf8("config-" + version));
    }

    /** What an agent runs with that has applied a configuration. */
    static EffectiveConfig effective(RemoteConfig config) {
        return EffectiveConfig.of(config.files());
    }

    EffectiveConfig wantedEffective() {
        return effective(wanted());
    }

    private RemoteConfig wanted() {
        return RemoteConfig.of(Map.of("", ConfigFile.yaml("version: " + configVersion + "\n")), wantedHash());
    }

    /** Loses everything, as a server without a store does when it restarts. */
    void forget() {
        beliefs.clear();
    }

    /** Takes a message and answers it. */
    ServerMessage receive(AgentMessage message, Faults faults) {
        ServerMessage.Builder answer =
                ServerMessage.builder(message.instanceUid().toBytes());
        if (chance(faults.unavailable())) {
            Duration retryAfter = random.nextBoolean() ? Duration.ZERO : Duration.ofSeconds(1 + random.nextInt(90));
            return answer.error(ServerError.of(ServerError.Type.UNAVAILABLE, "later")
                            .withRetryAfter(retryAfter))
                    .build();
        }
        Belief belief = beliefs.computeIfAbsent(message.instanceUid(), any -> new Belief());
        boolean gap = message.sequenceNumber() != belief.lastNumber + 1;
        belief.lastNumber = message.sequenceNumber();
        belief.wantsFullState &= message.agentDescription() == null || message.health() == null;
        learn(belief, message);
        ServerError refusal = request(belief, message, !gap && belief.description != null, faults);
        if (refusal != null) {
            return answer.error(refusal).build();
        }
        answer.capabilities(CAPABILITIES).customCapabilities(Worlds.CUSTOM);
        if (asksOnce) {
            belief.wantsFullState = false;
        }
        // Otherwise the server wants the full state until it comes: its wish may be lost on the way.
        belief.wantsFullState |= gap || (belief.description == null && !asksOnce) || chance(faults.unpromptedFlag());
        if (belief.wantsFullState) {
            answer.flags(ServerMessage.REPORT_FULL_STATE);
        }
        if (configVersion > 0 && !belief.configStatus.hash().equals(wantedHash())) {
            answer.remoteConfig(wanted());
        }
        office.visited(message.instanceUid(), faults.equals(Faults.NONE));
        SettingsOffer offer = offer(message.instanceUid());
        if (offer != null && !belief.settingsStatus.hash().equals(offer.hash())) {
            answer.connectionSettings(offer);
        }
        if ((message.capabilities() & AgentCapability.ACCEPTS_PACKAGES.bit()) != 0) {
            answer.packages(packages.due(belief.packages, faults.equals(Faults.NONE)));
        }
        if (chance(faults.newUid())) {
            byte[] uid = new byte[InstanceUid.SIZE];
            random.nextBytes(uid);
            answer.newInstanceUid(Bytes.of(uid));
        }
        return answer.build();
    }

    private @Nullable ServerError request(Belief belief, AgentMessage message, boolean mayRefuse, Faults faults) {
        Bytes request = message.certificateRequest();
        return request == null
                ? null
                : office.receive(
                        message.instanceUid(),
                        request.toText(),
                        belief.settingsStatus.status() == ConnectionSettingsStatus.Status.FAILED,
                        mayRefuse,
                        faults.equals(Faults.NONE));
    }

    /** What the server sends on its own on a WebSocket when it wants another configuration. */
    ServerMessage pushedConfig(InstanceUid uid) {
        return ServerMessage.builder(uid.toBytes())
                .capabilities(CAPABILITIES)
                .remoteConfig(wanted())
                .build();
    }

    /** The same for other packages. */
    ServerMessage pushedPackages(InstanceUid uid) {
        return ServerMessage.builder(uid.toBytes())
                .capabilities(CAPABILITIES)
                .packages(packages.current())
                .build();
    }

    private void learn(Belief belief, AgentMessage message) {
        belief.description = message.agentDescription() == null ? belief.description : message.agentDescription();
        belief.health = message.health() == null ? belief.health : message.health();
        belief.effectiveConfig = message.effectiveConfig() == null ? belief.effectiveConfig : message.effectiveConfig();
        belief.customCapabilities =
                message.customCapabilities() == null ? belief.customCapabilities : message.customCapabilities();
        belief.componentsHash = message.availableComponents() == null
                ? belief.componentsHash
                : message.availableComponents().hash();
        belief.configStatus = message.remoteConfigStatus() == null ? belief.configStatus : message.remoteConfigStatus();
        if (message.connectionSettingsStatus() != null) {
            belief.settingsStatus = message.connectionSettingsStatus();
        }
        belief.packages = message.packageStatuses() == null ? belief.packages : message.packageStatuses();
        belief.disconnected = message.isDisconnect();
        CustomMessage custom = message.customMessage();
        if (custom != null) {
            customMessages.merge(custom.data().toText(), 1, Integer::sum);
        }
    }

    private boolean chance(int outOfThousand) {
        return random.nextInt(1000) < outOfThousand;
    }
}
