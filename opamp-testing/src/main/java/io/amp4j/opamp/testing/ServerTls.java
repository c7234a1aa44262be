package io.amp4j.opamp.testing;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** The TLS side of a server. */
final class ServerTls {
    /** What the server wants of a client's certificate. */
    enum ClientCertificate {
        IGNORED,
        REQUESTED,
        REQUIRED
    }

    private final SSLContext context;
    private final ClientCertificate clientCertificate;
    private final List<String> protocols;
    private final List<String> cipherSuites;

    ServerTls(
            TestCertificateAuthority authority,
            TestCertificate server,
            ClientCertificate clientCertificate,
            List<String> protocols,
            List<String> cipherSuites) {
        this.clientCertificate = clientCertificate;
        this.protocols = protocols;
        this.cipherSuites = cipherSuites;
        char[] password = new char[0];
        try {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry("server", server.privateKey(), password, new Certificate[] {
                server.certificate(), authority.certificate()
            });
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(keys, password);
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", authority.certificate());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this JDK cannot serve TLS with a test certificate", e);
        }
    }

    /** Returns the socket to talk on, after the handshake. */
    SSLSocket accept(Socket plain) throws IOException {
        SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(plain, null, true);
        secure.setUseClientMode(false);
        switch (clientCertificate) {
            case IGNORED -> {}
            case REQUESTED -> secure.setWantClientAuth(true);
            case REQUIRED -> secure.setNeedClientAuth(true);
        }
        if (!protocols.isEmpty()) {
            secure.setEnabledProtocols(protocols.toArray(String[]::new));
        }
        if (!cipherSuites.isEmpty()) {
            secure.setEnabledCipherSuites(cipherSuites.toArray(String[]::new));
        }
        secure.startHandshake();
        return secure;
    }
}
