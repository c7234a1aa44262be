package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.ConnectionSettingsStatus;
import io.amp4j.opamp.internal.codec.SettingsOffer;
import org.jspecify.annotations.Nullable;

/**
 * Passes offers of connection settings to the user, and processes the answers. The newest offer counts, and one with the hash of the last
 * one is ignored. Because each causes work for the agent, they are accepted at a limited rate, a few at once and then one per interval.
 */
final class SettingsOffers {

    /** How many offers are accepted without a delay. */
    static final int BURST = 5;

    /** The interval after which one more is. */
    static final long REFILL = 30_000_000_000L;

    private final SessionConfig config;
    private final Effects effects;
    private final Capabilities capabilities;
    private final Heartbeat heartbeat;
    private final Connections connections;
    private final SettingsTrial trial;
    private final StateSaver stateSaver;
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
            StateSaver stateSaver,
            @Nullable OwnCertificate certificate) {
        this.certificate = certificate;
        this.config = core.config;
        this.effects = core.effects;
        this.capabilities = core.capabilities;
        this.heartbeat = core.heartbeat;
        this.connections = connections;
        this.trial = trial;
        this.stateSaver = stateSaver;
    }

    /** Passes the destinations that an earlier process accepted to the user again, because the server does not repeat them. */
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

    /** Accepts an offer, or delays it. */
    void offered(SettingsOffer offer, long now) {
        if (question(offer) == null) {
            return;
        }
        if (isHandled(offer)) {
            // The server has returned to the offer before the delayed one.
            waiting = null;
            return;
        }
        waiting = offer;
        proceed(now);
    }

    /** Accepts the delayed offer, if it is due. */
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

    /** Returns when {@link #proceed} must be called next if no other event occurs. */
    long nextDeadline() {
        return waiting == null || trial.isTrying() ? Nanos.NEVER : limit.allowedAt();
    }

    /** Processes the result of the checks and the user's answer. */
    void answered(long about, Event.SettingsAnswer answer) {
        // Even for an older offer, because the user already uses these.
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
            // The open connection proves that the settings work.
            connections.use(candidate);
            connections.settled(offer.hash(), problems);
            candidate.heartbeatInterval().ifPresent(interval -> heartbeat.offered(Nanos.of(interval)));
        } else {
            trial.begin(candidate, problems);
            return;
        }
        stateSaver.changed();
    }

    private @Nullable SettingsQuestion question(SettingsOffer offer) {
        String ownKey = certificate == null ? null : certificate.pendingKey().orElse(null);
        return SettingsMerge.question(offer, connections.stored(), capabilities, ownKey);
    }

    private boolean isHandled(SettingsOffer offer) {
        if (offer.hash().isEmpty()) {
            // Without a hash, the content is compared.
            return offer.equals(last);
        }
        ConnectionSettingsStatus status = connections.status();
        return status.status() != ConnectionSettingsStatus.Status.UNSET
                && status.hash().equals(offer.hash());
    }
}
