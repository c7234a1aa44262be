package io.amp4j.opamp.internal.codec;

import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.internal.text.Printable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The server's offer for one connection of any kind. The values are not checked. Null components were absent from the message; the meaning
 * of that differs between them.
 *
 * @param endpoint the endpoint; empty if not offered
 * @param headers the headers to send
 * @param certificate the client's certificate
 * @param tls how to verify the peer
 * @param proxy the proxy
 */
public record ConnectionOffer(
        String endpoint,
        @Nullable List<HeaderLine> headers,
        @Nullable Certificate certificate,
        @Nullable Tls tls,
        @Nullable Proxy proxy) {
    public ConnectionOffer {
        headers = headers == null ? null : List.copyOf(headers);
    }

    /** Returns these as settings. */
    public ConnectionSettings.Builder toSettings(Hash hash) {
        ConnectionSettings.Builder settings =
                ConnectionSettings.builder().hash(hash).endpoint(endpoint);
        if (headers != null) {
            settings.headers(HeaderLine.byName(headers));
        }
        if (certificate != null) {
            settings.clientCertificate(
                    certificate.certificate().toText(), certificate.privateKey().toText());
        }
        if (tls != null) {
            settings.trustedCertificates(tls.caPem(), tls.includeSystemCas())
                    .insecureSkipVerify(tls.insecureSkipVerify())
                    .tlsVersions(tls.minVersion(), tls.maxVersion())
                    .cipherSuites(tls.cipherSuites());
        }
        if (proxy != null) {
            settings.proxy(proxy.url(), HeaderLine.byName(proxy.connectHeaders()));
        }
        return settings;
    }

    /** Shows which parts are present, without the endpoint, which may hold credentials. */
    @Override
    public String toString() {
        return "ConnectionOffer[headers=" + headers + ", certificate=" + certificate + ", tls=" + tls + ", proxy="
                + proxy + "]";
    }

    /**
     * A certificate, all in PEM.
     *
     * @param certificate the client's certificate
     * @param privateKey its key; empty if it belongs to a key that the client made
     * @param issuer the certificate of the authority that issued it; not a trust anchor for servers
     */
    public record Certificate(Bytes certificate, Bytes privateKey, Bytes issuer) {}

    /**
     * How to verify the peer.
     *
     * @param caPem certificates to trust, in PEM; empty if none
     * @param includeSystemCas whether to trust those of the platform as well
     * @param insecureSkipVerify whether verification is switched off
     * @param minVersion the lowest version of TLS; empty if not set
     * @param maxVersion the highest version of TLS; empty if not set
     * @param cipherSuites the only suites to use; empty if not set
     */
    public record Tls(
            String caPem,
            boolean includeSystemCas,
            boolean insecureSkipVerify,
            String minVersion,
            String maxVersion,
            List<String> cipherSuites) {
        public Tls {
            cipherSuites = List.copyOf(cipherSuites);
        }

        /** Counts the certificates' text. */
        @Override
        public String toString() {
            return "Tls[caPem=" + caPem.length() + " chars, includeSystemCas=" + includeSystemCas
                    + ", insecureSkipVerify=" + insecureSkipVerify + ", minVersion=" + Printable.text(minVersion, 100)
                    + ", maxVersion=" + Printable.text(maxVersion, 100) + ", cipherSuites="
                    + Printable.names(cipherSuites) + "]";
        }
    }

    /**
     * The proxy.
     *
     * @param url the proxy, with or without a scheme
     * @param connectHeaders the headers of CONNECT requests
     */
    public record Proxy(String url, List<HeaderLine> connectHeaders) {
        public Proxy {
            connectHeaders = List.copyOf(connectHeaders);
        }

        /** Does not show the URL, which may hold credentials. */
        @Override
        public String toString() {
            return "Proxy[connectHeaders=" + connectHeaders + "]";
        }
    }
}
