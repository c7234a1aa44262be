package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.ServerError;
import io.amp4j.opamp.internal.codec.ServerMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A session after its start, including after its end. */
final class Started implements Activity {

    private final Core core;
    private final Identity identity;
    private final StateSaver stateSaver;
    private final SettingsTrial trial;
    private final SettingsOffers settingsOffers;
    private final Inbox inbox;
    private final Outlet outlet;
    private final Link link;
    private final @Nullable OwnCertificate certificate;

    /** @param certificate requests a certificate from the server; null if none is requested */
    Started(
            Core core,
            Identity identity,
            RemoteConfigs remoteConfigs,
            Connections connections,
            @Nullable OwnCertificate certificate) {
        this.core = core;
        this.identity = identity;
        this.certificate = certificate;
        this.stateSaver = new StateSaver(core, identity, remoteConfigs, connections, certificate);
        this.trial = new SettingsTrial(core, connections, stateSaver);
        this.settingsOffers = new SettingsOffers(core, connections, trial, stateSaver, certificate);
        this.inbox = new Inbox(core, stateSaver, settingsOffers);
        this.outlet = new Outlet(core, stateSaver);
        this.link = new Link(core, stateSaver, inbox, outlet, trial);
    }

    void start(long now) {
        outlet.start(now);
        settingsOffers.start();
        if (certificate != null) {
            certificate.start(this::save);
        }
        link.start(now);
    }

    @Override
    public Phase phase() {
        return link.phase();
    }

    @Override
    public boolean isRunning() {
        return !link.isEnding();
    }

    @Override
    public InstanceUid uid() {
        return identity.uid();
    }

    @Override
    public long lastNumber() {
        return identity.lastNumber();
    }

    @Override
    public void proceed(long now) {
        boolean takes = isRunning();
        if (takes) {
            inbox.proceed(now);
            if (certificate != null) {
                certificate.proceed(now);
            }
        }
        link.proceed(now);
        core.effects.armTimer(Math.min(link.nextDeadline(now), takes && isRunning() ? nextDeadline() : Nanos.NEVER));
    }

    private long nextDeadline() {
        return Math.min(inbox.nextDeadline(), certificate == null ? Nanos.NEVER : certificate.nextDeadline());
    }

    @Override
    public void persisted(ClientState state, boolean saved, long now) {
        trial.persisted(state, saved, now);
        if (certificate != null) {
            certificate.persisted(state, saved, now);
        }
        link.persisted(now);
    }

    @Override
    public void opened(int connection, long now) {
        if (link.opened(connection, now) && certificate != null) {
            certificate.opened(now);
        }
    }

    @Override
    public void workStarted(int connection, long now) {
        link.workStarted(connection, now);
    }

    @Override
    public void written(int connection, long now) {
        link.written(connection, now);
    }

    @Override
    public void received(int connection, ServerMessage message, int bytes, long now) {
        ServerError error = message.error();
        if (error != null && error.type() != ServerError.Type.UNAVAILABLE && certificate != null) {
            certificate.errorReceived(error.message());
        }
        link.received(connection, message, bytes, now);
    }

    @Override
    public void malformed(int connection, String what, int bytes, long now) {
        link.malformed(connection, what, bytes, now);
    }

    @Override
    public void failed(
            int connection, ConnectionFailure failure, @Nullable String retryAfter, Instant wallTime, long now) {
        link.failed(connection, failure, retryAfter, wallTime, now);
    }

    @Override
    public void closed(int connection, int code, String reason, long now) {
        link.closed(connection, code, reason, now);
    }

    @Override
    public void handlingFailed(ConnectionFailure failure, long now) {
        link.handlingFailed(failure, now);
    }

    @Override
    public void delayAnswered(long question, @Nullable Duration delay, long now) {
        link.delayAnswered(question, delay, now);
    }

    @Override
    public void connectionSettingsAnswered(long generation, Event.SettingsAnswer answer) {
        settingsOffers.answered(generation, answer);
    }

    @Override
    public void certificateWanted() {
        if (certificate != null) {
            certificate.request();
        }
    }

    @Override
    public void certificateReported(CertificateReport report, long now) {
        if (certificate != null) {
            report.deliverTo(certificate, now);
        }
    }

    @Override
    public void restarted(long now) {
        link.restarted(now);
    }

    @Override
    public void stop(long timeout, long now) {
        link.stop(timeout, now);
    }

    @Override
    public AgentDescription reported(AgentDescription description) {
        return core.config.instanceIdFromUid() ? identity.named(description) : description;
    }

    @Override
    public void effectiveConfigRead(boolean isKnown) {
        outlet.effectiveConfigRead(isKnown);
    }

    @Override
    public void undeliverable(List<CustomMessages.Waiting> messages, String reason) {
        inbox.undeliverable(messages, reason);
    }

    @Override
    public void requestSend() {
        outlet.requestSend();
    }

    @Override
    public void save() {
        stateSaver.changed();
    }
}
