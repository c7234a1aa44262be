package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.ConnectionSettingsStatus;
import io.amp4j.opamp.StoredConnections;
import io.amp4j.opamp.TelemetryDestination.Signal;
import io.amp4j.opamp.internal.codec.ConnectionOffer;
import io.amp4j.opamp.internal.codec.SettingsOffer;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Merges an offer into the present settings, field by field. Fields that it leaves out are kept, except the client certificate of OpAMP and
 * of own telemetry, which is removed if the offer has none.
 */
final class SettingsMerge {

    private SettingsMerge() {}

    /** Returns the stored settings for which the agent still has the capability; without it, the program's own settings apply again. */
    static StoredConnections allowed(StoredConnections stored, Capabilities can) {
        StoredConnections allowed = stored;
        if (!can.has(AgentCapability.ACCEPTS_OPAMP_CONNECTION_SETTINGS)) {
            allowed = allowed.withCurrent(ConnectionSettings.NONE).withCandidate(null);
        }
        if (!can.has(AgentCapability.ACCEPTS_OTHER_CONNECTION_SETTINGS)) {
            allowed = allowed.withOthers(Map.of());
        }
        Map<Signal, ConnectionSettings> telemetry = new EnumMap<>(Signal.class);
        allowed.telemetry().forEach((signal, settings) -> {
            if (can.has(capability(signal))) {
                telemetry.put(signal, settings);
            }
        });
        allowed = allowed.withTelemetry(telemetry);
        // Without a status the same settings can be offered again.
        return allowed.equals(stored) ? stored : allowed.withStatus(ConnectionSettingsStatus.UNSET);
    }

    private static AgentCapability capability(Signal signal) {
        return switch (signal) {
            case METRICS -> AgentCapability.REPORTS_OWN_METRICS;
            case TRACES -> AgentCapability.REPORTS_OWN_TRACES;
            case LOGS -> AgentCapability.REPORTS_OWN_LOGS;
        };
    }

    /**
     * Returns the part of the offer for which the agent has the capabilities, to be accepted by it. Null if there is none.
     *
     * @param ownKey the key of an unanswered certificate request; null if there is none
     */
    static @Nullable SettingsQuestion question(
            SettingsOffer offer, StoredConnections stored, Capabilities can, @Nullable String ownKey) {
        ConnectionSettings opamp = null;
        ConnectionSettings candidate = stored.current();
        if (offer.opamp() != null && can.has(AgentCapability.ACCEPTS_OPAMP_CONNECTION_SETTINGS)) {
            opamp = offer.opamp()
                    .connection()
                    .toSettings(offer.hash())
                    .heartbeatInterval(offer.opamp().heartbeatInterval())
                    .build();
            candidate = paired(opamp(stored.current(), opamp), stored.current(), ownKey);
        }
        Map<Signal, ConnectionSettings> telemetry = new EnumMap<>(Signal.class);
        offered(Signal.METRICS, offer.ownMetrics(), offer, stored, can, telemetry);
        offered(Signal.TRACES, offer.ownTraces(), offer, stored, can, telemetry);
        offered(Signal.LOGS, offer.ownLogs(), offer, stored, can, telemetry);
        Map<String, ConnectionSettings> others = new LinkedHashMap<>();
        if (can.has(AgentCapability.ACCEPTS_OTHER_CONNECTION_SETTINGS)) {
            offer.others().forEach((name, other) -> {
                ConnectionSettings came = other.connection()
                        .toSettings(offer.hash())
                        .otherSettings(other.settings())
                        .build();
                others.put(name, other(stored.others().getOrDefault(name, ConnectionSettings.NONE), came));
            });
        }
        return opamp == null && telemetry.isEmpty() && others.isEmpty()
                ? null
                : new SettingsQuestion(stored.current(), opamp, candidate, telemetry, others);
    }

