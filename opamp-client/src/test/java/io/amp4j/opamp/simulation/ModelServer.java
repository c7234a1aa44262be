package io.amp4j.opamp.simulation;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.RemoteConfigStatus;
import io.amp4j.opamp.ServerError;
import io.amp4j.opamp.internal.codec.AgentMessage;
import io.amp4j.opamp.internal.codec.ServerMessage;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What a server that follows the specification believes, and how it answers. */
final class ModelServer {
    private static final long CAPABILITIES = 0x7F;

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
        boolean wantsFullState;
        boolean disconnected;
    }

    private final SplittableRandom random;
    private final boolean asksOnce;
    private final Map<InstanceUid, Belief> beliefs = new HashMap<>();
    private final Map<String, Integer> customMessages = new HashMap<>();
    private int configVersion;

    /** @param asksOnce whether a wish for the full state is told in one answer alone, be that lost or not */
    ModelServer(SplittableRandom random, boolean asksOnce) {
        this.random = random;
        this.asksOnce = asksOnce;
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

    Hash wantedHash() {
        return hash(configVersion);
    }

    static Hash hash(int version) {
        return new Hash(Bytes.utf8("config-" + version));
    }

    /** What an agent runs with that has applied a configuration. */
    static EffectiveConfig effective(RemoteConfig config) {
        return new EffectiveConfig(config.files());
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
            Duration patience = random.nextBoolean() ? Duration.ZERO : Duration.ofSeconds(1 + random.nextInt(90));
            return answer.error(new ServerError(ServerError.Type.UNAVAILABLE, "later", patience))
                    .build();
        }
        Belief belief = beliefs.computeIfAbsent(message.instanceUid(), any -> new Belief());
        boolean gap = message.sequenceNumber() != belief.lastNumber + 1;
        belief.lastNumber = message.sequenceNumber();
        belief.wantsFullState &= message.agentDescription() == null || message.health() == null;
        learn(belief, message);
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
        if (chance(faults.newUid())) {
            byte[] uid = new byte[InstanceUid.SIZE];
            random.nextBytes(uid);
            answer.newInstanceUid(Bytes.of(uid));
        }
        return answer.build();
    }

    /** What the server sends on its own on a WebSocket when it wants another configuration. */
    ServerMessage push(InstanceUid uid) {
        return ServerMessage.builder(uid.toBytes())
                .capabilities(CAPABILITIES)
                .remoteConfig(wanted())
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
