package io.amp4j.opamp.testing;

import io.amp4j.opamp.testing.internal.wire.AgentToServer;
import io.amp4j.opamp.testing.internal.wire.ServerToAgent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The server's state of one agent. Guarded by the lock of {@link ServerModel}. */
final class AgentState {
    final Bytes uid;
    /** Messages that wait for the agent's next request. */
    final Deque<ServerToAgent> outbox = new ArrayDeque<>();
    /** The last known value of each part, as received. */
    AgentToServer.Builder known = AgentToServer.newBuilder();

    long messages;
    boolean connected;
    private long bytes;
    boolean knowsCustomCapabilities;

    @Nullable
    Bytes settingsOffered;

    AgentState(Bytes uid) {
        this.uid = uid;
    }

    /** Stores the parts of a message and returns whether the server has missed an earlier message. */
    boolean absorb(AgentToServer message) {
        boolean gap = messages == 0 || message.getSequenceNum() != known.getSequenceNum() + 1;
        boolean full = message.hasAgentDescription();
        messages++;
        connected = !message.hasAgentDisconnect();
        if (full && gap) {
            known = AgentToServer.newBuilder();
        }
        known.setSequenceNum(message.getSequenceNum()).setCapabilities(message.getCapabilities());
        if (full) {
            known.setAgentDescription(message.getAgentDescription());
            knowsCustomCapabilities = false;
        }
        if (message.hasHealth()) {
            known.setHealth(message.getHealth());
        }
        if (message.hasEffectiveConfig()) {
            known.setEffectiveConfig(message.getEffectiveConfig());
        }
        if (message.hasRemoteConfigStatus()) {
            known.setRemoteConfigStatus(message.getRemoteConfigStatus());
        }
        if (message.hasConnectionSettingsStatus()) {
            known.setConnectionSettingsStatus(message.getConnectionSettingsStatus());
        }
        if (message.hasPackageStatuses()) {
            known.setPackageStatuses(message.getPackageStatuses());
        }
        if (message.hasCustomCapabilities()) {
            known.setCustomCapabilities(message.getCustomCapabilities());
        }
        if (message.hasAvailableComponents()) {
            known.setAvailableComponents(message.getAvailableComponents());
        }
        bytes = known.buildPartial().getSerializedSize();
        return gap && !full && connected;
    }

    /** Returns the encoded size of the known state. */
    long bytes() {
        return bytes;
    }

    boolean can(int capability) {
        return (known.getCapabilities() & capability) != 0;
    }

    BelievedAgent snapshot() {
        return new BelievedAgent(
                uid,
                known.getSequenceNum(),
                known.getCapabilities(),
                connected,
                messages,
                known.hasAgentDescription()
                        ? Optional.of(WireViews.description(known.getAgentDescription()))
                        : Optional.empty(),
                known.hasHealth() ? Optional.of(WireViews.health(known.getHealth())) : Optional.empty(),
                known.hasEffectiveConfig()
                        ? Optional.of(WireViews.files(known.getEffectiveConfig()))
                        : Optional.empty(),
                known.hasRemoteConfigStatus()
                        ? Optional.of(WireViews.configStatus(known.getRemoteConfigStatus()))
                        : Optional.empty(),
                known.hasConnectionSettingsStatus()
                        ? Optional.of(WireViews.settingsStatus(known.getConnectionSettingsStatus()))
                        : Optional.empty(),
                known.hasPackageStatuses()
                        ? Optional.of(WireViews.packages(known.getPackageStatuses()))
                        : Optional.empty(),
                known.hasCustomCapabilities()
                        ? Optional.of(new Reported.CustomCapabilities(
                                known.getCustomCapabilities().getCapabilitiesList()))
                        : Optional.empty(),
                known.hasAvailableComponents()
                        ? Optional.of(WireViews.components(known.getAvailableComponents()))
                        : Optional.empty());
    }
}
