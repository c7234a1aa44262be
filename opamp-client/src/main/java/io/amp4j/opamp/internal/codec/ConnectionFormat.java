package io.amp4j.opamp.internal.codec;

import static io.amp4j.opamp.internal.codec.AgentMessageEncoder.bytes;

import com.google.protobuf.ByteString;
import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.ConnectionSettingsStatus;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.StoredConnections;
import io.amp4j.opamp.TelemetryDestination.Signal;
import io.amp4j.opamp.internal.wire.ConnectionSettingsStatuses;
import io.amp4j.opamp.internal.wire.Header;
import io.amp4j.opamp.internal.wire.Headers;
import io.amp4j.opamp.internal.wire.OtherConnectionSettings;
import io.amp4j.opamp.internal.wire.ProxyConnectionSettings;
import io.amp4j.opamp.internal.wire.StoredOffers;
import io.amp4j.opamp.internal.wire.StoredSettings;
import io.amp4j.opamp.internal.wire.TLSCertificate;
import io.amp4j.opamp.internal.wire.TLSConnectionSettings;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Connection settings and their status in protobuf: the status in its reported form, and both in their stored form. */
final class ConnectionFormat {
    private ConnectionFormat() {}

    static io.amp4j.opamp.internal.wire.ConnectionSettingsStatus status(ConnectionSettingsStatus status) {
        ConnectionSettingsStatuses wire = switch (status.status()) {
            case UNSET -> ConnectionSettingsStatuses.ConnectionSettingsStatuses_UNSET;
            case APPLIED -> ConnectionSettingsStatuses.ConnectionSettingsStatuses_APPLIED;
            case APPLYING -> ConnectionSettingsStatuses.ConnectionSettingsStatuses_APPLYING;
            case FAILED -> ConnectionSettingsStatuses.ConnectionSettingsStatuses_FAILED;
        };
        return io.amp4j.opamp.internal.wire.ConnectionSettingsStatus.newBuilder()
                .setLastConnectionSettingsHash(bytes(status.hash().bytes()))
                .setStatus(wire)
                .setErrorMessage(status.errorMessage())
                .build();
    }

    private static ConnectionSettingsStatus status(io.amp4j.opamp.internal.wire.ConnectionSettingsStatus wire) {
        ConnectionSettingsStatus.Status status = switch (wire.getStatus()) {
            case ConnectionSettingsStatuses_UNSET -> ConnectionSettingsStatus.Status.UNSET;
            case ConnectionSettingsStatuses_APPLIED -> ConnectionSettingsStatus.Status.APPLIED;
            case ConnectionSettingsStatuses_APPLYING -> ConnectionSettingsStatus.Status.APPLYING;
            case ConnectionSettingsStatuses_FAILED -> ConnectionSettingsStatus.Status.FAILED;
            case UNRECOGNIZED ->
                throw new IllegalArgumentException(
                        "the status of the connection settings is not known: " + wire.getStatusValue());
        };
        return ConnectionSettingsStatus.of(hash(wire.getLastConnectionSettingsHash()), status, wire.getErrorMessage());
    }

    static StoredOffers toWire(StoredConnections stored) {
        StoredOffers.Builder wire = StoredOffers.newBuilder().setStatus(status(stored.status()));
        if (!stored.current().equals(ConnectionSettings.NONE)) {
            wire.setCurrent(toWire(stored.current()));
        }
        stored.candidate().ifPresent(candidate -> wire.setCandidate(toWire(candidate)));
        stored.telemetry().forEach((signal, settings) -> {
            switch (signal) {
                case METRICS -> wire.setOwnMetrics(toWire(settings));
                case TRACES -> wire.setOwnTraces(toWire(settings));
                case LOGS -> wire.setOwnLogs(toWire(settings));
            }
        });
        stored.others().forEach((name, settings) -> wire.putOthers(name, toWire(settings)));
        return wire.build();
    }

