package io.amp4j.opamp.internal.codec;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.conformance.Requirement;
import io.amp4j.opamp.internal.wire.ConnectionSettingsOffers;
import io.amp4j.opamp.internal.wire.DownloadableFile;
import io.amp4j.opamp.internal.wire.Header;
import io.amp4j.opamp.internal.wire.Headers;
import io.amp4j.opamp.internal.wire.OpAMPConnectionSettings;
import io.amp4j.opamp.internal.wire.OtherConnectionSettings;
import io.amp4j.opamp.internal.wire.PackageAvailable;
import io.amp4j.opamp.internal.wire.PackageType;
import io.amp4j.opamp.internal.wire.PackagesAvailable;
import io.amp4j.opamp.internal.wire.ProxyConnectionSettings;
import io.amp4j.opamp.internal.wire.ServerToAgent;
import io.amp4j.opamp.internal.wire.TLSCertificate;
import io.amp4j.opamp.internal.wire.TLSConnectionSettings;
import io.amp4j.opamp.internal.wire.TelemetryConnectionSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Offers of connection settings and of packages become values as they are; nothing of them shows in text. */
class OfferDecoderTest {

    @Test
    void readsConnectionSettingsOfEveryKind() {
        Headers headers = Headers.newBuilder()
                .addHeaders(Header.newBuilder().setKey("Authorization").setValue("secret-1"))
                .addHeaders(Header.newBuilder().setKey("Authorization").setValue("secret-2"))
                .build();
        TLSCertificate certificate = TLSCertificate.newBuilder()
                .setCert(ByteString.copyFromUtf8("secret-3"))
                .setPrivateKey(ByteString.copyFromUtf8("secret-4"))
                .setCaCert(ByteString.copyFromUtf8("ca"))
                .build();
        TLSConnectionSettings tls = TLSConnectionSettings.newBuilder()
                .setCaPemContents("pem")
                .setIncludeSystemCaCertsPool(true)
                .setInsecureSkipVerify(true)
                .setMinVersion("1.2")
                .setMaxVersion("1.3")
                .addCipherSuites("TLS_X")
                .build();
        ProxyConnectionSettings proxy = ProxyConnectionSettings.newBuilder()
                .setUrl("http://user:secret-5@proxy:8080")
                .setConnectHeaders(headers)
                .build();
        ServerToAgent wire = ServerToAgent.newBuilder()
                .setConnectionSettings(ConnectionSettingsOffers.newBuilder()
                        .setHash(ByteString.copyFrom(new byte[] {7}))
                        .setOpamp(OpAMPConnectionSettings.newBuilder()
                                .setDestinationEndpoint("wss://user:secret-6@host/")
                                .setHeaders(headers)
                                .setCertificate(certificate)
                                .setHeartbeatIntervalSeconds(3)
                                .setTls(tls)
                                .setProxy(proxy))
                        .setOwnMetrics(TelemetryConnectionSettings.newBuilder()
                                .setDestinationEndpoint("m")
                                .setHeaders(headers)
                                .setCertificate(certificate)
                                .setTls(tls)
                                .setProxy(proxy))
                        .setOwnLogs(TelemetryConnectionSettings.newBuilder().setDestinationEndpoint("l"))
                        .putOtherConnections(
                                "kafka",
                                OtherConnectionSettings.newBuilder()
                                        .setDestinationEndpoint("kafka:9092")
                                        .setHeaders(headers)
                                        .setCertificate(certificate)
                                        .setTls(tls)
                                        .setProxy(proxy)
                                        .putOtherSettings("password", "secret-7")
                                        .build()))
                .build();

        SettingsOffer offer = decoded(wire).connectionSettings();

        List<HeaderLine> lines =
                List.of(new HeaderLine("Authorization", "secret-1"), new HeaderLine("Authorization", "secret-2"));
        ConnectionOffer expected = new ConnectionOffer(
                "wss://user:secret-6@host/",
                lines,
                new ConnectionOffer.Certificate(Bytes.utf8("secret-3"), Bytes.utf8("secret-4"), Bytes.utf8("ca")),
                new ConnectionOffer.Tls("pem", true, true, "1.2", "1.3", List.of("TLS_X")),
                new ConnectionOffer.Proxy("http://user:secret-5@proxy:8080", lines));
        assertThat(offer)
                .isEqualTo(new SettingsOffer(
                        new Hash(bytes(7)),
                        new SettingsOffer.Opamp(expected, Duration.ofSeconds(3)),
                        at("m", expected),
                        null,
                        new ConnectionOffer("l", null, null, null, null),
                        Map.of(
                                "kafka",
                                new SettingsOffer.Other(at("kafka:9092", expected), Map.of("password", "secret-7")))));
        assertThat(String.valueOf(offer)).doesNotContain("secret-");
    }

