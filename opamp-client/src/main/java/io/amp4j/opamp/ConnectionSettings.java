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
 * How to reach a server, as offered or as stored: for OpAMP itself, for the agent's own telemetry, or for another connection. A setting
 * that is left out keeps its present value. An immutable value; {@link #toString()} names the settings that are present and shows no
 * secret. The values are not checked here: {@link #tlsSettings} and {@link #proxySettings} check them.
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

    /** Returns a builder with everything left out. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these settings. */
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

    /** Returns the hash that the server gave the whole offer of these settings; opaque. */
    public Hash hash() {
        return hash;
    }

    /** Returns the endpoint; empty if it is left out. For other connections it need not be a URL. */
    public String endpoint() {
        return endpoint;
    }

    /** Returns the headers to send, in order; a header may have several values. */
    public Optional<Map<String, List<String>>> headers() {
        return Optional.ofNullable(headers);
    }

    /** Returns the interval of heartbeats, which only OpAMP connections have; zero for none. */
    public Optional<Duration> heartbeatInterval() {
        return Optional.ofNullable(heartbeatInterval);
    }

    /** Returns whether TLS settings are present; then all of them apply, including those that are empty. */
    public boolean hasTls() {
        return tls != null;
    }

    /** Returns the certificate authorities to trust, in PEM; empty if there are none. */
    public String trustedCertificates() {
        return tls == null ? "" : tls.caPem;
    }

    /** Returns whether the platform's certificate authorities are trusted in addition to the given ones. */
    public boolean includesSystemCertificates() {
        return tls != null && tls.includeSystem;
    }

    /** Returns whether verification of servers is switched off. */
    public boolean insecureSkipVerify() {
        return tls != null && tls.insecure;
    }

    /** Returns the lowest version of TLS; empty if it is not set. */
    public String minTlsVersion() {
        return tls == null ? "" : tls.minVersion;
    }

    /** Returns the highest version of TLS; empty if it is not set. */
    public String maxTlsVersion() {
        return tls == null ? "" : tls.maxVersion;
    }

    /** Returns the cipher suites that may be used; empty if they are not restricted. */
    public List<String> cipherSuites() {
        return tls == null ? List.of() : tls.suites;
    }

    /** Returns the client's certificate and those of its issuers, in PEM. */
    public Optional<String> clientCertificate() {
        return certificate == null || certificate.isNone() ? Optional.empty() : Optional.of(certificate.chainPem);
    }

    /** Returns the key of the client's certificate, in PEM; empty if there is none, or if the client keeps the key itself. */
    public Optional<String> clientKey() {
        return certificate == null || certificate.keyPem.isEmpty() ? Optional.empty() : Optional.of(certificate.keyPem);
    }

    /** Returns whether these settings remove the client certificate, if there was one. */
    public boolean isWithoutClientCertificate() {
        return certificate != null && certificate.isNone();
    }

    /** Returns the URL of the proxy, with or without a scheme; may hold credentials. */
    public Optional<String> proxyUrl() {
        return proxy == null ? Optional.empty() : Optional.of(proxy.url);
    }

    /** Returns the headers of CONNECT requests to the proxy. */
    public Map<String, List<String>> proxyConnectHeaders() {
        return proxy == null ? Map.of() : proxy.connectHeaders;
    }

    /** Returns settings whose meaning only the agent knows; only other connections have them. */
    public Map<String, String> otherSettings() {
        return otherSettings;
    }

    /**
     * Returns {@code base}, overridden by these settings of TLS and of the client certificate.
     *
     * @throws OpampException if they cannot be used; the message says everything that is wrong, without quoting the settings
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
     * Returns the proxy of these settings, or {@code base} if they have none.
     *
     * @throws OpampException if it cannot be used; the message says everything that is wrong, without the URL
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

    /** Names the settings that are present. An endpoint, a header's value, a key or a proxy may be a secret, so none is shown. */
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

    /**
     * The TLS settings, which are present or absent as a whole. {@code ConnectionSettings.toString()} must not show this record, because its
     * text has secrets.
     */
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
     * Builds settings. Not thread-safe.
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

        /** Sets the hash that the server gave the whole offer. */
        public Builder hash(Hash value) {
            hash = requireNonNull(value, "value");
            return this;
        }

        /** Sets the endpoint; empty to leave it out. */
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

        /** Sets the certificate authorities to trust, in PEM, and whether the platform's are trusted in addition. */
        public Builder trustedCertificates(String pem, boolean withSystem) {
            Tls now = tls();
            tls = new Tls(
                    requireNonNull(pem, "pem"), withSystem, now.insecure, now.minVersion, now.maxVersion, now.suites);
            return this;
        }

        /** Sets whether verification of servers is switched off. */
        public Builder insecureSkipVerify(boolean value) {
            Tls now = tls();
            tls = new Tls(now.caPem, now.includeSystem, value, now.minVersion, now.maxVersion, now.suites);
            return this;
        }

        /** Sets the lowest and the highest version of TLS; empty where it is not set. */
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

        /** Sets the cipher suites that may be used; empty for no restriction. */
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

        /** Removes the client certificate, if there was one. */
        public Builder withoutClientCertificate() {
            certificate = Certificate.ABSENT;
            return this;
        }

        /** Sets the proxy, and the headers of CONNECT requests to it. */
        public Builder proxy(String url, Map<String, List<String>> connectHeaders) {
            proxy = new Proxy(requireNonNull(url, "url"), copied(connectHeaders, "connectHeaders"));
            return this;
        }

        /** Sets the settings whose meaning only the agent knows. */
        public Builder otherSettings(Map<String, String> value) {
            otherSettings = Copies.ordered(value, "value");
            return this;
        }

        /** Returns the settings; the builder can still be used. */
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
