package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.ConnectionSettingsStatus;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.StoredConnections;
import io.amp4j.opamp.TelemetryDestination.Signal;
import io.amp4j.opamp.internal.codec.FieldLimits;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The connection settings in use, those on trial, and their status and stored form. */
final class Connections {

    private final Outbox outbox;
    private StoredConnections stored;
    private ConnectionSettingsStatus reported;

    /**
     * Continues with the stored settings of an earlier process.
     *
     * @param restored whether there was an earlier process: then the server's last known status may be of a trial that was never decided
     */
    Connections(Outbox outbox, StoredConnections stored, boolean restored) {
        this.outbox = outbox;
        this.stored =
                stored.candidate().isEmpty() && stored.status().status() == ConnectionSettingsStatus.Status.APPLYING
                        ? stored.withStatus(ConnectionSettingsStatus.UNSET)
                        : stored;
        this.reported = this.stored.status();
        report(Long.MIN_VALUE);
        if (restored && reported.equals(ConnectionSettingsStatus.UNSET)) {
            outbox.set(Part.CONNECTION_SETTINGS_STATUS, reported);
        }
    }

    /** Returns the state to store. */
    StoredConnections stored() {
        return stored;
    }

    ConnectionSettings current() {
        return stored.current();
    }

    @Nullable
    ConnectionSettings candidate() {
        return stored.candidate().orElse(null);
    }

    /** Returns the status to report; from the acceptance of an offer on, it is about that offer. */
    ConnectionSettingsStatus status() {
        return reported;
    }

    /**
     * Called when an offer is being applied; nothing of it is stored before it is decided. The status is reported at {@code moment}, or
     * with an earlier message.
     */
    void applying(Hash hash, long moment) {
        reported = ConnectionSettingsStatus.applying(hash);
        report(moment);
    }

    /** Called when the offer is decided; {@code problem} says what failed, and is empty if nothing did. */
    void settled(Hash hash, String problem) {
        reported = problem.isEmpty()
                ? ConnectionSettingsStatus.applied(hash)
                : ConnectionSettingsStatus.failed(hash, FieldLimits.cut(problem));
        stored = stored.withStatus(reported);
        report(Long.MIN_VALUE);
    }

    /** Sets the settings to try; null for none. */
    void candidate(@Nullable ConnectionSettings settings) {
        stored = stored.withCandidate(settings);
        if (settings != null) {
            reported = ConnectionSettingsStatus.applying(settings.hash());
            stored = stored.withStatus(reported);
            report(Long.MIN_VALUE);
        }
    }

    /** Called when these settings work; the previous ones are dropped. */
    void use(ConnectionSettings settings) {
        stored = stored.withCurrent(settings).withCandidate(null);
    }

    void keep(Map<Signal, ConnectionSettings> telemetry, Map<String, ConnectionSettings> others) {
        if (!telemetry.isEmpty()) {
            Map<Signal, ConnectionSettings> all = new EnumMap<>(Signal.class);
            all.putAll(stored.telemetry());
            all.putAll(telemetry);
            stored = stored.withTelemetry(all);
        }
        if (!others.isEmpty()) {
            Map<String, ConnectionSettings> all = new LinkedHashMap<>(stored.others());
            all.putAll(others);
            stored = stored.withOthers(all);
        }
    }

    private void report(long moment) {
        if (reported.status() == ConnectionSettingsStatus.Status.UNSET) {
            outbox.set(Part.CONNECTION_SETTINGS_STATUS, null);
        } else {
            outbox.setDelayed(Part.CONNECTION_SETTINGS_STATUS, reported, moment);
            if (moment == Long.MIN_VALUE) {
                outbox.endDelay(Part.CONNECTION_SETTINGS_STATUS);
            }
        }
    }
}
