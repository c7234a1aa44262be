package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.ServerCommand;
import io.amp4j.opamp.internal.codec.ServerMessage;
import io.amp4j.opamp.internal.codec.SettingsOffer;
import java.util.List;
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
    private final Memory memory;

    Inbox(Core core, Memory memory) {
        this.config = core.config;
        this.effects = core.effects;
        this.capabilities = core.capabilities;
        this.outbox = core.outbox;
        this.heartbeat = core.heartbeat;
        this.fullState = core.fullState;
        this.customMessages = core.customMessages;
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
                effects.warn("the server asks for a full report again and again; it gets one every "
                        + FullState.REFILL / 1_000_000_000L + " s");
            }
        }
        remoteConfig(message.remoteConfig(), now);
        // The place of packages and of connection settings. Of the settings for OpAMP the interval counts by itself.
        SettingsOffer settings = message.connectionSettings();
        if (settings != null && settings.opamp() != null) {
            if (heartbeat.offered(Nanos.of(settings.opamp().heartbeatInterval()))) {
                memory.changed();
            }
        }
        customMessage(message.customMessage());
        return false;
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
            outbox.set(Part.DESCRIPTION, Identity.mirrored(description, before, newUid));
        }
        // Under this name the server knows nothing of the agent yet. At the rate of full reports, since a server that
        // gives a new
        // name in every answer would otherwise be answered without end.
        if (fullState.request(true, false, now)) {
            effects.warn("the server assigns instance uids in quick succession; the agent reports every "
                    + FullState.REFILL / 1_000_000_000L + " s at most");
        }
        memory.changed();
        effects.tell(new Notice.InstanceUidAssigned(newUid));
    }

    private void remoteConfig(@Nullable RemoteConfig offer, long now) {
        if (offer == null || !capabilities.has(AgentCapability.ACCEPTS_REMOTE_CONFIG)) {
            return;
        }
        RemoteConfigs configs = memory.remoteConfigs();
        if (!configs.offer(offer)) {
            return;
        }
        // Most configurations are applied in no time; those servers hear of once. So the word that work has begun waits
        // a little,
        // and so does a full report that was asked for in the same breath.
        long patience = Nanos.after(now, Nanos.of(config.applyGrace()));
        outbox.setQuietly(Part.REMOTE_CONFIG_STATUS, configs.status(), patience);
        fullState.holdUntil(patience);
        memory.changed();
        effects.tell(new Notice.RemoteConfigOffered(configs.generation(), offer));
    }

    private void customMessage(@Nullable CustomMessage message) {
        if (message != null && customMessages.isOwn(message.capability())) {
            effects.tell(new Notice.CustomMessageReceived(message));
        }
    }
}
