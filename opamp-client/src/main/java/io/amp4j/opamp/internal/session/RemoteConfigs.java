package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.Hash;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.RemoteConfigStatus;
import io.amp4j.opamp.internal.codec.FieldLimits;
import org.jspecify.annotations.Nullable;

/**
 * Which offered configuration is being applied, and what is reported about it. The newest offer counts: the status has its hash as
 * soon as it is taken, and an answer about an older one is dropped. What has the hash of the last offer is not applied again.
 *
 * <p>Each offer makes the agent apply and report it. A server with a new one in each answer would otherwise keep it busy without end, so
 * offers are taken at a bounded rate, a few at once and then one in a while. Of those that wait the newest counts.
 */
final class RemoteConfigs {

    /** How many offers are taken without any wait. */
    static final int BURST = 10;

    /** How long it takes until one more is. */
    static final long REFILL = 10_000_000_000L;

    /** What came of an offer. */
    enum Taken {
        /** It is nothing new. */
        KNOWN,
        /** It is to be applied, or was refused by itself; the status has its hash. */
        NOW,
        /** It waits for its turn. */
        LATER
    }

    /**
     * An offer.
     *
     * @param problem why it cannot be applied whatever the user says; null if there is no such reason
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

    /** Goes on from what an earlier process left behind. */
    RemoteConfigs(RemoteConfigStatus status, @Nullable RemoteConfig applied) {
        this.status = isHashAllowed(status.hash()) ? goneOnWith(status) : RemoteConfigStatus.UNSET;
        this.applied = applied != null && isHashAllowed(applied.hash()) ? applied : null;
    }

    /** A store may be older than the limits, and not ours: what is too large is not sent to this server either. */
    private static boolean isHashAllowed(Hash hash) {
        return FieldLimits.CONFIG_HASH.allows(hash.bytes().size());
    }

    private static RemoteConfigStatus goneOnWith(RemoteConfigStatus left) {
        return switch (left.status()) {
            // It is not being applied any more. To begin again could end the process again, so the server has to
            // decide.
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

    /** Takes an offer, or lets it wait. */
    Taken offer(Offer offer, long now) {
        RemoteConfig config = offer.config();
        if (config.isUnchanged()) {
            return Taken.KNOWN;
        }
        if (isHandled(config)) {
            // The server has returned to what it offered before the one that waits.
            waiting = null;
            return Taken.KNOWN;
        }
        waiting = offer;
        return takeWaiting(now) ? Taken.NOW : Taken.LATER;
    }

    /** Returns when the offer that waits may be taken, or {@link Nanos#NEVER} if none does. */
    long takeAt() {
        return waiting == null ? Nanos.NEVER : limit.allowedAt();
    }

    /** Takes the offer that waits, if its time has come. Returns whether it did. */
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
            // Whatever was being applied is no longer what the server wants.
            generation++;
            inWork = null;
            status = RemoteConfigStatus.failed(hash, offer.problem());
        }
        return true;
    }

    /** Returns true for the first offer that waits after a time without any. */
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

    /** Applies once more what an earlier process had applied; the status stays what it is unless that fails. */
    @Nullable
    RemoteConfig again() {
        if (applied != null) {
            begin(applied);
        }
        return applied;
    }

    /** Takes the user's word. Returns whether it is about the newest offer. */
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
                // A configuration applied again after a restart may be older than the one that was received last and
                // failed.
                if (status.hash().equals(config.hash())) {
                    status = RemoteConfigStatus.applied(config.hash());
                }
            }
            case FAILED -> {
                inWork = null;
                if (status.hash().equals(config.hash())) {
                    // It may quote what the server sent.
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
            // Without a hash only the content can tell.
            RemoteConfig last = received != null ? received : applied;
            return last != null && last.hash().isEmpty() && last.files().equals(config.files());
        }
        return status.status() != RemoteConfigStatus.Status.UNSET
                && config.hash().equals(status.hash());
    }
}
