package io.amp4j.opamp.internal.codec;

import static io.amp4j.opamp.internal.codec.ServerMessageDecoder.bytes;

import io.amp4j.opamp.Hash;
import io.amp4j.opamp.internal.wire.ConnectionSettingsOffers;
import io.amp4j.opamp.internal.wire.DownloadableFile;
import io.amp4j.opamp.internal.wire.Headers;
import io.amp4j.opamp.internal.wire.OpAMPConnectionSettings;
import io.amp4j.opamp.internal.wire.OtherConnectionSettings;
import io.amp4j.opamp.internal.wire.PackageAvailable;
import io.amp4j.opamp.internal.wire.PackagesAvailable;
import io.amp4j.opamp.internal.wire.ProxyConnectionSettings;
import io.amp4j.opamp.internal.wire.TLSCertificate;
import io.amp4j.opamp.internal.wire.TLSConnectionSettings;
import io.amp4j.opamp.internal.wire.TelemetryConnectionSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Converts offers of connection settings and of packages into values. */
final class OfferDecoder {
    private static final long MAX_SECONDS = Long.MAX_VALUE / 1_000_000_000;

    private OfferDecoder() {}

    static SettingsOffer settings(ConnectionSettingsOffers wire) {
        Map<String, SettingsOffer.Other> others = new LinkedHashMap<>();
        wire.getOtherConnectionsMap().forEach((name, other) -> others.put(name, other(other)));
        return new SettingsOffer(
                new Hash(bytes(wire.getHash())),
                wire.hasOpamp() ? opamp(wire.getOpamp()) : null,
                wire.hasOwnMetrics() ? telemetry(wire.getOwnMetrics()) : null,
                wire.hasOwnTraces() ? telemetry(wire.getOwnTraces()) : null,
                wire.hasOwnLogs() ? telemetry(wire.getOwnLogs()) : null,
                others);
    }

    private static SettingsOffer.Opamp opamp(OpAMPConnectionSettings wire) {
        ConnectionOffer connection = new ConnectionOffer(
                wire.getDestinationEndpoint(),
                wire.hasHeaders() ? headers(wire.getHeaders()) : null,
                wire.hasCertificate() ? certificate(wire.getCertificate()) : null,
                wire.hasTls() ? tls(wire.getTls()) : null,
                wire.hasProxy() ? proxy(wire.getProxy()) : null);
        return new SettingsOffer.Opamp(connection, clampedSeconds(wire.getHeartbeatIntervalSeconds()));
    }

    private static ConnectionOffer telemetry(TelemetryConnectionSettings wire) {
        return new ConnectionOffer(
                wire.getDestinationEndpoint(),
                wire.hasHeaders() ? headers(wire.getHeaders()) : null,
                wire.hasCertificate() ? certificate(wire.getCertificate()) : null,
                wire.hasTls() ? tls(wire.getTls()) : null,
                wire.hasProxy() ? proxy(wire.getProxy()) : null);
    }

    static SettingsOffer.Other other(OtherConnectionSettings wire) {
        ConnectionOffer connection = new ConnectionOffer(
                wire.getDestinationEndpoint(),
                wire.hasHeaders() ? headers(wire.getHeaders()) : null,
                wire.hasCertificate() ? certificate(wire.getCertificate()) : null,
                wire.hasTls() ? tls(wire.getTls()) : null,
                wire.hasProxy() ? proxy(wire.getProxy()) : null);
        return new SettingsOffer.Other(connection, wire.getOtherSettingsMap());
    }

    private static ConnectionOffer.Certificate certificate(TLSCertificate wire) {
        return new ConnectionOffer.Certificate(
                bytes(wire.getCert()), bytes(wire.getPrivateKey()), bytes(wire.getCaCert()));
    }

    private static ConnectionOffer.Tls tls(TLSConnectionSettings wire) {
        return new ConnectionOffer.Tls(
                wire.getCaPemContents(),
                wire.getIncludeSystemCaCertsPool(),
                wire.getInsecureSkipVerify(),
                wire.getMinVersion(),
                wire.getMaxVersion(),
                wire.getCipherSuitesList());
    }

    private static ConnectionOffer.Proxy proxy(ProxyConnectionSettings wire) {
        return new ConnectionOffer.Proxy(wire.getUrl(), headers(wire.getConnectHeaders()));
    }

    static PackagesOffer packages(PackagesAvailable wire) {
        Map<String, PackagesOffer.Item> packages = new LinkedHashMap<>();
        wire.getPackagesMap().forEach((name, available) -> packages.put(name, available(available)));
        return new PackagesOffer(packages, new Hash(bytes(wire.getAllPackagesHash())));
    }

    private static PackagesOffer.Item available(PackageAvailable wire) {
        PackagesOffer.Type type = switch (wire.getType()) {
            case PackageType_TopLevel -> PackagesOffer.Type.TOP_LEVEL;
            case PackageType_Addon -> PackagesOffer.Type.ADDON;
            case UNRECOGNIZED -> PackagesOffer.Type.UNKNOWN;
        };
        return new PackagesOffer.Item(
                type, wire.getVersion(), wire.hasFile() ? file(wire.getFile()) : null, new Hash(bytes(wire.getHash())));
    }

    private static PackagesOffer.File file(DownloadableFile wire) {
        return new PackagesOffer.File(
                wire.getDownloadUrl(),
                new Hash(bytes(wire.getContentHash())),
                bytes(wire.getSignature()),
                headers(wire.getHeaders()));
    }

    private static List<HeaderLine> headers(Headers wire) {
        return wire.getHeadersList().stream()
                .map(header -> new HeaderLine(header.getKey(), header.getValue()))
                .toList();
    }

    /** Seconds are unsigned on the wire; a time that would overflow a long of nanoseconds becomes the longest one that does not. */
    private static Duration clampedSeconds(long unsignedSeconds) {
        boolean fits = Long.compareUnsigned(unsignedSeconds, MAX_SECONDS) <= 0;
        return fits ? Duration.ofSeconds(unsignedSeconds) : Duration.ofNanos(Long.MAX_VALUE);
    }
}
