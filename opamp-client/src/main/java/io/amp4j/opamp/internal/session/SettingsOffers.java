package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.ConnectionSettingsStatus;
import io.amp4j.opamp.internal.codec.SettingsOffer;
import org.jspecify.annotations.Nullable;

/**
 * Offers of connection settings, from the server to the user and back. The newest counts, and what has the hash of the last one is not taken
 * again. As each makes the agent work, they are taken at a bounded rate, a few at once and then one in a while.
 */
final class SettingsOffers {

    /** How many offers are taken without any wait. */
    static final int BURST = 5;

    /** How long it takes until one more is. */
    static final long REFILL = 30_000_000_000L;

    private final SessionConfig config;
    private final Effects effects;
    private final Capabilities capabilities;
    private final Heartbeat heartbeat;
    private final Connections connections;
    private final SettingsTrial trial;
    private final Memory memory;
    private final @Nullable OwnCertificate certificate;
    private final RateLimit limit = new RateLimit(BURST, REFILL);
    private @Nullable SettingsOffer waiting;
    private @Nullable SettingsOffer last;
    private @Nullable SettingsQuestion open;
    private long generation;

    SettingsOffers(
            Core core,
            Connections connections,
            SettingsTrial trial,
            Memory memory,
            @Nullable OwnCertificate certificate) {
        this.certificate = certificate;
        this.config = core.config;
        this.effects = core.effects;
        this.capabilities = core.capabilities;
        this.heartbeat = core.heartbeat;
        this.connections = connections;
        this.trial = trial;
        this.memory = memory;
    }

    /** The destinations that an earlier process accepted are told again, since the server does not repeat them. */
    void start() {
        SettingsQuestion again = new SettingsQuestion(
                connections.current(),
                null,
                connections.current(),
                connections.stored().telemetry(),
                connections.stored().others());
        if (!again.telemetry().isEmpty() || !again.others().isEmpty()) {
            effects.tell(new Notice.ConnectionsRestored(again));
        }
    }

    /** Takes an offer, or lets it wait. */
    void offered(SettingsOffer offer, long now) {
        if (question(offer) == null) {
            return;
        }
        if (isHandled(offer)) {
            // The server has returned to what it offered before the one that waits.
            waiting = null;
            return;
        }
        waiting = offer;
        proceed(now);
    }

    /** Takes the offer that waits, if its time has come. */
    void proceed(long now) {
        SettingsOffer offer = waiting;
        if (offer == null || !limit.isAllowed(now) || trial.isTrying()) {
            return;
        }
        limit.use(now);
        waiting = null;
        last = offer;
        trial.replaced();
        SettingsQuestion question = question(offer);
        if (question == null) {
            return;
        }
        open = question;
        connections.applying(offer.hash(), Nanos.after(now, Nanos.of(config.applyGrace())));
        effects.tell(new Notice.ConnectionSettingsOffered(++generation, question));
    }

    /** Returns when {@link #proceed} has something to do if nothing happens before. */
    long nextDeadline() {
        return waiting == null || trial.isTrying() ? Nanos.NEVER : limit.allowedAt();
    }

    /** Takes what the checks and the user say. */
    void answered(long about, Event.SettingsAnswer answer) {
        // Also of an older offer: the user has these in use.
        connections.keep(answer.telemetry(), answer.others());
        SettingsQuestion question = open;
        SettingsOffer offer = last;
        if (about != generation || question == null || offer == null) {
            return;
        }
        open = null;
        String problems = String.join("; ", answer.problems());
        ConnectionSettings candidate = question.candidate();
        if (question.opamp() == null || !answer.opamp()) {
            if (question.opamp() != null && certificate != null) {
                certificate.notTried(candidate);
            }
            connections.settled(offer.hash(), problems);
        } else if (SettingsMerge.isSameConnection(connections.current(), candidate, config)) {
            // The live connection is the proof.
            connections.use(candidate);
            connections.settled(offer.hash(), problems);
            candidate.heartbeatInterval().ifPresent(interval -> heartbeat.offered(Nanos.of(interval)));
        } else {
            trial.begin(candidate, problems);
            return;
        }
        memory.changed();
    }

    private @Nullable SettingsQuestion question(SettingsOffer offer) {
        String ownKey = certificate == null ? null : certificate.pendingKey().orElse(null);
        return SettingsMerge.question(offer, connections.stored(), capabilities, ownKey);
    }

    private boolean isHandled(SettingsOffer offer) {
        if (offer.hash().isEmpty()) {
            // Without a hash only the content can tell.
            return offer.equals(last);
        }
        ConnectionSettingsStatus status = connections.status();
        return status.status() != ConnectionSettingsStatus.Status.UNSET
                && status.hash().equals(offer.hash());
    }
}
