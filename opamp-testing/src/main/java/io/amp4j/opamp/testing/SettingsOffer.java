package io.amp4j.opamp.testing;

import io.amp4j.opamp.testing.internal.wire.ConnectionSettingsOffers;
import io.amp4j.opamp.testing.internal.wire.Header;
import io.amp4j.opamp.testing.internal.wire.Headers;
import io.amp4j.opamp.testing.internal.wire.OpAMPConnectionSettings;
import io.amp4j.opamp.testing.internal.wire.OtherConnectionSettings;
import io.amp4j.opamp.testing.internal.wire.ProxyConnectionSettings;
import io.amp4j.opamp.testing.internal.wire.TLSCertificate;
import io.amp4j.opamp.testing.internal.wire.TLSConnectionSettings;
import io.amp4j.opamp.testing.internal.wire.TelemetryConnectionSettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An offer of connection settings: a hash of the whole offer, and the settings to change of each destination. Immutable.
 *
 * @since 0.1.0
 */
public final class SettingsOffer {
    private final ConnectionSettingsOffers wire;

    private SettingsOffer(ConnectionSettingsOffers wire) {
        this.wire = wire;
    }

    /** Returns a builder of an offer with this hash and no destination. */
    public static Builder builder(Bytes hash) {
        return new Builder(hash);
    }

    /** Returns a builder of the settings of one destination, all unset. */
    public static DestinationBuilder destination() {
        return new DestinationBuilder();
    }

    ConnectionSettingsOffers wire() {
        return wire;
    }

    Bytes hash() {
        return WireViews.bytes(wire.getHash());
    }

    /** Shows which destinations are offered. */
    @Override
    public String toString() {
        return "SettingsOffer"
                + wire.getAllFields().keySet().stream()
                        .map(field -> field.getName())
                        .toList();
    }

    /**
     * Builds an offer. Of each {@link Destination} only the settings that its message has are used.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private final ConnectionSettingsOffers.Builder offers = ConnectionSettingsOffers.newBuilder();

        private Builder(Bytes hash) {
            offers.setHash(ServerReply.wire(hash));
        }

        /** Offers settings for OpAMP itself. */
        public Builder opamp(Destination settings) {
            OpAMPConnectionSettings.Builder wire = OpAMPConnectionSettings.newBuilder()
                    .setDestinationEndpoint(settings.endpoint)
                    .setHeartbeatIntervalSeconds(settings.heartbeatSeconds);
            if (settings.headers != null) {
                wire.setHeaders(settings.headers);
            }
            if (settings.certificate != null) {
                wire.setCertificate(settings.certificate);
            }
            if (settings.tls != null) {
                wire.setTls(settings.tls);
            }
            if (settings.proxy != null) {
                wire.setProxy(settings.proxy);
            }
            offers.setOpamp(wire);
            return this;
        }

        /** Offers settings for the agent's own metrics. */
        public Builder ownMetrics(Destination settings) {
            offers.setOwnMetrics(telemetry(settings));
            return this;
        }

        /** Offers settings for the agent's own traces. */
        public Builder ownTraces(Destination settings) {
            offers.setOwnTraces(telemetry(settings));
            return this;
        }

        /** Offers settings for the agent's own logs. */
        public Builder ownLogs(Destination settings) {
            offers.setOwnLogs(telemetry(settings));
            return this;
        }

        /** Offers settings for another connection. */
        public Builder other(String name, Destination settings) {
            OtherConnectionSettings.Builder wire =
                    OtherConnectionSettings.newBuilder().setDestinationEndpoint(settings.endpoint);
            settings.others.forEach(pair -> wire.putOtherSettings(pair.getKey(), pair.getValue()));
            if (settings.headers != null) {
                wire.setHeaders(settings.headers);
            }
            if (settings.certificate != null) {
                wire.setCertificate(settings.certificate);
            }
            if (settings.tls != null) {
                wire.setTls(settings.tls);
            }
            if (settings.proxy != null) {
                wire.setProxy(settings.proxy);
            }
            offers.putOtherConnections(name, wire.build());
            return this;
        }

        /** Returns the offer; the builder can still be used. */
        public SettingsOffer build() {
            return new SettingsOffer(offers.build());
        }

