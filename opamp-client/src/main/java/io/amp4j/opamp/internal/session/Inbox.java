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

/** Processes the fields of a server message without an error. */
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
    private final StateSaver stateSaver;

    Inbox(Core core, StateSaver stateSaver, SettingsOffers settingsOffers) {
        this.settingsOffers = settingsOffers;
        this.config = core.config;
        this.effects = core.effects;
        this.capabilities = core.capabilities;
        this.outbox = core.outbox;
        this.heartbeat = core.heartbeat;
        this.fullState = core.fullState;
        this.customMessages = core.customMessages;
        this.packages = core.packages;
        this.stateSaver = stateSaver;
    }

    /** Processes a message of that many bytes. Returns true if it is an accepted restart command: then everything else in it is ignored. */
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

    /** If the agent cannot accept OpAMP settings, only their heartbeat interval is used. */
    private void connectionSettings(@Nullable SettingsOffer offer, long now) {
        if (offer == null) {
            return;
        }
        if (offer.opamp() != null
                && !capabilities.has(AgentCapability.ACCEPTS_OPAMP_CONNECTION_SETTINGS)
                && heartbeat.offered(Nanos.of(offer.opamp().heartbeatInterval()))) {
            stateSaver.changedByServer(now);
        }
        settingsOffers.offered(offer, now);
    }

    /** On a connection that is being closed, a new offer of settings is still recorded: otherwise the client would use older ones. */
    void lateOffer(ServerMessage message, long now) {
        if (message.connectionSettings() != null) {
            settingsOffers.offered(message.connectionSettings(), now);
        }
    }

    /** Reports that messages will not be sent. */
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
        Identity identity = stateSaver.identity();
        InstanceUid before = identity.uid();
        if (!identity.adopt(newUid)) {
            return;
        }
        if (outbox.value(Part.DESCRIPTION) instanceof AgentDescription description) {
            // It is sent with the full report that follows.
            outbox.setDelayed(Part.DESCRIPTION, Identity.mirrored(description, before, newUid), Nanos.NEVER);
        }
        // The server has no state of the agent under the new uid yet. The report is subject to the rate limit of full
        // reports, because a server that assigns a new uid in every answer would otherwise cause an endless loop.
        if (fullState.request(true, false, now)) {
            effects.warn("the server assigns instance uids too often; the agent reports every "
                    + FullState.REFILL / 1_000_000_000L + " s at most");
        }
        stateSaver.changedByServer(now);
        effects.tell(new Notice.InstanceUidAssigned(newUid));
    }

    /** Processes delayed offers and reports that are due. */
    void proceed(long now) {
        if (stateSaver.remoteConfigs().takeWaiting(now)) {
            remoteConfigTaken(now);
        }
        if (packages != null) {
            packages.proceed(now);
        }
        stateSaver.saveInTime(now);
        settingsOffers.proceed(now);
    }

    /** Returns when {@link #proceed} must be called next if no other event occurs. */
    long nextDeadline() {
        return Math.min(
                Math.min(stateSaver.remoteConfigs().takeAt(), stateSaver.saveAt()),
                Math.min(settingsOffers.nextDeadline(), packages == null ? Nanos.NEVER : packages.nextDeadline()));
    }

    private void remoteConfig(ServerMessage message, long now) {
        RemoteConfigs.Offer offer = offer(message);
        if (offer == null || !capabilities.has(AgentCapability.ACCEPTS_REMOTE_CONFIG)) {
            return;
        }
        RemoteConfigs configs = stateSaver.remoteConfigs();
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
        RemoteConfigs configs = stateSaver.remoteConfigs();
        stateSaver.changed();
        RemoteConfig toApply = configs.inWork();
        if (toApply == null) {
            outbox.set(Part.REMOTE_CONFIG_STATUS, configs.status());
            outbox.endDelay(Part.REMOTE_CONFIG_STATUS);
            fullState.release();
            effects.warn(
                    "a remote configuration is refused: " + configs.status().errorMessage());
            return;
        }
        // Most configurations are applied quickly, and then one report suffices. So the status APPLYING is delayed a
        // little, and so is a full report that was requested by the same message.
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
