package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.AvailableComponents;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.InstanceUidGenerator;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.RemoteConfigStatus;
import io.amp4j.opamp.internal.codec.ServerMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All the rules of OpAMP for one agent, and nothing else: takes what happened and the time, and returns what to do. Not for more
 * than one thread at a time.
 *
 * <p>This class hands each event to the collaborator that knows about it. The life of the connection is in {@link Link}.
 */
public final class Session implements Event.Handler {

    private final SessionConfig config;
    private final RandomGenerator random;
    private final Core core;
    private final Effects effects;
    private final Outbox outbox;
    private RemoteConfigs remoteConfigs = new RemoteConfigs(RemoteConfigStatus.UNSET, null);
    private @Nullable Link link;
    private @Nullable Outlet outlet;
    private @Nullable Memory memory;
    private @Nullable Inbox inbox;
    private long now;

    /**
     * Makes a session that has not begun.
     *
     * @param random where jitter and instance uids come from; the same seed replays the same run
     */
    public Session(SessionConfig config, RandomGenerator random) {
        this.config = config;
        this.random = random;
        this.core = new Core(config, random);
        this.effects = core.effects;
        this.outbox = core.outbox;
    }

    /**
     * Takes one event.
     *
     * @param at the monotonic time in nanoseconds; a time before that of an earlier event counts as the same
     * @return what to do, in this order
     */
    public List<Effect> on(Event event, long at) {
        now = Math.max(now, at);
        effects.begin(now);
        event.deliverTo(this);
        if (link != null) {
            Inbox taking = link.isEnding() ? null : inbox;
            if (taking != null) {
                taking.proceed(now);
            }
            link.proceed(now);
            effects.armTimer(Math.min(
                    link.nextDeadline(now), taking == null || link.isEnding() ? Nanos.NEVER : taking.nextDeadline()));
        }
        return effects.drain();
    }

    /** Returns how this session is doing. */
    public SessionStatus status() {
        Counters counters = core.counters;
        return new SessionStatus(
                link == null ? Phase.NEW : link.phase(),
                core.contact.isReachable(),
                memory == null ? null : memory.identity().uid(),
                memory == null ? 0 : memory.identity().lastNumber(),
                core.capabilities.agent(),
                core.capabilities.server(),
                remoteConfigs.status(),
                core.heartbeat.interval(),
                core.retry.isOpen(now) ? Long.MIN_VALUE : core.retry.notBefore(),
                core.retry.isThrottled(now),
                core.customMessages.waiting(),
                counters.attempts,
                counters.failedAttempts,
                counters.connections,
                counters.sentMessages,
                counters.sentBytes,
                counters.receivedMessages,
                counters.receivedBytes,
                counters.malformedMessages,
                counters.discardedMessages,
                counters.throttles,
                counters.latency,
                counters.lastFailure);
    }

    @Override
    public void started(Instant wallTime, @Nullable ClientState restored) {
        if (link != null) {
            return;
        }
        if (restored != null) {
            remoteConfigs = new RemoteConfigs(restored.remoteConfigStatus(), restored.remoteConfig());
            reportRemoteConfig();
            core.heartbeat.restored(restored.heartbeatInterval());
        }
        Identity identity = identity(wallTime, restored);
        Memory ownMemory = new Memory(identity, remoteConfigs, core.heartbeat, effects);
        Inbox ownInbox = new Inbox(core, ownMemory);
        Outlet ownOutlet = new Outlet(core, ownMemory);
        memory = ownMemory;
        if (outbox.value(Part.DESCRIPTION) instanceof AgentDescription description) {
            descriptionChanged(description);
        }
        inbox = ownInbox;
        outlet = ownOutlet;
        link = new Link(core, ownMemory, ownInbox, ownOutlet);
        ownOutlet.start(now);
        link.start(now);
        RemoteConfig again =
                config.reapplyStoredConfig() && core.capabilities.has(AgentCapability.ACCEPTS_REMOTE_CONFIG)
                        ? remoteConfigs.again()
                        : null;
        if (again != null) {
            effects.tell(new Notice.RemoteConfigOffered(remoteConfigs.generation(), again));
        }
    }

    private Identity identity(Instant wallTime, @Nullable ClientState restored) {
        if (restored != null) {
            return new Identity(
                    restored.instanceUid(),
                    config.requestInstanceUid(),
                    restored.isUidAssigned(),
                    restored.sequenceNumber());
        }
        InstanceUid uid = config.instanceUid();
        return new Identity(
                uid != null ? uid : new InstanceUidGenerator(InstantSource.fixed(wallTime), random).next(),
                config.requestInstanceUid(),
                false,
                0);
    }

