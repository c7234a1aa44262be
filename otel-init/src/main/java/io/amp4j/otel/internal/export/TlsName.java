package io.amp4j.otel.internal.export;

import java.io.IOException;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/** The name that a server must prove to be in its TLS handshake. */
sealed interface TlsName {
    /** Performs the handshake, and fails unless the certificate is trusted and for this name. */
    void handshake(SSLSocket socket) throws IOException;

    /** Returns the name of a host, in small letters and without brackets. */
    static TlsName of(String host, boolean verifies) {
        boolean underscored = host.indexOf('_') >= 0;
        if (!verifies) {
            return new Unverified(host, !underscored);
        }
        return underscored ? new Underscored(host) : new Ordinary(host);
    }

    /** Addresses are never sent. */
    Pattern ADDRESS = Pattern.compile("[0-9.]++|[^:]*+:(?s:.*+)");

    private static void send(String host, SSLParameters parameters) {
        if (!ADDRESS.matcher(host).matches()) {
            // The dot of the root is not part of the name that a server knows.
            parameters.setServerNames(
                    List.of(new SNIHostName(host.endsWith(".") ? host.substring(0, host.length() - 1) : host)));
        }
    }

    /** The JDK verifies it. It is sent (SNI) here, as the JDK's sockets send none without a dot. */
    record Ordinary(String host) implements TlsName {
        @Override
        public void handshake(SSLSocket socket) throws IOException {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            send(host, parameters);
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            AlternativeNames.require(socket.getSession().getPeerCertificates(), host);
        }
    }

    /** Nobody verifies it, because the program or a server it trusts has said so. */
    record Unverified(String host, boolean sent) implements TlsName {
        @Override
        public void handshake(SSLSocket socket) throws IOException {
            if (sent) {
                SSLParameters parameters = socket.getSSLParameters();
                send(host, parameters);
                socket.setSSLParameters(parameters);
            }
            socket.startHandshake();
        }
    }

    /**
     * The JDK verifies no name with an underscore, so it is done here. Nor is such a name sent (SNI): servers that run on a JVM end the
     * handshake over it.
     */
    record Underscored(String host) implements TlsName {
        private static final int DNS_NAME = 2;

        @Override
        public void handshake(SSLSocket socket) throws IOException {
            socket.startHandshake();
            Certificate[] chain = socket.getSession().getPeerCertificates();
            if (chain.length == 0 || !(chain[0] instanceof X509Certificate own) || !isFor(own)) {
                throw new SSLPeerUnverifiedException("the certificate is not for the host of the endpoint");
            }
        }

        private boolean isFor(X509Certificate certificate) throws SSLPeerUnverifiedException {
            Collection<List<?>> names;
            try {
                names = certificate.getSubjectAlternativeNames();
            } catch (CertificateParsingException e) {
                throw new SSLPeerUnverifiedException("the certificate cannot be read");
            }
            return names != null
                    && names.stream()
                            .anyMatch(name -> name.get(0).equals(DNS_NAME)
                                    && matches(String.valueOf(name.get(1)).toLowerCase(Locale.ROOT)));
        }

        /** A wildcard stands for the first label alone, and not for a name of one label. */
        private boolean matches(String pattern) {
            int dot = host.indexOf('.');
            boolean wildcard = pattern.startsWith("*.")
                    && pattern.indexOf('.', 2) > 0
                    && dot > 0
                    && host.substring(dot).equals(pattern.substring(1));
            return pattern.equals(host) || wildcard;
        }
    }
}
