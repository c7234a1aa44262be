package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.AvailableComponents;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.CertificateRequestPolicy;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionSettingsStatus;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.InstanceUidGenerator;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.RemoteConfigStatus;
import io.amp4j.opamp.StoredConnections;
import io.amp4j.opamp.internal.codec.CertificateFormat;
import io.amp4j.opamp.internal.codec.CertificateMemory;
import io.amp4j.opamp.internal.codec.PackageStatuses;
import io.amp4j.opamp.internal.codec.ServerMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All rules of OpAMP for one agent, and nothing else: takes an event and the time, and returns the effects to perform. Not thread-safe.
 *
 * <p>This class passes each event to the collaborator responsible for it. {@link Started} has the state from the start on, and {@link Link}
 * the lifecycle of the connection.
 */
public final class Session implements Event.Handler {

    private final SessionConfig config;
    private final RandomGenerator random;
    private final Core core;
    private final Effects effects;
    private final Outbox outbox;
    private RemoteConfigs remoteConfigs = new RemoteConfigs(RemoteConfigStatus.UNSET, null);
    private Activity activity;
    private boolean isCertificateWanted;
    private long now;

    /**
     * Creates a session that is not started.
     *
     * @param random the source of jitter and instance uids; the same seed gives the same run
     */
    public Session(SessionConfig config, RandomGenerator random) {
        this.config = config;
        this.random = random;
        this.core = new Core(config, random);
        this.effects = core.effects;
        this.outbox = core.outbox;
        this.activity = new NotStarted(core);
    }

    /**
     * Processes one event.
     *
     * @param at the monotonic time in nanoseconds; a time before that of an earlier event counts as the same
     * @return the effects, to be performed in this order
     */
    public List<Effect> on(Event event, long at) {
        now = Math.max(now, at);
        effects.begin(now);
        event.deliverTo(this);
        activity.proceed(now);
        return effects.drain();
    }

    /** Returns the status of this session. */
    public SessionStatus status() {
        return new SessionStatus(
                new SessionStatus.Connectivity(
                        activity.phase(),
                        core.reachability.isReachable(),
                        core.retry.isOpen(now) ? Long.MIN_VALUE : core.retry.expectedAt(),
                        core.retry.isThrottled(now)),
                new SessionStatus.Sender(activity.uid(), activity.lastNumber()),
                new SessionStatus.Terms(
                        core.capabilities.agent(), core.capabilities.server(), core.heartbeat.interval()),
                new SessionStatus.Reports(
                        remoteConfigs.status(),
                        core.outbox.value(Part.CONNECTION_SETTINGS_STATUS) instanceof ConnectionSettingsStatus settings
                                ? settings
                                : ConnectionSettingsStatus.UNSET,
                        (PackageStatuses) core.outbox.value(Part.PACKAGES)),
                core.customMessages.waiting(),
                core.counters.attempts(),
                core.counters.traffic());
    }

    @Override
    public void started(Instant wallTime, @Nullable ClientState restored) {
        if (activity.phase() != Phase.NEW) {
            return;
        }
        if (restored != null) {
            remoteConfigs = new RemoteConfigs(restored.remoteConfigStatus(), restored.remoteConfig());
            reportRemoteConfig();
            core.heartbeat.restored(restored.heartbeatInterval());
        }
        Identity identity = identity(wallTime, restored);
        Connections connections = new Connections(
                core.outbox,
                restored == null
                        ? StoredConnections.NONE
                        : SettingsMerge.allowed(restored.connections(), core.capabilities),
                restored != null);
        Started started = new Started(
                core, identity, remoteConfigs, connections, certificate(identity, connections, wallTime, restored));
        activity = started;
        if (outbox.value(Part.DESCRIPTION) instanceof AgentDescription description) {
            descriptionChanged(description);
        }
        if (config.firstHeartbeatSpread() > 0) {
            core.heartbeat.spreadFirst(1 - config.firstHeartbeatSpread() * random.nextDouble());
        }
        started.start(now);
        if (isCertificateWanted) {
            started.certificateWanted();
        }
        if (core.packages != null) {
            core.packages.start(restored == null ? Bytes.EMPTY : restored.packages(), started::save, now);
        }
        RemoteConfig again =
                config.reapplyStoredConfig() && core.capabilities.has(AgentCapability.ACCEPTS_REMOTE_CONFIG)
                        ? remoteConfigs.again()
                        : null;
        if (again != null) {
            effects.tell(new Notice.RemoteConfigOffered(remoteConfigs.generation(), again, again));
        }
    }

