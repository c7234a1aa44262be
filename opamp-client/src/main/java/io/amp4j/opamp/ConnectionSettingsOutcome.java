package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The agent's decision about offered connection settings, see {@link OpampCallbacks#onConnectionSettings}. An immutable value.
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.BETA)
public final class ConnectionSettingsOutcome {

    private static final ConnectionSettingsOutcome ACCEPTED = new ConnectionSettingsOutcome(null);

    private final @Nullable String refusal;

    private ConnectionSettingsOutcome(@Nullable String refusal) {
        this.refusal = refusal;
    }

    /** Returns an outcome that says: the agent accepts the settings. */
    public static ConnectionSettingsOutcome accept() {
        return ACCEPTED;
    }

    /**
     * Returns an outcome that says: the agent refuses the settings. The client reports {@code reason} to the server, so it should hold no
     * secret.
     */
    public static ConnectionSettingsOutcome refuse(String reason) {
        return new ConnectionSettingsOutcome(requireNonNull(reason, "reason"));
    }

    /** Returns why the settings are refused; empty if they are accepted. */
    public Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConnectionSettingsOutcome that && Objects.equals(refusal, that.refusal);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(refusal);
    }

    /** Does not show the reason. */
    @Override
    public String toString() {
        return "ConnectionSettingsOutcome[" + (refusal == null ? "accept" : "refuse: " + Copies.length(refusal)) + "]";
    }
}
