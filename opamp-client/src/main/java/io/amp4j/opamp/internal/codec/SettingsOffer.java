package io.amp4j.opamp.internal.codec;

import io.amp4j.opamp.Hash;
import io.amp4j.opamp.internal.text.Printable;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connection settings that the server offers. Null components were absent, which means "as before".
 *
 * @param hash the server's hash of all settings, including those left out; opaque
 * @param others by name; empty means "as before"
 */
public record SettingsOffer(
        Hash hash,
        @Nullable Opamp opamp,
        @Nullable ConnectionOffer ownMetrics,
        @Nullable ConnectionOffer ownTraces,
        @Nullable ConnectionOffer ownLogs,
        Map<String, Other> others) {
    public SettingsOffer {
        others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    }

    /** Names the other connections. */
    @Override
    public String toString() {
        return "SettingsOffer[hash=" + hash + ", opamp=" + opamp + ", ownMetrics=" + ownMetrics + ", ownTraces="
                + ownTraces + ", ownLogs=" + ownLogs + ", others=" + Printable.names(others.keySet()) + "]";
    }

    /**
     * The connection to the server itself.
     *
     * @param heartbeatInterval at most about 292 years, so that it fits a long of nanoseconds; zero if it is zero or absent, which the
     *     protocol cannot distinguish
     */
    public record Opamp(ConnectionOffer connection, Duration heartbeatInterval) {}

    /**
     * A connection whose meaning only the agent knows.
     *
     * @param settings settings of the agent's own
     */
    public record Other(ConnectionOffer connection, Map<String, String> settings) {
        public Other {
            settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        }

        /** Names the settings without their values. */
        @Override
        public String toString() {
            return "Other[connection=" + connection + ", settings=" + Printable.names(settings.keySet()) + "]";
        }
    }
}
