package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.TelemetryDestination.Signal;
import io.amp4j.opamp.internal.text.Printable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Offered connection settings that are to be checked and shown to the user: those that the agent has a capability for.
 *
 * @param current what OpAMP uses now, over what the program says
 * @param opamp what is offered for OpAMP, as it came; null if nothing is
 * @param candidate what OpAMP would use after that
 * @param telemetry the destinations of own telemetry, whole
 * @param others the other connections, whole
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
