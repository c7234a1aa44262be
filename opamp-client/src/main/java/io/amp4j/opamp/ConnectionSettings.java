package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.text.Printable;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a server, as it is offered or as it is stored: for OpAMP itself, for the agent's own telemetry, or for another connection. What
 * is left out stays as it is. An immutable value; its text names what there is and holds no secret. Nothing in it is checked:
 * {@link #tlsSettings} and {@link #proxySettings} do that.
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.BETA)
public final class ConnectionSettings {

    /** Settings that leave out everything. */
    public static final ConnectionSettings NONE = builder().build();

    private final Hash hash;
    private final String endpoint;
    private final @Nullable Map<String, List<String>> headers;
    private final @Nullable Duration heartbeatInterval;
    private final @Nullable Tls tls;
    private final @Nullable Certificate certificate;
    private final @Nullable Proxy proxy;
    private final Map<String, String> otherSettings;

    private ConnectionSettings(Builder builder) {
        hash = builder.hash;
        endpoint = builder.endpoint;
        headers = builder.headers;
        heartbeatInterval = builder.heartbeatInterval;
        tls = builder.tls;
        certificate = builder.certificate;
        proxy = builder.proxy;
        otherSettings = builder.otherSettings;
    }

    /** Starts settings that leave out everything. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts settings that are like these. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.hash = hash;
        builder.endpoint = endpoint;
        builder.headers = headers;
        builder.heartbeatInterval = heartbeatInterval;
        builder.tls = tls;
        builder.certificate = certificate;
        builder.proxy = proxy;
        builder.otherSettings = otherSettings;
        return builder;
    }

    /** Returns the server's name for the whole offer that these came with; opaque. */
    public Hash hash() {
        return hash;
    }

    /** Returns where to connect to; empty if it is left out. For other connections it need not be a URL. */
    public String endpoint() {
        return endpoint;
    }

    /** Returns the headers to send, in order; a name may have several values. */
    public Optional<Map<String, List<String>>> headers() {
        return Optional.ofNullable(headers);
    }

    /** Returns the interval of heartbeats, which is there for OpAMP alone; zero for none. */
    public Optional<Duration> heartbeatInterval() {
        return Optional.ofNullable(heartbeatInterval);
    }

    /** Returns whether there is anything about how to verify the server; then all of it counts, also what is empty. */
    public boolean hasTls() {
        return tls != null;
    }

    /** Returns the certificate authorities to trust, in PEM; empty if there are none. */
    public String trustedCertificates() {
        return tls == null ? "" : tls.caPem;
    }

    /** Returns whether the platform's certificate authorities are trusted besides given ones. */
    public boolean includesSystemCertificates() {
        return tls != null && tls.includeSystem;
    }

    /** Returns whether no server is to be verified. */
    public boolean insecureSkipVerify() {
        return tls != null && tls.insecure;
    }

    /** Returns the lowest version of TLS; empty if it is not said. */
    public String minTlsVersion() {
        return tls == null ? "" : tls.minVersion;
    }

    /** Returns the highest version of TLS; empty if it is not said. */
    public String maxTlsVersion() {
        return tls == null ? "" : tls.maxVersion;
    }

    /** Returns the only cipher suites to use; empty if it is not said. */
    public List<String> cipherSuites() {
        return tls == null ? List.of() : tls.suites;
    }

    /** Returns the client's certificate and those of its issuers, in PEM. */
    public Optional<String> clientCertificate() {
        return certificate == null || certificate.isNone() ? Optional.empty() : Optional.of(certificate.chainPem);
    }

    /** Returns the key of the client's certificate, in PEM; empty if there is none or it stays with the client. */
    public Optional<String> clientKey() {
        return certificate == null || certificate.keyPem.isEmpty() ? Optional.empty() : Optional.of(certificate.keyPem);
    }

    /** Returns whether these say that there is no client certificate, whatever there was before. */
    public boolean isWithoutClientCertificate() {
        return certificate != null && certificate.isNone();
    }

    /** Returns the proxy to go through, with or without a scheme; may hold credentials. */
    public Optional<String> proxyUrl() {
        return proxy == null ? Optional.empty() : Optional.of(proxy.url);
    }

