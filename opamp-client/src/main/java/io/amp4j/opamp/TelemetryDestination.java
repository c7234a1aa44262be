package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the server wants a kind of the agent's own telemetry, by OTLP over HTTP with protobuf. An immutable value; its text holds no secret.
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.BETA)
public final class TelemetryDestination {

    private final Signal signal;
    private final ConnectionSettings settings;

    private TelemetryDestination(Signal signal, ConnectionSettings settings) {
        this.signal = requireNonNull(signal, "signal");
        this.settings = requireNonNull(settings, "settings");
    }

    /** Returns the destination of a kind of telemetry. */
    public static TelemetryDestination of(Signal signal, ConnectionSettings settings) {
        return new TelemetryDestination(signal, settings);
    }

    /** Returns the kind of telemetry. */
    public Signal signal() {
        return signal;
    }

    /** Returns how to reach the destination, whole: what the last offer left out is what an earlier one said. */
    public ConnectionSettings settings() {
        return settings;
    }

    /** Returns the full URL of the receiver, with its path, to be used as it is. */
    public String endpoint() {
        return settings.endpoint();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TelemetryDestination that && signal == that.signal && settings.equals(that.settings);
    }

    @Override
    public int hashCode() {
        return Objects.hash(signal, settings);
    }

    @Override
    public String toString() {
        return "TelemetryDestination[" + signal + ", " + settings + "]";
    }

    /**
     * The kinds of telemetry. Constants may be added: a {@code switch} over them needs a default branch.
     *
     * @since 0.1.0
     */
    public enum Signal {
        /** The agent's own metrics. */
        METRICS,
        /** The agent's own traces. */
        TRACES,
        /** The agent's own logs. */
        LOGS
    }
}
