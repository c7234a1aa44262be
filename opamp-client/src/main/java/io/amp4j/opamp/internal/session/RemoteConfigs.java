package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.RemoteConfigStatus;
import org.jspecify.annotations.Nullable;

/**
 * Which offered configuration is being applied, and what is reported about it. The newest offer counts: the status has its hash as
 * soon as it is received, and an answer about an older one is dropped. What has the hash of the last offer is not applied again.
 */
final class RemoteConfigs {

    private RemoteConfigStatus status;
    private @Nullable RemoteConfig received;
    private @Nullable RemoteConfig applied;
    private @Nullable RemoteConfig inWork;
    private long generation;

    /** Goes on from what an earlier process left behind. */
    RemoteConfigs(RemoteConfigStatus status, @Nullable RemoteConfig applied) {
        // Nobody is applying it any more. To begin again could end the process again, so the server has to decide.
        this.status = status.status() == RemoteConfigStatus.Status.APPLYING
                ? RemoteConfigStatus.failed(status.hash(), "the agent ended while it applied this configuration")
                : status;
        this.applied = applied;
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

    /** Takes an offer. Returns whether it is to be applied. */
    boolean offer(RemoteConfig config) {
        if (config.isUnchanged() || isHandled(config)) {
            return false;
        }
        received = config;
        begin(config);
        status = RemoteConfigStatus.applying(config.hash());
        return true;
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
                    status = RemoteConfigStatus.failed(config.hash(), answer.reason());
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
