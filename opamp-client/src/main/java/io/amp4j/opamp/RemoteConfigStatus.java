package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

/**
 * How far the agent is with the remote configuration that it received last.
 *
 * @param hash the hash of that configuration, also while it is being applied and after it failed; empty if there was none
 * @param status how far the agent is
 * @param errorMessage why it failed; empty unless {@code status} is {@link Status#FAILED}
 */
public record RemoteConfigStatus(Hash hash, Status status, String errorMessage) {
    /** The status of an agent that has not received a configuration yet. */
    public static final RemoteConfigStatus UNSET = new RemoteConfigStatus(Hash.EMPTY, Status.UNSET, "");

    /** @throws IllegalArgumentException if there is an error message without a failure */
    public RemoteConfigStatus {
        requireNonNull(hash, "hash");
        requireNonNull(status, "status");
        requireNonNull(errorMessage, "errorMessage");
        if (status != Status.FAILED && !errorMessage.isEmpty()) {
            throw new IllegalArgumentException("only a failed configuration has an error message: " + status);
        }
    }

    /** Returns the status of a configuration that the agent runs with. */
    public static RemoteConfigStatus applied(Hash hash) {
        return new RemoteConfigStatus(hash, Status.APPLIED, "");
    }

    /** Returns the status of a configuration that the agent is working on. */
    public static RemoteConfigStatus applying(Hash hash) {
        return new RemoteConfigStatus(hash, Status.APPLYING, "");
    }

    /** Returns the status of a configuration that the agent could not or would not apply; {@code errorMessage} may be empty. */
    public static RemoteConfigStatus failed(Hash hash, String errorMessage) {
        return new RemoteConfigStatus(hash, Status.FAILED, errorMessage);
    }

    /** Does not show the error message, which may quote the configuration. */
    @Override
    public String toString() {
        return "RemoteConfigStatus[hash=" + hash + ", status=" + status + ", errorMessage="
                + Copies.length(errorMessage) + "]";
    }

    /** How far an agent is with a remote configuration. */
    public enum Status {
        /** No configuration was received. */
        UNSET,
        /** The agent runs with it. */
        APPLIED,
        /** The agent is working on it. */
        APPLYING,
        /** The agent could not or would not apply it. */
        FAILED
    }
}
