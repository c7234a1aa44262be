package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the agent says of offered connection settings, see {@link OpampCallbacks#onConnectionSettings}. An immutable value.
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

    /** Returns that the agent takes the settings. */
    public static ConnectionSettingsOutcome accept() {
        return ACCEPTED;
    }

    /** Returns that it does not; the server is told {@code reason}, which should hold no secret. */
    public static ConnectionSettingsOutcome refuse(String reason) {
        return new ConnectionSettingsOutcome(requireNonNull(reason, "reason"));
    }

    /** Returns why the settings are refused; empty if they are not. */
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
