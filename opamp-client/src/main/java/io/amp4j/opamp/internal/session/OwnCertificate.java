package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.AttributeValue;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.CertificateRequestPolicy;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.ServerCapability;
import io.amp4j.opamp.internal.codec.CertificateFormat;
import io.amp4j.opamp.internal.codec.CertificateMemory;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Requests the agent's client certificate from its server: decides when to send a request, with which key, and when to repeat it. The
 * answer is an offer of connection settings, which is processed like all offers. A certificate in use completes the request, whoever
 * generated its key.
 *
 * <p>A request is saved before it is sent. It is kept until it is answered or refused, however long that takes, and is sent again to a
 * server that may not have it (any more), at most once in {@link #PACE}. A refused request is not sent again; a new one follows after an
 * increasing delay.
 */
final class OwnCertificate implements CertificateReport.Handler {

    /** The shortest interval between two requests, or two sends of the same request. */
    static final long PACE = 60_000_000_000L;

    /** The delay after the first failed request; each further delay is twice as long. */
    static final long FIRST_WAIT = 10 * PACE;

    static final long LONGEST_WAIT = 24 * 60 * PACE;

    /** The largest random fraction by which a delay is shortened. */
    private static final double JITTER = 0.25;

    private static final int LONGEST_NAME = 64;

    private enum Step {
        /** There is no request. */
        NONE,
        /** The key is being generated. */
        MAKING,
        /** Waits until the key is saved. */
        SAVING,
        /** The request is being sent, or waits for its answer. */
        ASKING
    }

    private final CertificateRequestPolicy policy;
    private final Effects effects;
    private final Outbox outbox;
    private final Capabilities capabilities;
    private final Identity identity;
    private final Connections connections;
    private final RandomGenerator random;
    private final RenewalTime renewal;
    private Runnable save = () -> {};
    private Step step = Step.NONE;
    private CertificateMemory.@Nullable Pending pending;
    private @Nullable InstanceUid certifiedUid;
    private ConnectionSettings seen = ConnectionSettings.NONE;
    private InstanceUid makingFor;
    private String lastError = "";
    private long number;
    private int failures;
    private boolean requested;
    private boolean due;
    private boolean isTried;
    private boolean isAnswerRefused;
    private long sendAt = Long.MIN_VALUE;
    private long askAt = Long.MIN_VALUE;
    private int epoch;
    private Instant wallTime;
    private long wallTimeAt;

    /** Continues with the stored state of an earlier process. */
    OwnCertificate(
            Core core,
            CertificateRequestPolicy policy,
            Identity identity,
            Connections connections,
            CertificateMemory restored,
            Instant wallTime,
            long now) {
        this.policy = policy;
        this.effects = core.effects;
        this.outbox = core.outbox;
        this.capabilities = core.capabilities;
        this.random = core.random;
        this.identity = identity;
        this.connections = connections;
        this.renewal = new RenewalTime(policy.renewalShare(), random);
        this.wallTime = wallTime;
        this.wallTimeAt = now;
        makingFor = identity.uid();
        pending = restored.pending();
        certifiedUid = restored.certifiedUid();
        failures = restored.failures();
        Instant notBefore = restored.notBefore();
        if (notBefore != null && notBefore.isAfter(wallTime)) {
            // The wall clock may have been set, so the delay is limited to the longest one.
            askAt = Nanos.after(now, Math.min(LONGEST_WAIT, Nanos.of(Duration.between(wallTime, notBefore))));
        }
        step = pending == null ? Step.NONE : Step.ASKING;
        due = pending != null;
        seen = connections.current();
        epoch = outbox.epoch();
        if (isAnswered(seen)) {
            settled(seen);
        }
    }

    /** Starts; {@code saving} saves changes of this state. */
    void start(Runnable saving) {
        save = saving;
        readValidity();
    }

    /** Returns the state to store. */
    Bytes memory() {
        follow();
        return CertificateFormat.encode(new CertificateMemory(
                pending, certifiedUid, failures, askAt == Long.MIN_VALUE || failures == 0 ? null : wallTime(askAt)));
    }

    /** Returns the key of the unanswered request. */
    Optional<String> pendingKey() {
        return Optional.ofNullable(pending).map(CertificateMemory.Pending::privateKey);
    }

    /** Called when offered settings were refused before they were tried. */
    void notTried(ConnectionSettings candidate) {
        isAnswerRefused |= isAnswered(candidate);
    }

    /** Called when the user requests a new certificate: earlier refusals of the server are ignored. */
    void request() {
        failures = 0;
        askAt = Long.MIN_VALUE;
        requested = step == Step.NONE;
        due |= step == Step.ASKING;
    }

    /** Called when a connection is opened: its server may not have the request. */
    void opened(long now) {
        due |= step == Step.ASKING;
        if (now < sendAt) {
            outbox.set(Part.CERTIFICATE_REQUEST, null);
        }
    }

    /** Called when the server answers with an error, which may be about the request. */
    void errorReceived(String message) {
        lastError = message;
    }

    @Override
    public void made(CertificateReport.Made made) {
        if (step == Step.MAKING && made.number() == number) {
            pending = new CertificateMemory.Pending(made.request(), made.privateKey(), makingFor);
            step = Step.SAVING;
            save.run();
        }
    }

    @Override
    public void notMade(CertificateReport.NotMade failed, long now) {
        if (step == Step.MAKING && failed.number() == number) {
            effects.warn("no certificate is requested: " + failed.reason());
            requestFailed(now);
        }
    }

    void persisted(ClientState state, boolean saved, long now) {
        if (step != Step.SAVING
                || !Objects.equals(
                        pending, CertificateFormat.decode(state.certificates()).pending())) {
            return;
        }
        if (saved) {
            step = Step.ASKING;
            due = true;
            sendAt = now;
        } else {
            effects.warn("no certificate is requested: its key could not be saved");
            requestFailed(now);
        }
    }

    @Override
    public void validity(CertificateReport.Validity validity, long now) {
        if (!seen.clientCertificate().equals(Optional.of(validity.chainPem()))) {
            return;
        }
        wallTime = validity.wallTime();
        wallTimeAt = now;
        renewal.valid(validity, now);
    }

    /** Performs what is due. */
    void proceed(long now) {
        follow();
        followTrial(now);
        if (step == Step.ASKING) {
            followRequest(now);
        }
        if (now >= renewal.recheckAt()) {
            readValidity();
        }
        if (now >= wantedAt()) {
            make(now);
        }
    }

    /** Returns when {@link #proceed} must be called next if no other event occurs. */
    long nextDeadline() {
        long at = Math.min(renewal.recheckAt(), wantedAt());
        return isToBeSent() && canAsk() ? Math.min(at, sendAt) : at;
    }

    /** Returns when a new request is due, or {@link Nanos#NEVER}. */
    private long wantedAt() {
        if (!canAsk() || connections.candidate() != null || step == Step.MAKING || step == Step.SAVING) {
            return Nanos.NEVER;
        }
        if (step == Step.ASKING) {
            return pending != null && isNamedOtherwise(pending.uid()) ? askAt : Nanos.NEVER;
        }
        boolean certified = seen.clientCertificate().isPresent();
        if (requested
                || (!certified && policy.asksOnFirstConnect())
                || (certified && certifiedUid != null && isNamedOtherwise(certifiedUid))) {
            return askAt;
        }
        return certified && policy.renewalShare() < 1 ? Math.max(askAt, renewal.at()) : Nanos.NEVER;
    }

    private boolean canAsk() {
        return capabilities.has(AgentCapability.ACCEPTS_OPAMP_CONNECTION_SETTINGS)
                && ServerCapability.ACCEPTS_CONNECTION_SETTINGS_REQUEST.isIn(capabilities.server());
    }

    private boolean isNamedOtherwise(InstanceUid uid) {
        return policy.isInstanceUidTheName() && !uid.equals(identity.uid());
    }

    private void make(long now) {
        withdraw();
        step = Step.MAKING;
        makingFor = identity.uid();
        requested = false;
        askAt = Nanos.after(now, PACE);
        effects.add(new Effect.CertificateWork(
                new CertificateTask.MakeRequest(++number, policy.keyAlgorithm(), commonName())));
    }

    private String commonName() {
        String uid = identity.uid().toString();
        if (policy.isInstanceUidTheName()) {
            return uid;
        }
        return policy.commonName().orElseGet(() -> {
            String name = outbox.value(Part.DESCRIPTION) instanceof AgentDescription description
                            && description.attribute(AgentDescription.SERVICE_NAME) instanceof AttributeValue.Text text
                    ? text.value()
                    : uid;
            int length = Math.min(name.codePointCount(0, name.length()), LONGEST_NAME);
            return name.substring(0, name.offsetByCodePoints(0, length));
        });
    }

    /** Sends the request, for the first time or again, and tracks its delivery. */
    private void followRequest(long now) {
        if (epoch != outbox.epoch()) {
            epoch = outbox.epoch();
            due = true;
        }
        if (outbox.isRefused(Part.CERTIFICATE_REQUEST)) {
            String reason = lastError.isEmpty() ? "the server does not accept the message" : lastError;
            effects.tell(new Notice.CertificateRefused(reason));
            effects.warn("the server refused to issue a certificate");
            requestFailed(now);
            return;
        }
        if (outbox.isWritten(Part.CERTIFICATE_REQUEST) && due) {
            due = false;
            sendAt = Nanos.after(now, PACE);
        }
        if (outbox.isConfirmed(Part.CERTIFICATE_REQUEST)) {
            outbox.set(Part.CERTIFICATE_REQUEST, null);
        }
        CertificateMemory.Pending asked = pending;
        if (asked != null && isToBeSent() && now >= sendAt) {
            lastError = "";
            outbox.set(Part.CERTIFICATE_REQUEST, Bytes.utf8(asked.request()));
        }
    }

    private boolean isToBeSent() {
        return step == Step.ASKING && due && !isTried && outbox.value(Part.CERTIFICATE_REQUEST) == null;
    }

    /** If the certificate issued for this request is not used, the same request is sent again, after a delay. */
    private void followTrial(long now) {
        ConnectionSettings candidate = connections.candidate();
        boolean before = isTried;
        isTried = candidate != null && isAnswered(candidate);
        boolean failed = isAnswerRefused || (before && !isTried);
        isAnswerRefused = false;
        if (failed && step == Step.ASKING) {
            failures++;
            due = true;
            sendAt = Nanos.after(now, waitOf(failures, now));
            save.run();
        }
    }

    /** Checks whether other settings are in use. */
    private void follow() {
        ConnectionSettings current = connections.current();
        if (current.equals(seen)) {
            return;
        }
        boolean sameCertificate = current.clientCertificate().equals(seen.clientCertificate());
        seen = current;
        if (sameCertificate) {
            return;
        }
        renewal.forget();
        if (current.clientCertificate().isPresent()) {
            settled(current);
            readValidity();
        } else {
            certifiedUid = null;
        }
    }

    private boolean isAnswered(ConnectionSettings settings) {
        return pending != null && settings.clientKey().equals(Optional.of(pending.privateKey()));
    }

    /**
     * Called when a certificate is in use: a requested one, or one that the server issued on its own. The latter does not count as
     * requested for the present identity.
     */
    private void settled(ConnectionSettings settings) {
        CertificateMemory.Pending asked = pending;
        boolean answered = asked != null && isAnswered(settings);
        certifiedUid = asked != null && answered ? asked.uid() : null;
        failures = 0;
        if (answered || !policy.isInstanceUidTheName()) {
            withdraw();
        }
    }

    private void withdraw() {
        outbox.set(Part.CERTIFICATE_REQUEST, null);
        pending = null;
        step = Step.NONE;
        due = false;
        isTried = false;
    }

    private void requestFailed(long now) {
        withdraw();
        failures++;
        askAt = Nanos.after(now, waitOf(failures, now));
        save.run();
    }

    /** Limits a delay so that a few more requests are sent before the certificate in use expires. */
    private long waitOf(int times, long now) {
        long wait = Math.min(LONGEST_WAIT, FIRST_WAIT << Math.min(times - 1, 10));
        return (long) (renewal.inTime(wait, PACE, wallTime(now)) * (1 - JITTER * random.nextDouble()));
    }

    private Instant wallTime(long at) {
        return wallTime.plusNanos(at - wallTimeAt);
    }

    private void readValidity() {
        renewal.rechecked();
        if (policy.renewalShare() < 1) {
            seen.clientCertificate()
                    .ifPresent(
                            chain -> effects.add(new Effect.CertificateWork(new CertificateTask.ReadValidity(chain))));
        }
    }
}