    /** Returns the headers of CONNECT requests to the proxy. */
    public Map<String, List<String>> proxyConnectHeaders() {
        return proxy == null ? Map.of() : proxy.connectHeaders;
    }

    /** Returns settings that the agent alone knows the meaning of; there are some for other connections alone. */
    public Map<String, String> otherSettings() {
        return otherSettings;
    }

    /**
     * Returns {@code base} with what these say of TLS and of the client's certificate.
     *
     * @throws OpampException if that cannot be used; the message says all that is wrong, without any of the text
     */
    public TlsSettings tlsSettings(TlsSettings base) {
        return tlsBuilder(requireNonNull(base, "base")).build();
    }

    TlsSettings.Builder tlsBuilder(TlsSettings base) {
        TlsSettings.Builder made = base.toBuilder();
        Tls offered = tls;
        if (offered != null) {
            if (!offered.caPem.isEmpty() || offered.includeSystem || offered.insecure) {
                made.forgetTrust();
            }
            if (!offered.caPem.isEmpty()) {
                made.trustedCertificates(offered.caPem);
            }
            if (offered.includeSystem) {
                made.systemCertificates();
            }
            if (offered.insecure) {
                made.insecureSkipVerify();
            }
            if (!offered.minVersion.isEmpty()) {
                made.minVersion(offered.minVersion);
            }
            if (!offered.maxVersion.isEmpty()) {
                made.maxVersion(offered.maxVersion);
            }
            if (!offered.suites.isEmpty()) {
                made.cipherSuites(offered.suites);
            }
        }
        if (certificate != null) {
            if (certificate.isNone()) {
                made.forgetClientCertificate();
            } else {
                made.forgetClientCertificate();
                made.clientCertificate(certificate.chainPem, certificate.keyPem);
            }
        }
        return made;
    }

    /**
     * Returns the proxy that these say, or else {@code base}.
     *
     * @throws OpampException if it cannot be used; the message says all that is wrong, without the URL
     */
    public ProxySettings proxySettings(ProxySettings base) {
        requireNonNull(base, "base");
        if (proxy == null) {
            return base;
        }
        ProxySettings.Builder made = ProxySettings.builder(proxy.url);
        proxy.connectHeaders.forEach((name, values) -> values.forEach(value -> made.connectHeader(name, value)));
        return made.build();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConnectionSettings that
                && hash.equals(that.hash)
                && endpoint.equals(that.endpoint)
                && Objects.equals(headers, that.headers)
                && Objects.equals(heartbeatInterval, that.heartbeatInterval)
                && Objects.equals(tls, that.tls)
                && Objects.equals(certificate, that.certificate)
                && Objects.equals(proxy, that.proxy)
                && otherSettings.equals(that.otherSettings);
    }

    @Override
    public int hashCode() {
        return Objects.hash(hash, endpoint, headers == null ? null : headers.keySet(), heartbeatInterval);
    }

    /** Names what there is. An endpoint, a header's value, a key or a proxy may be a secret, so none is shown. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("ConnectionSettings[hash=").append(hash);
        text.append(endpoint.isEmpty() ? "" : ", with endpoint");
        text.append(headers == null ? "" : ", headers=" + Printable.names(headers.keySet()));
        text.append(heartbeatInterval == null ? "" : ", heartbeatInterval=" + heartbeatInterval);
        text.append(tls == null ? "" : ", with TLS settings" + (tls.insecure ? ", SERVERS NOT VERIFIED" : ""));
        text.append(
                certificate == null
                        ? ""
                        : certificate.isNone() ? ", without client certificate" : ", with client certificate");
        text.append(proxy == null ? "" : ", with proxy");
        text.append(otherSettings.isEmpty() ? "" : ", otherSettings=" + Printable.names(otherSettings.keySet()));
        return text.append("]").toString();
    }

    /** The parts that are there or not as a whole. Their text would show secrets, so they are not shown. */
    private record Tls(
            String caPem,
            boolean includeSystem,
            boolean insecure,
            String minVersion,
            String maxVersion,
            List<String> suites) {
        static final Tls DEFAULT = new Tls("", false, false, "", "", List.of());
    }

