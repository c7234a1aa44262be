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
    private final Effects effects = new Effects();
    private final Counters counters = new Counters();
    private final Capabilities capabilities;
    private final Outbox outbox = new Outbox();
    private final FullState fullState = new FullState();
    private final Heartbeat heartbeat;
    private final CustomMessages customMessages;

    private RemoteConfigs remoteConfigs = new RemoteConfigs(RemoteConfigStatus.UNSET, null);
    private final Contact contact = new Contact();
    private @Nullable Link link;
    private @Nullable Outlet outlet;
    private @Nullable Retry retry;
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
        capabilities = new Capabilities(config.capabilities());
        heartbeat = new Heartbeat(
                config.http(),
                config.zeroHeartbeatDisables(),
                capabilities.has(AgentCapability.REPORTS_HEARTBEAT),
                Nanos.of(config.heartbeat()));
        CustomCapabilities own = config.customCapabilities();
        customMessages = new CustomMessages(
                config.customQueue(), config.customNeedsServer(), own == null ? CustomCapabilities.NONE : own);
        outbox.set(Part.DESCRIPTION, config.description());
        outbox.set(Part.HEALTH, config.health());
        outbox.set(Part.EFFECTIVE_CONFIG, config.effectiveConfig());
        outbox.set(Part.COMPONENTS, config.components());
        outbox.set(Part.CUSTOM_CAPABILITIES, own);
    }

    /**
     * Takes one event.
     *
     * @param at the monotonic time in nanoseconds; a time before that of an earlier event counts as the same
     * @return what to do, in this order
     */
    public List<Effect> on(Event event, long at) {
        now = Math.max(now, at);
        event.deliverTo(this);
        if (link != null) {
            link.proceed(now);
            effects.armTimer(link.nextDeadline(now));
        }
        return effects.drain();
    }

    /** Returns how this session is doing. */
    public SessionStatus status() {
        Phase phase = link == null ? Phase.NEW : link.phase();
        return new SessionStatus(
                phase,
                contact.isReachable(),
                memory == null ? null : memory.identity().uid(),
                memory == null ? 0 : memory.identity().lastNumber(),
                capabilities.agent(),
                capabilities.server(),
                remoteConfigs.status(),
                heartbeat.interval(),
                retry == null || retry.isOpen(now) ? Long.MIN_VALUE : retry.notBefore(),
                retry != null && retry.isThrottled(now),
                customMessages.waiting(),
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
        }
        Identity identity = identity(wallTime, restored);
        Memory ownMemory = new Memory(identity, remoteConfigs, effects);
        Inbox ownInbox =
                new Inbox(config, effects, capabilities, outbox, heartbeat, fullState, customMessages, ownMemory);
        Retry ownRetry = new Retry(config.backoff(), config.maxRetries(), config.heartbeatMaxRetries(), random);
        Outlet ownOutlet = new Outlet(
                config,
                effects,
                counters,
                capabilities,
                outbox,
                heartbeat,
                fullState,
                customMessages,
                ownMemory,
                contact,
                ownRetry);
        memory = ownMemory;
        inbox = ownInbox;
        retry = ownRetry;
        outlet = ownOutlet;
        link = new Link(
                config,
                effects,
                counters,
                capabilities,
                outbox,
                heartbeat,
                fullState,
                customMessages,
                ownMemory,
                ownInbox,
                ownOutlet,
                contact,
                ownRetry);
        ownOutlet.start(now);
        link.start(now);
        RemoteConfig again = config.reapplyStoredConfig() && capabilities.has(AgentCapability.ACCEPTS_REMOTE_CONFIG)
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
    public void timerFired() {
        effects.timerFired();
    }

    @Override
    public void descriptionChanged(AgentDescription description) {
        outbox.set(Part.DESCRIPTION, description);
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
        List<CustomMessages.Waiting> homeless = customMessages.own(changed);
        if (inbox != null) {
            inbox.undeliverable(homeless, "this agent no longer announces its custom capability");
        }
    }

    @Override
    public void capabilitiesChanged(long mask) {
        if (capabilities.agent(mask)) {
            heartbeat.reported(capabilities.has(AgentCapability.REPORTS_HEARTBEAT));
            if (outlet != null) {
                outlet.speakSoon();
            }
        }
    }

    @Override
    public void heartbeatChanged(Duration interval) {
        heartbeat.changed(Nanos.of(interval));
    }

    @Override
    public void customMessageSubmitted(long ticket, CustomMessage message) {
        String refusal = link == null || link.isEnding()
                ? "the client is not running"
                : customMessages.submit(ticket, message).orElse(null);
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
        outbox.speakUp(Part.REMOTE_CONFIG_STATUS);
        fullState.release();
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
            link.restarted();
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