    /**
     * Adds the key to a certificate that was offered without one: the key in use if the certificate is in use, or else the key of the
     * agent's request.
     */
    private static ConnectionSettings paired(
            ConnectionSettings candidate, ConnectionSettings current, @Nullable String ownKey) {
        String chain = candidate.clientCertificate().orElse("");
        if (chain.isEmpty() || candidate.clientKey().isPresent()) {
            return candidate;
        }
        boolean isInUse = current.clientCertificate().equals(candidate.clientCertificate());
        String key = isInUse || ownKey == null ? current.clientKey().orElse("") : ownKey;
        return candidate.toBuilder().clientCertificate(chain, key).build();
    }

    private static void offered(
            Signal signal,
            @Nullable ConnectionOffer part,
            SettingsOffer offer,
            StoredConnections stored,
            Capabilities can,
            Map<Signal, ConnectionSettings> into) {
        if (part != null && can.has(capability(signal))) {
            ConnectionSettings came = part.toSettings(offer.hash()).build();
            into.put(signal, telemetry(stored.telemetry().getOrDefault(signal, ConnectionSettings.NONE), came));
        }
    }

    /** An offer with only a heartbeat interval does not change the connection, so it does not remove the certificate either. */
    static ConnectionSettings opamp(ConnectionSettings current, ConnectionSettings offered) {
        boolean aboutConnection = !offered.endpoint().isEmpty()
                || offered.headers().isPresent()
                || offered.hasTls()
                || offered.proxyUrl().isPresent()
                || hasCertificate(offered);
        ConnectionSettings.Builder merged =
                aboutConnection ? telemetry(current, offered).toBuilder() : current.toBuilder();
        return merged.hash(offered.hash())
                .heartbeatInterval(offered.heartbeatInterval().orElseThrow())
                .build();
    }

    static ConnectionSettings telemetry(ConnectionSettings current, ConnectionSettings offered) {
        ConnectionSettings.Builder merged = other(current, offered).toBuilder();
        if (!hasCertificate(offered)) {
            merged.withoutClientCertificate();
        }
        return merged.build();
    }

    static ConnectionSettings other(ConnectionSettings current, ConnectionSettings offered) {
        ConnectionSettings.Builder merged = current.toBuilder().hash(offered.hash());
        if (!offered.endpoint().isEmpty()) {
            merged.endpoint(offered.endpoint());
        }
        offered.headers().ifPresent(merged::headers);
        if (offered.hasTls()) {
            merged.trustedCertificates(offered.trustedCertificates(), offered.includesSystemCertificates())
                    .insecureSkipVerify(offered.insecureSkipVerify())
                    .tlsVersions(offered.minTlsVersion(), offered.maxTlsVersion())
                    .cipherSuites(offered.cipherSuites());
        }
        if (hasCertificate(offered)) {
            merged.clientCertificate(
                    offered.clientCertificate().orElse(""), offered.clientKey().orElse(""));
        }
        offered.proxyUrl().ifPresent(url -> merged.proxy(url, offered.proxyConnectHeaders()));
        if (!offered.otherSettings().isEmpty()) {
            merged.otherSettings(offered.otherSettings());
        }
        return merged.build();
    }

    /** Returns whether both lead to the same connection; hash and heartbeat are ignored. */
    static boolean isSameConnection(ConnectionSettings one, ConnectionSettings other, SessionConfig program) {
        return plain(one, program).equals(plain(other, program));
    }

    private static ConnectionSettings plain(ConnectionSettings settings, SessionConfig program) {
        ConnectionSettings.Builder plain = settings.toBuilder()
                .hash(ConnectionSettings.NONE.hash())
                .heartbeatInterval(java.time.Duration.ZERO)
                .endpoint(settings.endpoint().isEmpty() ? program.endpoint() : settings.endpoint());
        if (!settings.isWithoutClientCertificate()
                && settings.clientCertificate().isEmpty()
                && !program.hasCertificate()) {
            plain.withoutClientCertificate();
        }
        return plain.build();
    }

    private static boolean hasCertificate(ConnectionSettings settings) {
        return settings.clientCertificate().isPresent() || settings.clientKey().isPresent();
    }
}
