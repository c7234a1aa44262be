package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.text.Printable;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The connection settings that a client stores, see {@link ClientState#connections()}. An immutable value; the settings may be secrets,
 * {@link #toString()} shows none.
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.BETA)
public final class StoredConnections {

    /** The value of an agent that was not offered any settings. */
    public static final StoredConnections NONE =
            new StoredConnections(ConnectionSettings.NONE, null, ConnectionSettingsStatus.UNSET, Map.of(), Map.of());

    private final ConnectionSettings current;
    private final @Nullable ConnectionSettings candidate;
    private final ConnectionSettingsStatus status;
    private final Map<TelemetryDestination.Signal, ConnectionSettings> telemetry;
    private final Map<String, ConnectionSettings> others;

    private StoredConnections(
            ConnectionSettings current,
            @Nullable ConnectionSettings candidate,
            ConnectionSettingsStatus status,
            Map<TelemetryDestination.Signal, ConnectionSettings> telemetry,
            Map<String, ConnectionSettings> others) {
        this.current = current;
        this.candidate = candidate;
        this.status = status;
        this.telemetry = telemetry;
        this.others = others;
    }

    /** Returns the OpAMP settings that worked last; what they leave out has the program's values. */
    public ConnectionSettings current() {
        return current;
    }

    /** Returns OpAMP settings that are accepted, but have not been shown to work yet. */
    public Optional<ConnectionSettings> candidate() {
        return Optional.ofNullable(candidate);
    }

    /** Returns the status of the last offer. */
    public ConnectionSettingsStatus status() {
        return status;
    }

    /** Returns the accepted destinations of own telemetry. */
    public Map<TelemetryDestination.Signal, ConnectionSettings> telemetry() {
        return telemetry;
    }

    /** Returns the accepted settings of other connections, by name. */
    public Map<String, ConnectionSettings> others() {
        return others;
    }

    /** Returns a copy with other settings that worked last. */
    public StoredConnections withCurrent(ConnectionSettings settings) {
        return new StoredConnections(requireNonNull(settings, "settings"), candidate, status, telemetry, others);
    }

    /** Returns a copy with another candidate; null for none. */
    public StoredConnections withCandidate(@Nullable ConnectionSettings settings) {
        return new StoredConnections(current, settings, status, telemetry, others);
    }

    /** Returns a copy with another status. */
    public StoredConnections withStatus(ConnectionSettingsStatus newStatus) {
        return new StoredConnections(current, candidate, requireNonNull(newStatus, "newStatus"), telemetry, others);
    }

    /** Returns a copy with other destinations of own telemetry. */
    public StoredConnections withTelemetry(Map<TelemetryDestination.Signal, ConnectionSettings> destinations) {
        Map<TelemetryDestination.Signal, ConnectionSettings> copy = new EnumMap<>(TelemetryDestination.Signal.class);
        requireNonNull(destinations, "destinations")
                .keySet()
                .forEach(signal -> requireNonNull(signal, "destinations has a null key"));
        destinations.forEach(
                (signal, settings) -> copy.put(signal, requireNonNull(settings, "destinations has a null value")));
        return new StoredConnections(current, candidate, status, Collections.unmodifiableMap(copy), others);
    }

    /** Returns a copy with other settings of other connections. */
    public StoredConnections withOthers(Map<String, ConnectionSettings> connections) {
        return new StoredConnections(current, candidate, status, telemetry, Copies.ordered(connections, "connections"));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoredConnections that
                && current.equals(that.current)
                && Objects.equals(candidate, that.candidate)
                && status.equals(that.status)
                && telemetry.equals(that.telemetry)
                && others.equals(that.others);
    }

    @Override
    public int hashCode() {
        return Objects.hash(current, candidate, status, telemetry, others);
    }

    @Override
    public String toString() {
        return "StoredConnections[current=" + current + ", candidate=" + candidate + ", status=" + status
                + ", telemetry=" + telemetry.keySet() + ", others=" + Printable.names(others.keySet()) + "]";
    }
}
