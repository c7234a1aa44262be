package io.amp4j.opamp.internal.http;

import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import okhttp3.CipherSuite;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import okhttp3.TlsVersion;

/** TLS for an upgrade, in the same way as the library does it for an exchange. */
public final class ServerTls {

    private ServerTls() {}

    /** Adds TLS to a connection and returns it after the handshake, with host name and pins verified. */
    public static SSLSocket over(Socket socket, OkHttpClient client, String host, int port) throws IOException {
        SSLSocket secure = (SSLSocket) client.sslSocketFactory().createSocket(socket, host, port, true);
        ConnectionSpec spec = spec(client, secure);
        SSLParameters parameters = secure.getSSLParameters();
        List<TlsVersion> versions = spec.tlsVersions();
        if (versions != null) {
            List<String> names = versions.stream().map(TlsVersion::javaName).toList();
            parameters.setProtocols(common(names, secure.getEnabledProtocols()));
        }
        List<CipherSuite> suites = spec.cipherSuites();
        if (suites != null) {
            List<String> names = suites.stream().map(CipherSuite::javaName).toList();
            parameters.setCipherSuites(common(names, secure.getEnabledCipherSuites()));
        }
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        if (!client.hostnameVerifier().verify(host, secure.getSession())) {
            throw new SSLPeerUnverifiedException("Hostname " + host + " not verified");
        }
        client.certificatePinner().check(host, Arrays.asList(secure.getSession().getPeerCertificates()));
        return secure;
    }

    private static ConnectionSpec spec(OkHttpClient client, SSLSocket socket) throws SSLHandshakeException {
        for (ConnectionSpec spec : client.connectionSpecs()) {
            if (spec.isTls() && spec.isCompatible(socket)) {
                return spec;
            }
        }
        throw new SSLHandshakeException("this JVM has no TLS version and cipher suite of those that may be used");
    }

    private static String[] common(List<String> wanted, String[] enabled) {
        List<String> known = Arrays.asList(enabled);
        return wanted.stream().filter(known::contains).toArray(String[]::new);
    }
}
