package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.ServerCommand;
import io.amp4j.opamp.internal.codec.PackagesOffer;
import io.amp4j.opamp.internal.codec.RefusedConfig;
import io.amp4j.opamp.internal.codec.ServerMessage;
import io.amp4j.opamp.internal.codec.SettingsOffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a message of the server without an error brings about, field by field. */
final class Inbox {

    private final SessionConfig config;
    private final Effects effects;
    private final Capabilities capabilities;
    private final Outbox outbox;
    private final Heartbeat heartbeat;
    private final FullState fullState;
    private final CustomMessages customMessages;
    private final SettingsOffers settingsOffers;
    private final @Nullable PackageSync packages;
    private final Memory memory;

    Inbox(Core core, Memory memory, SettingsOffers settingsOffers) {
        this.settingsOffers = settingsOffers;
        this.config = core.config;
        this.effects = core.effects;
        this.capabilities = core.capabilities;
        this.outbox = core.outbox;
        this.heartbeat = core.heartbeat;
        this.fullState = core.fullState;
        this.customMessages = core.customMessages;
        this.packages = core.packages;
        this.memory = memory;
    }

    /** Processes a message of that many bytes. Returns true if it is an accepted command to restart: then nothing else in it counts. */
    boolean process(ServerMessage message, int bytes, long now) {
        capabilities.server(message.capabilities());
        if (message.command() == ServerCommand.RESTART && capabilities.has(AgentCapability.ACCEPTS_RESTART_COMMAND)) {
            return true;
        }
        if (message.command() == ServerCommand.UNKNOWN) {
            effects.warn("the server sent a command that this client does not know; it is ignored");
        }
        newIdentity(message.newInstanceUid(), now);
        undeliverable(customMessages.server(message.customCapabilities()), "the server does not support it any more");
        effects.tell(new Notice.MessageReceived(message, bytes));
        boolean components =
                message.areComponentsRequested() && capabilities.has(AgentCapability.REPORTS_AVAILABLE_COMPONENTS);
        if (message.isFullStateRequested() || components) {
            if (fullState.request(message.isFullStateRequested(), components, now)) {
                effects.warn("the server asks for a full report too often; it gets one every "
                        + FullState.REFILL / 1_000_000_000L + " s");
            }
        }
        remoteConfig(message, now);
        PackagesOffer offered = message.packages();
        if (packages != null && offered != null && capabilities.has(AgentCapability.ACCEPTS_PACKAGES)) {
            packages.offered(offered, now);
        }
        connectionSettings(message.connectionSettings(), now);
        customMessage(message.customMessage());
        return false;
    }

    /** Of settings for OpAMP that the agent cannot accept, the interval counts by itself. */
    private void connectionSettings(@Nullable SettingsOffer offer, long now) {
        if (offer == null) {
            return;
        }
        if (offer.opamp() != null
                && !capabilities.has(AgentCapability.ACCEPTS_OPAMP_CONNECTION_SETTINGS)
                && heartbeat.offered(Nanos.of(offer.opamp().heartbeatInterval()))) {
            memory.changedByServer(now);
        }
        settingsOffers.offered(offer, now);
    }

    /** On a connection that is being left, the newest settings still count: the client would go by older ones otherwise. */
    void lateOffer(ServerMessage message, long now) {
        if (message.connectionSettings() != null) {
            settingsOffers.offered(message.connectionSettings(), now);
        }
    }

    /** Tells that messages will not be sent. */
    void undeliverable(List<CustomMessages.Waiting> messages, String reason) {
        for (CustomMessages.Waiting waiting : messages) {
            effects.tell(new Notice.CustomMessageFailed(waiting.ticket(), reason));
        }
    }