    private @Nullable OwnCertificate certificate(
            Identity identity, Connections connections, Instant wallTime, @Nullable ClientState restored) {
        CertificateRequestPolicy policy = config.certificates();
        if (policy == null) {
            return null;
        }
        CertificateMemory memory =
                restored == null ? CertificateMemory.NONE : CertificateFormat.decode(restored.certificates());
        return new OwnCertificate(core, policy, identity, connections, memory, wallTime, now);
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
    public void persisted(ClientState state, boolean saved) {
        activity.persisted(state, saved, now);
    }

    @Override
    public void opened(int connection) {
        activity.opened(connection, now);
    }

    @Override
    public void workStarted(int connection) {
        activity.workStarted(connection, now);
    }

    @Override
    public void written(int connection) {
        activity.written(connection, now);
    }

    @Override
    public void received(int connection, ServerMessage message, int bytes) {
        activity.received(connection, message, bytes, now);
    }

    @Override
    public void malformed(int connection, String what, int bytes) {
        activity.malformed(connection, what, bytes, now);
    }

    @Override
    public void failed(int connection, ConnectionFailure failure, @Nullable String retryAfter, Instant wallTime) {
        activity.failed(connection, failure, retryAfter, wallTime, now);
    }

    @Override
    public void closed(int connection, int code, String reason) {
        activity.closed(connection, code, reason, now);
    }

    @Override
    public void handlingFailed(ConnectionFailure failure) {
        // The timer may not have been armed.
        effects.timerFired();
        activity.handlingFailed(failure, now);
    }

    @Override
    public void timerFired() {
        effects.timerFired();
    }

    @Override
    public void descriptionChanged(AgentDescription description) {
        outbox.set(Part.DESCRIPTION, activity.reported(description));
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
        activity.effectiveConfigRead(effective != null);
    }

    @Override
    public void componentsChanged(AvailableComponents components) {
        outbox.set(Part.COMPONENTS, components);
    }

    @Override
    public void customCapabilitiesChanged(CustomCapabilities changed) {
        outbox.set(Part.CUSTOM_CAPABILITIES, changed);
        activity.undeliverable(
                core.customMessages.own(changed), "this agent no longer announces its custom capability");
    }

    @Override
    public void capabilitiesChanged(long mask) {
        if (core.capabilities.agent(mask)) {
            core.heartbeat.reported(core.capabilities.has(AgentCapability.REPORTS_HEARTBEAT));
            activity.requestSend();
        }
    }

    @Override
    public void heartbeatChanged(Duration interval) {
        if (core.heartbeat.changed(Nanos.of(interval))) {
            activity.save();
        }
    }

    @Override
    public void customMessageSubmitted(long ticket, CustomMessage message) {
        String refusal = activity.isRunning()
                ? core.customMessages.submit(ticket, message).orElse(null)
                : "the client is not running";
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
        outbox.endDelay(Part.REMOTE_CONFIG_STATUS);
        core.fullState.release();
        activity.save();
    }

    private void reportRemoteConfig() {
        // Before the first offer there is no status, which is the same as leaving it out.
        RemoteConfigStatus status = remoteConfigs.status();
        outbox.set(Part.REMOTE_CONFIG_STATUS, status.equals(RemoteConfigStatus.UNSET) ? null : status);
    }

    @Override
    public void connectionSettingsAnswered(long generation, Event.SettingsAnswer answer) {
        activity.connectionSettingsAnswered(generation, answer);
    }

    @Override
    public void delayAnswered(long question, @Nullable Duration delay) {
        activity.delayAnswered(question, delay, now);
    }

    @Override
    public void packagesReported(PackageReport report) {
        if (core.packages != null) {
            report.deliverTo(core.packages, now);
        }
    }

    @Override
    public void certificateWanted() {
        isCertificateWanted = activity.phase() == Phase.NEW;
        activity.certificateWanted();
    }

    @Override
    public void certificateReported(CertificateReport report) {
        activity.certificateReported(report, now);
    }

    @Override
    public void restarted() {
        activity.restarted(now);
    }

    @Override
    public void stopRequested(Duration timeout) {
        activity.stop(Nanos.of(timeout), now);
    }
}
