package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The status of the remote configuration that the agent received last.
 *
 * @since 0.1.0
 */
public final class RemoteConfigStatus {
    /** The status of an agent that has not received a configuration yet. */
    public static final RemoteConfigStatus UNSET = new RemoteConfigStatus(Hash.EMPTY, Status.UNSET, "");

    private final Hash hash;
    private final Status status;
    private final String errorMessage;

    private RemoteConfigStatus(Hash hash, Status status, String errorMessage) {
        requireNonNull(hash, "hash");
        requireNonNull(status, "status");
        requireNonNull(errorMessage, "errorMessage");
        if (status != Status.FAILED && !errorMessage.isEmpty()) {
            throw new IllegalArgumentException("only a failed configuration has an error message: " + status);
        }
        this.hash = hash;
        this.status = status;
        this.errorMessage = errorMessage;
    }

    /** Returns the hash of that configuration, also while it is being applied and after it failed; empty if there was none. */
    public Hash hash() {
        return hash;
    }

    /** Returns the status of that configuration. */
    public Status status() {
        return status;
    }

    /** Returns why it failed; empty unless {@code status} is {@link Status#FAILED}. */
    public String errorMessage() {
        return errorMessage;
    }

    /**
     * Returns a status with these parts, for a {@link StateStore} that stores them separately.
     *
     * @throws IllegalArgumentException if there is an error message without a failure
     */
    public static RemoteConfigStatus of(Hash hash, Status status, String errorMessage) {
        return new RemoteConfigStatus(hash, status, errorMessage);
    }

    /** Returns the status of a configuration that the agent runs with. */
    public static RemoteConfigStatus applied(Hash hash) {
        return new RemoteConfigStatus(hash, Status.APPLIED, "");
    }

    /** Returns the status of a configuration that the agent is applying. */
    public static RemoteConfigStatus applying(Hash hash) {
        return new RemoteConfigStatus(hash, Status.APPLYING, "");
    }

    /** Returns the status of a configuration that the agent could not or would not apply; {@code errorMessage} may be empty. */
    public static RemoteConfigStatus failed(Hash hash, String errorMessage) {
        return new RemoteConfigStatus(hash, Status.FAILED, errorMessage);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RemoteConfigStatus that
                && hash.equals(that.hash)
                && status.equals(that.status)
                && errorMessage.equals(that.errorMessage);
    }

    @Override
    public int hashCode() {
        return Objects.hash(hash, status, errorMessage);
    }

    /** Does not show the error message, which may quote the configuration. */
    @Override
    public String toString() {
        return "RemoteConfigStatus[hash=" + hash + ", status=" + status + ", errorMessage="
                + Copies.length(errorMessage) + "]";
    }

    /**
     * The status of a remote configuration. Constants may be added: a {@code switch} over them needs a default branch.
     *
     * @since 0.1.0
     */
    public enum Status {
        /** No configuration was received. */
        UNSET,
        /** The agent runs with it. */
        APPLIED,
        /** The agent is applying it. */
        APPLYING,
        /** The agent could not or would not apply it. */
        FAILED
    }
}