    @Test
    @Requirement("R-187")
    void clampsAHeartbeatIntervalBeyondTheRangeOfNanoseconds_R187() {
        assertThat(heartbeat(-1)).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
        assertThat(heartbeat(Long.MAX_VALUE)).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
        assertThat(heartbeat(9_223_372_036L)).isEqualTo(Duration.ofSeconds(9_223_372_036L));
        assertThat(heartbeat(0)).isZero();
    }

    @Test
    void readsPackagesAndTypesThatItDoesNotKnow() {
        ServerToAgent wire = ServerToAgent.newBuilder()
                .setPackagesAvailable(PackagesAvailable.newBuilder()
                        .setAllPackagesHash(ByteString.copyFrom(new byte[] {1}))
                        .putPackages(
                                "",
                                PackageAvailable.newBuilder()
                                        .setType(PackageType.PackageType_Addon)
                                        .setVersion("1.0")
                                        .setHash(ByteString.copyFrom(new byte[] {2}))
                                        .setFile(DownloadableFile.newBuilder()
                                                .setDownloadUrl("https://user:secret@host/")
                                                .setContentHash(ByteString.copyFrom(new byte[] {3}))
                                                .setSignature(ByteString.copyFrom(new byte[] {4}))
                                                .setHeaders(Headers.newBuilder()
                                                        .addHeaders(Header.newBuilder()
                                                                .setKey("k")
                                                                .setValue("secret"))))
                                        .build())
                        .putPackages(
                                "x",
                                PackageAvailable.newBuilder().setTypeValue(42).build()))
                .build();

        PackagesOffer offer = decoded(wire).packages();

        assertThat(offer)
                .isEqualTo(new PackagesOffer(
                        Map.of(
                                "",
                                new PackagesOffer.Item(
                                        PackagesOffer.Type.ADDON,
                                        "1.0",
                                        new PackagesOffer.File(
                                                "https://user:secret@host/",
                                                new Hash(bytes(3)),
                                                bytes(4),
                                                List.of(new HeaderLine("k", "secret"))),
                                        new Hash(bytes(2))),
                                "x",
                                new PackagesOffer.Item(PackagesOffer.Type.UNKNOWN, "", null, Hash.EMPTY)),
                        new Hash(bytes(1))));
        assertThat(String.valueOf(offer)).doesNotContain("secret");
    }

    private static ConnectionOffer at(String endpoint, ConnectionOffer offer) {
        return new ConnectionOffer(endpoint, offer.headers(), offer.certificate(), offer.tls(), offer.proxy());
    }

    private static Duration heartbeat(long seconds) {
        SettingsOffer offer = decoded(ServerToAgent.newBuilder()
                        .setConnectionSettings(ConnectionSettingsOffers.newBuilder()
                                .setOpamp(OpAMPConnectionSettings.newBuilder().setHeartbeatIntervalSeconds(seconds)))
                        .build())
                .connectionSettings();
        return requireNonNull(requireNonNull(offer).opamp()).heartbeatInterval();
    }

    private static ServerMessage decoded(Message wire) {
        return (ServerMessage) ServerMessageDecoder.decode(wire.toByteArray(), WireScan.MAX_FIELDS);
    }

    private static Bytes bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return Bytes.of(bytes);
    }
}