    private void newIdentity(@Nullable Bytes offered, long now) {
        if (offered == null) {
            return;
        }
        if (offered.size() != InstanceUid.SIZE) {
            effects.warn("the server offered an instance uid of " + offered.size() + " bytes instead of 16; the agent"
                    + " keeps its own");
            return;
        }
        InstanceUid newUid = InstanceUid.of(offered);
        if (newUid.mostSignificantBits() == 0 && newUid.leastSignificantBits() == 0) {
            effects.warn("the server offered an instance uid of zeros; the agent keeps its own");
            return;
        }
        Identity identity = memory.identity();
        InstanceUid before = identity.uid();
        if (!identity.adopt(newUid)) {
            return;
        }
        if (outbox.value(Part.DESCRIPTION) instanceof AgentDescription description) {
            // It goes with the full report that follows.
            outbox.setDelayed(Part.DESCRIPTION, Identity.mirrored(description, before, newUid), Nanos.NEVER);
        }
        // Under this name the server knows nothing of the agent yet. At the rate of full reports, since a server that
        // gives a new
        // name in every answer would otherwise be answered without end.
        if (fullState.request(true, false, now)) {
            effects.warn("the server assigns instance uids too often; the agent reports every "
                    + FullState.REFILL / 1_000_000_000L + " s at most");
        }
        memory.changedByServer(now);
        effects.tell(new Notice.InstanceUidAssigned(newUid));
    }

    /** Takes up what had to wait, if its time has come. */
    void proceed(long now) {
        if (memory.remoteConfigs().takeWaiting(now)) {
            remoteConfigTaken(now);
        }
        if (packages != null) {
            packages.proceed(now);
        }
        memory.saveInTime(now);
        settingsOffers.proceed(now);
    }

    /** Returns when {@link #proceed} has something to do if nothing happens before. */
    long nextDeadline() {
        return Math.min(
                Math.min(memory.remoteConfigs().takeAt(), memory.saveAt()),
                Math.min(settingsOffers.nextDeadline(), packages == null ? Nanos.NEVER : packages.nextDeadline()));
    }

    private void remoteConfig(ServerMessage message, long now) {
        RemoteConfigs.Offer offer = offer(message);
        if (offer == null || !capabilities.has(AgentCapability.ACCEPTS_REMOTE_CONFIG)) {
            return;
        }
        RemoteConfigs configs = memory.remoteConfigs();
        switch (configs.offer(offer, now)) {
            case NOW -> remoteConfigTaken(now);
            case LATER -> {
                if (configs.isWorthAWarning()) {
                    effects.warn("the server offers configurations too often; from now on the agent takes one"
                            + " every " + RemoteConfigs.REFILL / 1_000_000_000L + " s, the newest");
                }
            }
            case KNOWN -> {}
        }
    }

    private static RemoteConfigs.@Nullable Offer offer(ServerMessage message) {
        RefusedConfig refused = message.refusedConfig();
        if (refused != null) {
            return new RemoteConfigs.Offer(RemoteConfig.of(Map.of(), refused.hash()), refused.reason());
        }
        RemoteConfig offered = message.remoteConfig();
        return offered == null ? null : new RemoteConfigs.Offer(offered, null);
    }

    private void remoteConfigTaken(long now) {
        RemoteConfigs configs = memory.remoteConfigs();
        memory.changed();
        RemoteConfig toApply = configs.inWork();
        if (toApply == null) {
            outbox.set(Part.REMOTE_CONFIG_STATUS, configs.status());
            outbox.endDelay(Part.REMOTE_CONFIG_STATUS);
            fullState.release();
            effects.warn(
                    "a remote configuration is refused: " + configs.status().errorMessage());
            return;
        }
        // Most configurations are applied in no time; those servers hear of once. So the word that work has begun waits
        // a little, and so does a full report that was asked for in the same breath.
        long until = Nanos.after(now, Nanos.of(config.applyGrace()));
        outbox.setDelayed(Part.REMOTE_CONFIG_STATUS, configs.status(), until);
        fullState.holdUntil(until);
        effects.tell(new Notice.RemoteConfigOffered(configs.generation(), toApply, configs.applied()));
    }

    private void customMessage(@Nullable CustomMessage message) {
        if (message != null && customMessages.received(message.capability())) {
            effects.tell(new Notice.CustomMessageReceived(message));
        }
    }
}
