package io.amp4j.opamp.testing;

import com.google.protobuf.ByteString;
import io.amp4j.opamp.testing.internal.wire.AgentCapabilities;
import io.amp4j.opamp.testing.internal.wire.AgentRemoteConfig;
import io.amp4j.opamp.testing.internal.wire.AgentToServer;
import io.amp4j.opamp.testing.internal.wire.AgentToServerFlags;
import io.amp4j.opamp.testing.internal.wire.ServerToAgent;
import io.amp4j.opamp.testing.internal.wire.ServerToAgentFlags;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The state and the default answers of a server that follows the protocol. Uses no sockets; thread-safe. */
final class ServerModel {
    private static final int SETTINGS_TAKERS = AgentCapabilities.AgentCapabilities_ReportsOwnTraces_VALUE
            | AgentCapabilities.AgentCapabilities_ReportsOwnMetrics_VALUE
            | AgentCapabilities.AgentCapabilities_ReportsOwnLogs_VALUE
            | AgentCapabilities.AgentCapabilities_AcceptsOpAMPConnectionSettings_VALUE
            | AgentCapabilities.AgentCapabilities_AcceptsOtherConnectionSettings_VALUE
            | AgentCapabilities.AgentCapabilities_ReportsHeartbeat_VALUE;

    private final ReentrantLock lock = new ReentrantLock();
    private final int keptAgents;
    private final long keptBytes;
    private final Map<Bytes, AgentState> agents = new LinkedHashMap<>();
    private final Map<Bytes, AgentRemoteConfig> configs = new LinkedHashMap<>();
    private long bytes;
    private boolean asksForFullState;
    private long capabilities;
    private long assignedUids;
    private @Nullable AgentRemoteConfig configForAll;
    private @Nullable SettingsOffer settings;
    private @Nullable List<String> customCapabilities;

    ServerModel(FakeOpampServerBuilder from) {
        capabilities = from.capabilities;
        asksForFullState = from.asksForFullState;
        keptAgents = from.keptAgents;
        keptBytes = from.keptAgentBytes;
    }

    /**
     * Processes a message; {@link #answer} returns the answer. Returns whether a server that follows the protocol would request the full
     * state.
     */
    boolean absorb(Bytes uid, AgentToServer message) {
        return locked(() -> {
            AgentState agent = agentOf(uid);
            bytes -= agent.bytes();
            boolean lacksState = agent.absorb(message);
            bytes += agent.bytes();
            forgetOldest(agent);
            return lacksState;
        });
    }

    /** Returns the answer of a server that follows the protocol to a message that was absorbed. */
    ServerReply answer(Bytes uid, AgentToServer message, boolean lacksState) {
        return locked(() -> {
            AgentState agent = agentOf(uid);
            ServerToAgent.Builder reply = ServerToAgent.newBuilder();
            if (message.hasAgentDisconnect()) {
                return ServerReply.of(reply.build());
            }
            ServerToAgent waiting = agent.outbox.poll();
            if (waiting != null && waiting.hasCommand()) {
                return ServerReply.of(waiting);
            }
            if (waiting != null) {
                reply.mergeFrom(waiting);
            }
            if (lacksState && asksForFullState) {
                reply.setFlags(reply.getFlags() | ServerToAgentFlags.ServerToAgentFlags_ReportFullState_VALUE);
            }
            if ((message.getFlags() & AgentToServerFlags.AgentToServerFlags_RequestInstanceUid_VALUE) != 0
                    && !reply.hasAgentIdentification()) {
                reply.getAgentIdentificationBuilder().setNewInstanceUid(newUid());
            }
            addOffers(agent, reply);
            return ServerReply.of(reply.build());
        });
    }

    private AgentState agentOf(Bytes uid) {
        AgentState agent = agents.get(uid);
        if (agent == null) {
            agent = new AgentState(uid);
            agents.put(uid, agent);
            forgetOldest(agent);
        }
        return agent;
    }

    private void forgetOldest(AgentState speaker) {
        Iterator<AgentState> oldest = agents.values().iterator();
        while ((agents.size() > keptAgents || bytes > keptBytes) && oldest.hasNext()) {
            AgentState agent = oldest.next();
            if (agent != speaker) {
                bytes -= agent.bytes();
                oldest.remove();
            }
        }
    }