    static StoredConnections fromWire(StoredOffers wire) {
        Map<Signal, ConnectionSettings> telemetry = new EnumMap<>(Signal.class);
        if (wire.hasOwnMetrics()) {
            telemetry.put(Signal.METRICS, fromWire(wire.getOwnMetrics()));
        }
        if (wire.hasOwnTraces()) {
            telemetry.put(Signal.TRACES, fromWire(wire.getOwnTraces()));
        }
        if (wire.hasOwnLogs()) {
            telemetry.put(Signal.LOGS, fromWire(wire.getOwnLogs()));
        }
        Map<String, ConnectionSettings> others = new LinkedHashMap<>();
        wire.getOthersMap().forEach((name, settings) -> others.put(name, fromWire(settings)));
        return StoredConnections.NONE
                .withStatus(status(wire.getStatus()))
                .withCurrent(wire.hasCurrent() ? fromWire(wire.getCurrent()) : ConnectionSettings.NONE)
                .withCandidate(wire.hasCandidate() ? fromWire(wire.getCandidate()) : null)
                .withTelemetry(telemetry)
                .withOthers(others);
    }

    private static StoredSettings toWire(ConnectionSettings settings) {
        OtherConnectionSettings.Builder wire = OtherConnectionSettings.newBuilder()
                .setDestinationEndpoint(settings.endpoint())
                .putAllOtherSettings(settings.otherSettings());
        settings.headers().ifPresent(headers -> wire.setHeaders(headers(headers)));
        if (settings.isWithoutClientCertificate()) {
            wire.setCertificate(TLSCertificate.getDefaultInstance());
        } else if (settings.clientCertificate().isPresent()
                || settings.clientKey().isPresent()) {
            wire.setCertificate(TLSCertificate.newBuilder()
                    .setCert(
                            ByteString.copyFromUtf8(settings.clientCertificate().orElse("")))
                    .setPrivateKey(ByteString.copyFromUtf8(settings.clientKey().orElse(""))));
        }
        if (settings.hasTls()) {
            wire.setTls(TLSConnectionSettings.newBuilder()
                    .setCaPemContents(settings.trustedCertificates())
                    .setIncludeSystemCaCertsPool(settings.includesSystemCertificates())
                    .setInsecureSkipVerify(settings.insecureSkipVerify())
                    .setMinVersion(settings.minTlsVersion())
                    .setMaxVersion(settings.maxTlsVersion())
                    .addAllCipherSuites(settings.cipherSuites()));
        }
        settings.proxyUrl()
                .ifPresent(url -> wire.setProxy(ProxyConnectionSettings.newBuilder()
                        .setUrl(url)
                        .setConnectHeaders(headers(settings.proxyConnectHeaders()))));
        StoredSettings.Builder stored = StoredSettings.newBuilder()
                .setHash(bytes(settings.hash().bytes()))
                .setSettings(wire);
        settings.heartbeatInterval().ifPresent(interval -> stored.setHeartbeatIntervalNanos(interval.toNanos()));
        return stored.build();
    }

    private static ConnectionSettings fromWire(StoredSettings stored) {
        SettingsOffer.Other other = OfferDecoder.other(stored.getSettings());
        ConnectionSettings.Builder settings =
                other.connection().toSettings(hash(stored.getHash())).otherSettings(other.settings());
        if (stored.hasHeartbeatIntervalNanos()) {
            settings.heartbeatInterval(Duration.ofNanos(stored.getHeartbeatIntervalNanos()));
        }
        return settings.build();
    }

    private static Headers headers(Map<String, List<String>> headers) {
        Headers.Builder wire = Headers.newBuilder();
        headers.forEach((name, values) -> values.forEach(
                value -> wire.addHeaders(Header.newBuilder().setKey(name).setValue(value))));
        return wire.build();
    }

    private static Hash hash(ByteString bytes) {
        return new Hash(ServerMessageDecoder.bytes(bytes));
    }
}