    @Override
    public void persisted() {
        if (link != null) {
            link.persisted(now);
        }
    }

    @Override
    public void opened(int connection) {
        if (link != null) {
            link.opened(connection, now);
        }
    }

    @Override
    public void workStarted(int connection) {
        if (link != null) {
            link.workStarted(connection, now);
        }
    }

    @Override
    public void written(int connection) {
        if (link != null) {
            link.written(connection, now);
        }
    }

    @Override
    public void received(int connection, ServerMessage message, int bytes) {
        if (link != null) {
            link.received(connection, message, bytes, now);
        }
    }

    @Override
    public void malformed(int connection, String what, int bytes) {
        if (link != null) {
            link.malformed(connection, what, bytes, now);
        }
    }

    @Override
    public void failed(int connection, ConnectionFailure failure, @Nullable String retryAfter, Instant wallTime) {
        if (link != null) {
            link.failed(connection, failure, retryAfter, wallTime, now);
        }
    }

    @Override
    public void closed(int connection, int code, String reason) {
        if (link != null) {
            link.closed(connection, code, reason, now);
        }
    }

    @Override
    public void handlingFailed(ConnectionFailure failure) {
        // It may not have been armed.
        effects.timerFired();
        if (link != null) {
            link.handlingFailed(failure, now);
        }
    }

    @Override
    public void timerFired() {
        effects.timerFired();
    }

    @Override
    public void descriptionChanged(AgentDescription description) {
        Memory known = memory;
        outbox.set(
                Part.DESCRIPTION,
                known != null && config.instanceIdFromUid() ? known.identity().named(description) : description);
    }

    @Override
    public void healthChanged(ComponentHealth health) {
        outbox.set(Part.HEALTH, health);
    }

    @Override
    public void effectiveConfigChanged(@Nullable EffectiveConfig effective) {
        if (effective != null) {
            outbox.set(Part.EFFECTIVE_CONFIG, effective);
        }
        if (outlet != null) {
            outlet.effectiveConfigRead(effective != null);
        }
    }

    @Override
    public void componentsChanged(AvailableComponents components) {
        outbox.set(Part.COMPONENTS, components);
    }

    @Override
    public void customCapabilitiesChanged(CustomCapabilities changed) {
        outbox.set(Part.CUSTOM_CAPABILITIES, changed);
        List<CustomMessages.Waiting> undeliverable = core.customMessages.own(changed);
        if (inbox != null) {
            inbox.undeliverable(undeliverable, "this agent no longer announces its custom capability");
        }
    }

    @Override
    public void capabilitiesChanged(long mask) {
        if (core.capabilities.agent(mask)) {
            core.heartbeat.reported(core.capabilities.has(AgentCapability.REPORTS_HEARTBEAT));
            if (outlet != null) {
                outlet.requestSend();
            }
        }
    }

    @Override
    public void heartbeatChanged(Duration interval) {
        if (core.heartbeat.changed(Nanos.of(interval)) && memory != null) {
            memory.changed();
        }
    }

    @Override
    public void customMessageSubmitted(long ticket, CustomMessage message) {
        String refusal = link == null || link.isEnding()
                ? "the client is not running"
                : core.customMessages.submit(ticket, message).orElse(null);
        if (refusal != null) {
            effects.tell(new Notice.CustomMessageFailed(ticket, refusal));
        }
    }

    @Override
    public void remoteConfigAnswered(long generation, Event.Answer answer, @Nullable EffectiveConfig effective) {
        if (!remoteConfigs.answered(generation, answer)) {
            return;
        }
        if (effective != null) {
            outbox.set(Part.EFFECTIVE_CONFIG, effective);
        }
        reportRemoteConfig();
        outbox.endQuietTime(Part.REMOTE_CONFIG_STATUS);
        core.fullState.release();
        if (memory != null) {
            memory.changed();
        }
    }

    private void reportRemoteConfig() {
        // Before the first offer there is nothing to say, and to leave it out says just that.
        RemoteConfigStatus status = remoteConfigs.status();
        outbox.set(Part.REMOTE_CONFIG_STATUS, status.equals(RemoteConfigStatus.UNSET) ? null : status);
    }

    @Override
    public void restarted() {
        if (link != null) {
            link.restarted(now);
        }
    }

    @Override
    public void stopRequested(Duration timeout) {
        if (link == null) {
            effects.add(new Effect.Terminated());
        } else {
            link.stop(Nanos.of(timeout), now);
        }
    }
}