    /** Returns the offers that are open for an agent, or null if there are none. */
    @Nullable
    ServerReply openOffers(Bytes uid) {
        return lockedNullable(() -> {
            AgentState agent = agents.get(uid);
            if (agent == null) {
                return null;
            }
            ServerToAgent.Builder push = ServerToAgent.newBuilder();
            addOffers(agent, push);
            return push.getAllFields().isEmpty() ? null : ServerReply.of(push.build());
        });
    }

    private void addOffers(AgentState agent, ServerToAgent.Builder reply) {
        AgentRemoteConfig config = configs.getOrDefault(agent.uid, configForAll);
        if (config != null
                && !reply.hasRemoteConfig()
                && agent.can(AgentCapabilities.AgentCapabilities_AcceptsRemoteConfig_VALUE)
                && !agent.known
                        .getRemoteConfigStatus()
                        .getLastRemoteConfigHash()
                        .equals(config.getConfigHash())) {
            reply.setRemoteConfig(config);
        }
        SettingsOffer offer = settings;
        if (offer != null && !reply.hasConnectionSettings() && agent.can(SETTINGS_TAKERS) && isOpen(agent, offer)) {
            agent.settingsOffered = offer.hash();
            reply.setConnectionSettings(offer.wire());
        }
        List<String> custom = customCapabilities;
        if (custom != null && !agent.knowsCustomCapabilities) {
            agent.knowsCustomCapabilities = true;
            reply.getCustomCapabilitiesBuilder().clear().addAllCapabilities(custom);
        }
    }

    /** An agent that reports no status of settings is offered them only once, because it cannot acknowledge them. */
    private static boolean isOpen(AgentState agent, SettingsOffer offer) {
        return agent.can(AgentCapabilities.AgentCapabilities_ReportsConnectionSettingsStatus_VALUE)
                ? !WireViews.bytes(agent.known.getConnectionSettingsStatus().getLastConnectionSettingsHash())
                        .equals(offer.hash())
                : !offer.hash().equals(agent.settingsOffered);
    }

    private ByteString newUid() {
        assignedUids++;
        return ServerReply.wire(Bytes.of(new UUID(0x0199_0000_0000_7000L, 0x8000_0000_0000_0000L | assignedUids)));
    }

    /** Queues a message for the agent's next request. */
    void enqueue(Bytes uid, ServerToAgent message) {
        locked(() -> agentOf(uid).outbox.add(message));
    }

    void offerConfig(@Nullable Bytes uid, @Nullable AgentRemoteConfig config) {
        lockedNullable(() -> {
            if (uid == null) {
                configForAll = config;
                configs.clear();
            } else if (config == null) {
                configs.remove(uid);
            } else {
                configs.put(uid, config);
            }
            return null;
        });
    }

    void offerSettings(@Nullable SettingsOffer offer) {
        lockedNullable(() -> settings = offer);
    }

    void announce(List<String> custom) {
        lockedNullable(() -> {
            customCapabilities = List.copyOf(custom);
            agents.values().forEach(agent -> agent.knowsCustomCapabilities = false);
            return null;
        });
    }

    long capabilities() {
        return locked(() -> capabilities);
    }

    void capabilities(long bits) {
        locked(() -> capabilities = bits);
    }

    void asksForFullState(boolean asks) {
        locked(() -> asksForFullState = asks);
    }

    @Nullable
    BelievedAgent agent(Bytes uid) {
        return lockedNullable(() -> {
            AgentState agent = agents.get(uid);
            return agent == null || agent.messages == 0 ? null : agent.snapshot();
        });
    }

    List<BelievedAgent> agents() {
        return locked(() -> {
            List<BelievedAgent> all = new ArrayList<>();
            for (AgentState agent : agents.values()) {
                if (agent.messages > 0) {
                    all.add(agent.snapshot());
                }
            }
            return all;
        });
    }

    /** Forgets everything about agents, like a server that restarts without a database. */
    void forgetAgents() {
        lockedNullable(() -> {
            agents.clear();
            bytes = 0;
            return null;
        });
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private <T> @Nullable T lockedNullable(Supplier<@Nullable T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