    private record Certificate(String chainPem, String keyPem) {
        static final Certificate ABSENT = new Certificate("", "");

        boolean isNone() {
            return chainPem.isEmpty() && keyPem.isEmpty();
        }
    }

    private record Proxy(String url, Map<String, List<String>> connectHeaders) {}

    /**
     * Collects settings. Not for use by several threads.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private Hash hash = Hash.EMPTY;
        private String endpoint = "";
        private @Nullable Map<String, List<String>> headers;
        private @Nullable Duration heartbeatInterval;
        private @Nullable Tls tls;
        private @Nullable Certificate certificate;
        private @Nullable Proxy proxy;
        private Map<String, String> otherSettings = Map.of();

        private Builder() {}

        /** Sets the server's name for the whole offer. */
        public Builder hash(Hash value) {
            hash = requireNonNull(value, "value");
            return this;
        }

        /** Sets where to connect to; empty to leave it out. */
        public Builder endpoint(String value) {
            endpoint = requireNonNull(value, "value");
            return this;
        }

        /** Sets all headers. */
        public Builder headers(Map<String, List<String>> value) {
            headers = copied(value, "value");
            return this;
        }

        /** Sets the interval of heartbeats. */
        public Builder heartbeatInterval(Duration value) {
            heartbeatInterval = requireNonNull(value, "value");
            return this;
        }

        /** Sets the certificate authorities to trust, in PEM, and whether the platform's are trusted besides. */
        public Builder trustedCertificates(String pem, boolean withSystem) {
            Tls now = tls();
            tls = new Tls(
                    requireNonNull(pem, "pem"), withSystem, now.insecure, now.minVersion, now.maxVersion, now.suites);
            return this;
        }

        /** Sets whether no server is to be verified. */
        public Builder insecureSkipVerify(boolean value) {
            Tls now = tls();
            tls = new Tls(now.caPem, now.includeSystem, value, now.minVersion, now.maxVersion, now.suites);
            return this;
        }

        /** Sets the lowest and the highest version of TLS; empty where it is not said. */
        public Builder tlsVersions(String min, String max) {
            Tls now = tls();
            tls = new Tls(
                    now.caPem,
                    now.includeSystem,
                    now.insecure,
                    requireNonNull(min, "min"),
                    requireNonNull(max, "max"),
                    now.suites);
            return this;
        }

        /** Sets the only cipher suites to use; empty where it is not said. */
        public Builder cipherSuites(List<String> names) {
            Tls now = tls();
            tls = new Tls(
                    now.caPem,
                    now.includeSystem,
                    now.insecure,
                    now.minVersion,
                    now.maxVersion,
                    Copies.list(names, "names"));
            return this;
        }

        /** Sets the client's certificate and its key, in PEM. */
        public Builder clientCertificate(String chainPem, String keyPem) {
            certificate = new Certificate(requireNonNull(chainPem, "chainPem"), requireNonNull(keyPem, "keyPem"));
            return this;
        }

        /** Says that there is no client certificate, whatever there was before. */
        public Builder withoutClientCertificate() {
            certificate = Certificate.ABSENT;
            return this;
        }

        /** Sets the proxy, and the headers of CONNECT requests to it. */
        public Builder proxy(String url, Map<String, List<String>> connectHeaders) {
            proxy = new Proxy(requireNonNull(url, "url"), copied(connectHeaders, "connectHeaders"));
            return this;
        }

        /** Sets what the agent alone knows the meaning of. */
        public Builder otherSettings(Map<String, String> value) {
            otherSettings = Copies.ordered(value, "value");
            return this;
        }

        /** Returns the settings; the builder may go on. */
        public ConnectionSettings build() {
            return new ConnectionSettings(this);
        }

        private Tls tls() {
            return tls == null ? Tls.DEFAULT : tls;
        }

        private static Map<String, List<String>> copied(Map<String, List<String>> map, String what) {
            Map<String, List<String>> copy = new LinkedHashMap<>();
            Copies.ordered(map, what).forEach((name, values) -> copy.put(name, Copies.list(values, what)));
            return Collections.unmodifiableMap(copy);
        }
    }
}
