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
 * What an offer makes of the settings that there are, field by field. What it leaves out stays, but for the client certificate of OpAMP and of
 * own telemetry: without one in the offer there is none any more.
 */
final class SettingsMerge {

    private SettingsMerge() {}

    /** Returns what of stored settings is still the agent's: without the capability, the program's own count again. */
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
     * Returns what the agent is asked about: the part of the offer that it has capabilities for. Null if there is none.
     *
     * @param ownKey the key of a request for a certificate that is not answered yet; null if there is none
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

    /** A certificate without a key belongs to one that the agent has: the one in use, if the certificate is, or else that of its request. */
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

    /** An offer of the heartbeat interval alone says nothing of the connection, also not that it is without a certificate. */
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

    /** Returns whether both lead to the same connection: hash and heartbeat make no difference. */
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
