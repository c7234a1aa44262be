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

/** The connection settings that are in use, those that are tried, and what is reported and kept of them. */
final class Connections {

    private final Outbox outbox;
    private StoredConnections stored;
    private ConnectionSettingsStatus reported;

    /**
     * Goes on from what an earlier process left behind.
     *
     * @param restored whether there was one: then the server may believe that settings are being tried which that process never decided about
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

    /** Returns what is to survive the process. */
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

    /** Returns what is reported: from the moment on when an offer is taken, it is about that one. */
    ConnectionSettingsStatus status() {
        return reported;
    }

    /** An offer is taken: nothing of it is kept before it is decided. It is reported at {@code moment}, or with what is sent before. */
    void applying(Hash hash, long moment) {
        reported = ConnectionSettingsStatus.applying(hash);
        report(moment);
    }

    /** The offer has come to its end; {@code problem} says what did not work, and is empty if all did. */
    void settled(Hash hash, String problem) {
        reported = problem.isEmpty()
                ? ConnectionSettingsStatus.applied(hash)
                : ConnectionSettingsStatus.failed(hash, FieldLimits.cut(problem));
        stored = stored.withStatus(reported);
        report(Long.MIN_VALUE);
    }

    /** These settings are to be tried; null for none. */
    void candidate(@Nullable ConnectionSettings settings) {
        stored = stored.withCandidate(settings);
        if (settings != null) {
            reported = ConnectionSettingsStatus.applying(settings.hash());
            stored = stored.withStatus(reported);
            report(Long.MIN_VALUE);
        }
    }

    /** These settings work; the ones before are forgotten. */
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
