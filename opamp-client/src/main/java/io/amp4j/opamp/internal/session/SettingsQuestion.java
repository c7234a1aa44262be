package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.TelemetryDestination.Signal;
import io.amp4j.opamp.internal.text.Printable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Offered connection settings to check and to pass to the user: those for which the agent has a capability.
 *
 * @param current the present OpAMP settings, which override those of the program
 * @param opamp the offered OpAMP settings, unchanged; null if there are none
 * @param candidate the OpAMP settings that would result
 * @param telemetry the resulting destinations of own telemetry
 * @param others the resulting other connections
 */
public record SettingsQuestion(
        ConnectionSettings current,
        @Nullable ConnectionSettings opamp,
        ConnectionSettings candidate,
        Map<Signal, ConnectionSettings> telemetry,
        Map<String, ConnectionSettings> others) {

    /** Names the connections. */
    @Override
    public String toString() {
        return "SettingsQuestion[opamp=" + opamp + ", telemetry=" + telemetry.keySet() + ", others="
                + Printable.names(others.keySet()) + "]";
    }
}
