package io.amp4j.otel.internal.export;

import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Whether a certificate says whom it is for where that belongs. The JDK also accepts its common name, which no other client reads as a host
 * name: authorities need not verify it.
 */
final class AlternativeNames {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;
    /** What the JDK takes for an address. Other numbers are names to it, for which the common name will do. */
    private static final Pattern ADDRESS =
            Pattern.compile("(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}|[^:]*+:(?s:.*+)");

    private AlternativeNames() {}

    /** Refuses a certificate that the JDK has found to be for the host, if it found that by the common name. */
    static void require(Certificate[] chain, String host) throws SSLPeerUnverifiedException {
        int kind = ADDRESS.matcher(host).matches() ? IP_ADDRESS : DNS_NAME;
        if (chain.length == 0 || !(chain[0] instanceof X509Certificate own) || !hasName(kind, own)) {
            throw new SSLPeerUnverifiedException("the certificate names no host as subject alternative name");
        }
    }

    private static boolean hasName(int kind, X509Certificate certificate) throws SSLPeerUnverifiedException {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names != null && names.stream().anyMatch(name -> name.get(0).equals(kind));
        } catch (CertificateParsingException e) {
            throw new SSLPeerUnverifiedException("the certificate cannot be read");
        }
    }
}
