package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The status of the connection settings that the server offered last: one status for the whole offer.
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.DEVELOPMENT)
public final class ConnectionSettingsStatus {
    /** The status of an agent that was not offered any settings yet. */
    public static final ConnectionSettingsStatus UNSET = new ConnectionSettingsStatus(Hash.EMPTY, Status.UNSET, "");

    private final Hash hash;
    private final Status status;
    private final String errorMessage;

    private ConnectionSettingsStatus(Hash hash, Status status, String errorMessage) {
        requireNonNull(hash, "hash");
        requireNonNull(status, "status");
        requireNonNull(errorMessage, "errorMessage");
        if (status != Status.FAILED && !errorMessage.isEmpty()) {
            throw new IllegalArgumentException("only failed settings have an error message: " + status);
        }
        this.hash = hash;
        this.status = status;
        this.errorMessage = errorMessage;
    }

    /** Returns the hash of that offer, also while it is being applied and after it failed; empty if there was none. */
    public Hash hash() {
        return hash;
    }

    /** Returns the status of the offer. */
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
    public static ConnectionSettingsStatus of(Hash hash, Status status, String errorMessage) {
        return new ConnectionSettingsStatus(hash, status, errorMessage);
    }

    /** Returns the status of settings that the agent uses. */
    public static ConnectionSettingsStatus applied(Hash hash) {
        return new ConnectionSettingsStatus(hash, Status.APPLIED, "");
    }

    /** Returns the status of settings that the agent is trying. */
    public static ConnectionSettingsStatus applying(Hash hash) {
        return new ConnectionSettingsStatus(hash, Status.APPLYING, "");
    }

    /** Returns the status of settings that the agent could not or would not use; {@code errorMessage} may be empty. */
    public static ConnectionSettingsStatus failed(Hash hash, String errorMessage) {
        return new ConnectionSettingsStatus(hash, Status.FAILED, errorMessage);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConnectionSettingsStatus that
                && hash.equals(that.hash)
                && status.equals(that.status)
                && errorMessage.equals(that.errorMessage);
    }

    @Override
    public int hashCode() {
        return Objects.hash(hash, status, errorMessage);
    }

    /** Does not show the error message, which may quote the server. */
    @Override
    public String toString() {
        return "ConnectionSettingsStatus[hash=" + hash + ", status=" + status + ", errorMessage="
                + Copies.length(errorMessage) + "]";
    }

    /**
     * The status of offered settings. Constants may be added: a {@code switch} over them needs a default branch.
     *
     * @since 0.1.0
     */
    public enum Status {
        /** No settings were offered. */
        UNSET,
        /** The agent uses them. */
        APPLIED,
        /** The agent is trying them. */
        APPLYING,
        /** The agent could not or would not use all of them. */
        FAILED
    }
}
