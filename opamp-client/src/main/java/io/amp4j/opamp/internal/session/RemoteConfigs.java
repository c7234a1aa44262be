package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.Hash;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.RemoteConfigStatus;
import io.amp4j.opamp.internal.codec.FieldLimits;
import org.jspecify.annotations.Nullable;

/**
 * Tracks which offered configuration is being applied, and its status. The newest offer counts: the status has its hash as soon as it is
 * accepted, and an answer about an older one is ignored. An offer with the hash of the last one is not applied again.
 *
 * <p>Each offer makes the agent apply and report it. A server with a new offer in each answer would otherwise keep it busy forever, so
 * offers are accepted at a limited rate, a few at once and then one per interval. Of delayed offers only the newest is kept.
 */
final class RemoteConfigs {

    /** How many offers are accepted without a delay. */
    static final int BURST = 10;

    /** The interval after which one more is. */
    static final long REFILL = 10_000_000_000L;

    /** The decision about an offer. */
    enum Taken {
        /** The offer is known already. */
        KNOWN,
        /** The offer must be applied, or was refused because of its content; the status has its hash. */
        NOW,
        /** The offer is delayed. */
        LATER
    }

    /**
     * An offer.
     *
     * @param problem why it is refused without a call of the user's callback; null if there is no such reason
     */
    record Offer(RemoteConfig config, @Nullable String problem) {}

    private final RateLimit limit = new RateLimit(BURST, REFILL);
    private @Nullable Offer waiting;
    private boolean warned;

    private RemoteConfigStatus status;
    private @Nullable RemoteConfig received;
    private @Nullable RemoteConfig applied;
    private @Nullable RemoteConfig inWork;
    private long generation;

    /** Continues with the stored state of an earlier process. */
    RemoteConfigs(RemoteConfigStatus status, @Nullable RemoteConfig applied) {
        this.status = isHashAllowed(status.hash()) ? goneOnWith(status) : RemoteConfigStatus.UNSET;
        this.applied = applied != null && isHashAllowed(applied.hash()) ? applied : null;
    }

    /** A stored hash may be older than the limits, or of a user's own store: one that is too large is not sent to the server. */
    private static boolean isHashAllowed(Hash hash) {
        return FieldLimits.CONFIG_HASH.allows(hash.bytes().size());
    }

    private static RemoteConfigStatus goneOnWith(RemoteConfigStatus left) {
        return switch (left.status()) {
            // The configuration is not being applied any more. Applying it again could end the process again, so the
            // decision is left to the server.
            case APPLYING ->
                RemoteConfigStatus.failed(left.hash(), "the agent ended while it applied this configuration");
            case FAILED -> RemoteConfigStatus.failed(left.hash(), FieldLimits.cut(left.errorMessage()));
            case UNSET, APPLIED -> left;
        };
    }

    RemoteConfigStatus status() {
        return status;
    }

    /** Returns the configuration that was applied last. */
    @Nullable
    RemoteConfig applied() {
        return applied;
    }

    long generation() {
        return generation;
    }

    /** Accepts an offer, or delays it. */
    Taken offer(Offer offer, long now) {
        RemoteConfig config = offer.config();
        if (config.isUnchanged()) {
            return Taken.KNOWN;
        }
        if (isHandled(config)) {
            // The server has returned to the offer before the delayed one.
            waiting = null;
            return Taken.KNOWN;
        }
        waiting = offer;
        return takeWaiting(now) ? Taken.NOW : Taken.LATER;
    }

    /** Returns when the delayed offer may be accepted, or {@link Nanos#NEVER} if there is none. */
    long takeAt() {
        return waiting == null ? Nanos.NEVER : limit.allowedAt();
    }

    /** Accepts the delayed offer, if it is due. Returns whether it did. */
    boolean takeWaiting(long now) {
        Offer offer = waiting;
        if (offer == null || !limit.isAllowed(now)) {
            return false;
        }
        if (limit.isUnused(now)) {
            warned = false;
        }
        limit.use(now);
        waiting = null;
        received = offer.config();
        Hash hash = received.hash();
        if (offer.problem() == null) {
            begin(received);
            status = RemoteConfigStatus.applying(hash);
        } else {
            // A configuration that is still being applied is outdated.
            generation++;
            inWork = null;
            status = RemoteConfigStatus.failed(hash, offer.problem());
        }
        return true;
    }

    /** Returns true for the first delayed offer after a period without any. */
    boolean isWorthAWarning() {
        boolean first = !warned;
        warned = true;
        return first;
    }

    /** Returns the configuration that is being applied, if there is one. */
    @Nullable
    RemoteConfig inWork() {
        return inWork;
    }

    /** Applies the configuration of an earlier process again; the status does not change unless that fails. */
    @Nullable
    RemoteConfig again() {
        if (applied != null) {
            begin(applied);
        }
        return applied;
    }

    /** Processes the user's answer. Returns whether it is about the newest offer. */
    boolean answered(long about, Event.Answer answer) {
        RemoteConfig config = inWork;
        if (about != generation || config == null) {
            return false;
        }
        switch (answer.progress()) {
            case APPLYING -> {}
            case APPLIED -> {
                inWork = null;
                applied = config;
                // A configuration that is applied again after a restart may be older than the one that was received
                // last and failed.
                if (status.hash().equals(config.hash())) {
                    status = RemoteConfigStatus.applied(config.hash());
                }
            }
            case FAILED -> {
                inWork = null;
                if (status.hash().equals(config.hash())) {
                    // It may quote the server's text.
                    status = RemoteConfigStatus.failed(config.hash(), FieldLimits.cut(answer.reason()));
                }
            }
        }
        return true;
    }

    private void begin(RemoteConfig config) {
        inWork = config;
        generation++;
    }

    private boolean isHandled(RemoteConfig config) {
        if (config.hash().isEmpty()) {
            // Without a hash, the content is compared.
            RemoteConfig last = received != null ? received : applied;
            return last != null && last.hash().isEmpty() && last.files().equals(config.files());
        }
        return status.status() != RemoteConfigStatus.Status.UNSET
                && config.hash().equals(status.hash());
    }
}
