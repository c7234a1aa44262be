package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The destination that the server offers for one kind of the agent's own telemetry, for OTLP over HTTP with protobuf. An immutable value;
 * {@link #toString()} shows no secret.
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

    /** Returns all connection settings of the destination; where the last offer left one out, it has the value of an earlier offer. */
    public ConnectionSettings settings() {
        return settings;
    }

    /** Returns the full URL of the receiver, including the path; use it unchanged. */
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
