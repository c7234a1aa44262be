package io.amp4j.opamp.internal.codec;

import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.internal.text.Printable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server offers for one connection, whichever it is. Nothing is checked yet. What is null was not there; what that means
 * differs from part to part.
 *
 * @param endpoint where to connect to; empty if not offered
 * @param headers what to send along
 * @param certificate the client's certificate
 * @param tls how to verify the peer
 * @param proxy what to go through
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

    /** Shows what there is, without the endpoint, which may hold credentials. */
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
     * @param issuer the certificate of the authority that issued it; no trust anchor for servers
     */
    public record Certificate(Bytes certificate, Bytes privateKey, Bytes issuer) {}

    /**
     * How to verify the peer.
     *
     * @param caPem certificates to trust, in PEM; empty if none
     * @param includeSystemCas whether to trust those of the platform as well
     * @param insecureSkipVerify whether to verify nothing
     * @param minVersion the lowest version of TLS; empty if not said
     * @param maxVersion the highest version of TLS; empty if not said
     * @param cipherSuites the only suites to use; empty if not said
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
     * What to go through.
     *
     * @param url the proxy, with or without a scheme
     * @param connectHeaders what to send along with a CONNECT request
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