        private static TelemetryConnectionSettings telemetry(Destination settings) {
            TelemetryConnectionSettings.Builder wire =
                    TelemetryConnectionSettings.newBuilder().setDestinationEndpoint(settings.endpoint);
            if (settings.headers != null) {
                wire.setHeaders(settings.headers);
            }
            if (settings.certificate != null) {
                wire.setCertificate(settings.certificate);
            }
            if (settings.tls != null) {
                wire.setTls(settings.tls);
            }
            if (settings.proxy != null) {
                wire.setProxy(settings.proxy);
            }
            return wire.build();
        }
    }

    /**
     * The settings of one destination. Immutable.
     *
     * @since 0.1.0
     */
    public static final class Destination {
        private final String endpoint;
        private final long heartbeatSeconds;
        private final List<Header> others;
        private final @Nullable Headers headers;
        private final @Nullable TLSCertificate certificate;
        private final @Nullable TLSConnectionSettings tls;
        private final @Nullable ProxyConnectionSettings proxy;

        private Destination(DestinationBuilder from) {
            endpoint = from.endpoint;
            heartbeatSeconds = from.heartbeatSeconds;
            others = List.copyOf(from.others);
            headers = from.headers == null ? null : from.headers.build();
            certificate = from.certificate;
            tls = from.tls == null ? null : from.tls.build();
            proxy = from.proxy == null ? null : from.proxy.build();
        }
    }

    /**
     * Builds the settings of one destination; settings that are not called stay unset on the wire.
     *
     * @since 0.1.0
     */
    public static final class DestinationBuilder {
        private String endpoint = "";
        private long heartbeatSeconds;
        private final List<Header> others = new ArrayList<>();
        private Headers.@Nullable Builder headers;
        private @Nullable TLSCertificate certificate;
        private TLSConnectionSettings.@Nullable Builder tls;
        private ProxyConnectionSettings.@Nullable Builder proxy;

        private DestinationBuilder() {}

        /** Sets {@code destination_endpoint}. */
        public DestinationBuilder endpoint(String value) {
            endpoint = value;
            return this;
        }

        /** Sets {@code heartbeat_interval_seconds}, unsigned; for OpAMP only. */
        public DestinationBuilder heartbeatSeconds(long unsignedSeconds) {
            heartbeatSeconds = unsignedSeconds;
            return this;
        }

        /** Adds a header; names may repeat. */
        public DestinationBuilder header(String name, String value) {
            headers = headers == null ? Headers.newBuilder() : headers;
            headers.addHeaders(Header.newBuilder().setKey(name).setValue(value));
            return this;
        }

        /** Sets an empty {@code headers}. */
        public DestinationBuilder noHeaders() {
            headers = Headers.newBuilder();
            return this;
        }

        /** Sets {@code certificate} from PEM texts; empty ones stay unset. */
        public DestinationBuilder certificate(String certPem, String keyPem, String caPem) {
            certificate = TLSCertificate.newBuilder()
                    .setCert(ServerReply.wire(Bytes.utf8(certPem)))
                    .setPrivateKey(ServerReply.wire(Bytes.utf8(keyPem)))
                    .setCaCert(ServerReply.wire(Bytes.utf8(caPem)))
                    .build();
            return this;
        }

        /** Sets {@code tls.ca_pem_contents} and {@code tls.include_system_ca_certs_pool}. */
        public DestinationBuilder trust(String caPem, boolean includeSystem) {
            tls().setCaPemContents(caPem).setIncludeSystemCaCertsPool(includeSystem);
            return this;
        }

        /** Sets {@code tls.insecure_skip_verify}. */
        public DestinationBuilder insecureSkipVerify() {
            tls().setInsecureSkipVerify(true);
            return this;
        }

        /** Sets {@code tls.min_version} and {@code tls.max_version}; empty ones stay unset. */
        public DestinationBuilder tlsVersions(String min, String max) {
            tls().setMinVersion(min).setMaxVersion(max);
            return this;
        }

        /** Sets {@code tls.cipher_suites}. */
        public DestinationBuilder cipherSuites(String... names) {
            tls().clearCipherSuites().addAllCipherSuites(List.of(names));
            return this;
        }

        /** Sets {@code proxy.url}. */
        public DestinationBuilder proxy(String url) {
            proxy = proxy == null ? ProxyConnectionSettings.newBuilder() : proxy;
            proxy.setUrl(url);
            return this;
        }

        /** Adds one of {@code proxy.connect_headers}. */
        public DestinationBuilder proxyHeader(String name, String value) {
            proxy = proxy == null ? ProxyConnectionSettings.newBuilder() : proxy;
            proxy.getConnectHeadersBuilder()
                    .addHeaders(Header.newBuilder().setKey(name).setValue(value));
            return this;
        }

        /** Adds one of {@code other_settings}; for other connections only. */
        public DestinationBuilder otherSetting(String key, String value) {
            others.add(Header.newBuilder().setKey(key).setValue(value).build());
            return this;
        }

        /** Returns the settings; the builder can still be used. */
        public Destination build() {
            return new Destination(this);
        }

        private TLSConnectionSettings.Builder tls() {
            TLSConnectionSettings.Builder present = tls == null ? TLSConnectionSettings.newBuilder() : tls;
            tls = present;
            return present;
        }
    }
}
