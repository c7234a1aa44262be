package io.amp4j.opamp.testing;

import static io.amp4j.opamp.testing.Messages.SOON;
import static io.amp4j.opamp.testing.Messages.bytes;
import static io.amp4j.opamp.testing.Messages.first;
import static io.amp4j.opamp.testing.Messages.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TlsTest {
    /** Trusts what the PEM text says and nothing else. */
    private static SSLSocket connect(int port, String caPem, @Nullable TestCertificate client)
            throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "ca",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(caPem.getBytes(StandardCharsets.US_ASCII))));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        if (client != null) {
            keys.setKeyEntry("client", client.privateKey(), new char[0], new Certificate[] {client.certificate()});
        }
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(keys, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1}), port);
        socket.setSoTimeout(RawHttpClient.WAIT_MILLIS);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return socket;
    }

    @Test
    void speaksHttpAndWebSocketUnderItsOwnAuthority() throws Exception {
        try (FakeOpampServer server = FakeOpampServer.builder().tls().start()) {
            assertThat(server.httpEndpoint()).hasScheme("https").hasPath("/v1/opamp");
            assertThat(server.webSocketEndpoint()).hasScheme("wss").hasPort(server.port());
            String pem = server.certificateAuthority().pem();
            try (RawHttpClient http = new RawHttpClient(connect(server.port(), pem, null))) {
                assertThat(http.post(bytes(first())).status()).isEqualTo(200);
            }
            try (RawWebSocketClient webSocket = new RawWebSocketClient(connect(server.port(), pem, null))) {
                assertThat(webSocket.upgrade(Map.of()).status()).isEqualTo(101);
                assertThat(webSocket.exchange(heartbeat(2)).getCapabilities()).isEqualTo(0x7F);
            }
            assertThat(server.messages())
                    .extracting(ReceivedMessage::transport)
                    .containsExactly(Transport.HTTP, Transport.WEBSOCKET);
            assertThat(server.requests())
                    .extracting(ReceivedRequest::clientCertificate)
                    .containsOnly("");
        }
    }

    @Test
    void isRefusedByWhoTrustsAnotherAuthority() throws Exception {
        String other = TestCertificateAuthority.create("other").pem();
        try (FakeOpampServer server = FakeOpampServer.builder().tls().start()) {
            assertThatThrownBy(() -> connect(server.port(), other, null)).isInstanceOf(SSLException.class);
            server.awaitEvent(event -> event.kind() == ConnectionEvent.Kind.TLS_FAILED, SOON);
            server.awaitEvent(event -> event.kind() == ConnectionEvent.Kind.CLOSED, SOON);
        }
    }

    @Test
    void presentsCertificatesForAnotherHostOrOutOfDate() throws Exception {
        TestCertificateAuthority authority = TestCertificateAuthority.create("shared");
        try (FakeOpampServer wrongHost = FakeOpampServer.builder()
                        .tls(authority)
                        .serverCertificate(authority.server("elsewhere.example"))
                        .start();
                FakeOpampServer expired = FakeOpampServer.builder()
                        .tls(authority)
                        .serverCertificate(authority.expiredServer("localhost"))
                        .start()) {
            assertThatThrownBy(() -> connect(wrongHost.port(), authority.pem(), null))
                    .hasMessageContaining("No subject alternative DNS name matching localhost");
            assertThatThrownBy(() -> connect(expired.port(), authority.pem(), null))
                    .hasStackTraceContaining("CertificateExpiredException");
        }
    }

    @Test
    void insistsOnAClientCertificate() throws Exception {
        try (FakeOpampServer server =
                FakeOpampServer.builder().tls().requireClientCertificate().start()) {
            TestCertificateAuthority authority = server.certificateAuthority();
            for (TestCertificate certificate :
                    new TestCertificate[] {authority.client("agent-7"), authority.rsaClient("agent-8")}) {
                try (RawHttpClient http = new RawHttpClient(connect(server.port(), authority.pem(), certificate))) {
                    assertThat(http.post(bytes(first())).status()).isEqualTo(200);
                }
            }
            assertThat(server.requests())
                    .extracting(ReceivedRequest::clientCertificate)
                    .containsExactly("CN=agent-7", "CN=agent-8");
            // With TLS 1.3 a client learns of the refusal only when it reads.
            assertThatThrownBy(() -> {
                        try (RawHttpClient http = new RawHttpClient(connect(server.port(), authority.pem(), null))) {
                            http.post(bytes(first()));
                        }
                    })
                    .isInstanceOf(IOException.class);
            server.awaitEvent(event -> event.kind() == ConnectionEvent.Kind.TLS_FAILED, SOON);
        }
    }

    @Test
    void limitsProtocolsAndCipherSuites() throws Exception {
        try (FakeOpampServer server = FakeOpampServer.builder()
                        .tls()
                        .tlsProtocols("TLSv1.2")
                        .cipherSuites("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")
                        .start();
                SSLSocket socket =
                        connect(server.port(), server.certificateAuthority().pem(), null)) {
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
            assertThat(socket.getSession().getCipherSuite()).isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
        }
    }

    @Test
    void refusesTlsOptionsWithoutTls() {
        assertThatThrownBy(() ->
                        FakeOpampServer.builder().requireClientCertificate().start())
                .isInstanceOf(IllegalStateException.class);
        try (FakeOpampServer plain = FakeOpampServer.start()) {
            assertThatThrownBy(plain::certificateAuthority).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void writesPemThatSaysWhatItIs() {
        TestCertificate certificate = TestCertificateAuthority.create("x").client("y");

        assertThat(certificate.certificatePem()).startsWith("-----BEGIN CERTIFICATE-----\n");
        assertThat(certificate.privateKeyPem()).startsWith("-----BEGIN PRIVATE KEY-----\n");
        assertThat(certificate.toString()).isEqualTo("TestCertificate[CN=y]");
    }
}
