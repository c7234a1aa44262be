package io.amp4j.opamp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.ProxySettings;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.testing.TestCertificate;
import io.amp4j.opamp.testing.TestCertificateAuthority;
import io.amp4j.opamp.transport.RecordingListener.Closed;
import io.amp4j.opamp.transport.RecordingListener.Message;
import io.amp4j.opamp.transport.RecordingListener.Opened;
import io.amp4j.opamp.transport.RecordingListener.Sent;
import io.amp4j.opamp.transport.TransportFailure.Kind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** TLS and proxies, on both transports. */
class SecureTransportTest {
    private static final String UID = "01936a5e-7c3b-7def-8a1b-000102030405";
    private static final TestCertificateAuthority AUTHORITY = TestCertificateAuthority.create("trusted");
    private static final TestCertificateAuthority STRANGERS = TestCertificateAuthority.create("strangers");
    private static final TlsSettings TRUSTING =
            TlsSettings.builder().trustedCertificates(AUTHORITY.pem()).build();
    private static final List<String> SCHEMES = List.of("https", "wss");

    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    private final OkHttpTransport transport = new OkHttpTransport();

    @AfterEach
    void close() {
        transport.close();
    }

    private static SSLContext context(TestCertificate certificate) throws Exception {
        return TlsSettings.builder()
                .trustedCertificates(AUTHORITY.pem())
                .clientCertificate(certificate.certificatePem(), certificate.privateKeyPem())
                .build()
                .sslContext();
    }

    /** Answers a report on HTTP, and on WebSocket sends a message, reads one, and closes. */
    private void serve(Wire wire) throws Exception {
        Wire.Request request = wire.readRequest();
        if (wire.socket instanceof SSLSocket secure) {
            SSLSession session = secure.getSession();
            seen.add(session.getProtocol() + " " + session.getCipherSuite());
        }
        if (request.line.startsWith("POST")) {
            wire.respond("200 OK", new byte[] {1, 2});
            wire.awaitEnd();
            return;
        }
        wire.upgrade(request);
        wire.binary(new byte[] {0, 1, 2});
        wire.readFrame();
        wire.close(1000, "");
        wire.awaitEnd();
    }

    private TestServer server(TestCertificate certificate, boolean wantsClient) throws Exception {
        return TestServer.tls(context(certificate), wantsClient, this::serve);
    }

    private TestServer server() throws Exception {
        return server(AUTHORITY.server("127.0.0.1", "localhost", "opamp.test.invalid"), false);
    }

    /** Goes through one whole conversation. */
    private void works(ConnectionTarget target) throws Exception {
        RecordingListener listener = new RecordingListener();
        Connection connection = transport.open(target, listener);
        listener.next(Opened.class);
        if (target.isWebSocket()) {
            assertThat(listener.next(Message.class).hex()).isEqualTo("0102");
            connection.send(new byte[5], UID);
            listener.next(Sent.class);
            assertThat(listener.next(Closed.class).code()).isEqualTo(1000);
        } else {
            connection.send(new byte[5], UID);
            assertThat(listener.next(Message.class).hex()).isEqualTo("0102");
            connection.close(1000, "");
        }
    }

    private TransportFailure fails(ConnectionTarget target) throws Exception {
        RecordingListener listener = new RecordingListener();
        Connection connection = transport.open(target, listener);
        if (!target.isWebSocket()) {
            listener.next(Opened.class);
            connection.send(new byte[5], UID);
        }
        return listener.nextFailure();
    }

    private static ConnectionTarget direct(TestServer server, String scheme, TlsSettings tls) {
        return Targets.with(server.uri(scheme), tls, ProxySettings.DIRECT);
    }

    @Test
    void speaksTlsWithAServerOfATrustedAuthority() throws Exception {
        try (TestServer server = server()) {
            for (String scheme : SCHEMES) {
                works(direct(server, scheme, TRUSTING));
                assertThat(seen.take()).asString().startsWith("TLSv1.3");
            }
        }
    }

    @Test
    void refusesStrangersWrongNamesAndExpiredCertificates() throws Exception {
        try (TestServer stranger = server(STRANGERS.server("127.0.0.1"), false);
                TestServer wrongName = server(AUTHORITY.server("other.example"), false);
                TestServer expired = server(AUTHORITY.expiredServer("127.0.0.1"), false)) {
            for (String scheme : SCHEMES) {
                for (TestServer server : new TestServer[] {stranger, wrongName, expired}) {
                    assertThat(fails(direct(server, scheme, TRUSTING)).kind()).isEqualTo(Kind.TLS);
                }
                assertThat(fails(direct(stranger, scheme, TlsSettings.DEFAULT)).kind())
                        .isEqualTo(Kind.TLS);
            }
        }
    }

    @Test
    void believesAnyServerWhenToldTo() throws Exception {
        TlsSettings blind = TlsSettings.builder().insecureSkipVerify().build();
        try (TestServer stranger = server(STRANGERS.server("other.example"), false)) {
            for (String scheme : SCHEMES) {
                works(direct(stranger, scheme, blind));
            }
        }
    }

    @Test
    void provesWhoItIs() throws Exception {
        try (TestServer server = server(AUTHORITY.server("127.0.0.1"), true)) {
            for (TestCertificate client : List.of(AUTHORITY.client("agent"), AUTHORITY.rsaClient("agent"))) {
                TlsSettings mutual = TlsSettings.builder()
                        .trustedCertificates(AUTHORITY.pem())
                        .clientCertificate(client.certificatePem(), client.privateKeyPem())
                        .build();
                for (String scheme : SCHEMES) {
                    works(direct(server, scheme, mutual));
                }
            }
            for (String scheme : SCHEMES) {
                assertThat(fails(direct(server, scheme, TRUSTING)).kind()).isIn(Kind.TLS, Kind.LOST);
            }
        }
    }

    @Test
    void keepsToVersionsAndCipherSuites() throws Exception {
        TlsSettings capped = TlsSettings.builder()
                .trustedCertificates(AUTHORITY.pem())
                .maxVersion("1.2")
                .cipherSuites(List.of("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"))
                .build();
        try (TestServer server = server()) {
            for (String scheme : SCHEMES) {
                works(direct(server, scheme, capped));
                assertThat(seen.take()).isEqualTo("TLSv1.2 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
            }
        }
    }

    @Test
    void tellsThatAServerDoesNotSpeakTls() throws Exception {
        try (TestServer server = TestServer.plain(wire -> {
            wire.write("HTTP/1.1 400 Bad Request\r\n\r\n");
            wire.awaitEnd();
        })) {
            for (String scheme : SCHEMES) {
                assertThat(fails(direct(server, scheme, TRUSTING)).kind()).isEqualTo(Kind.TLS);
            }
        }
    }

    /** The name exists for the proxy alone, which proves that nobody else looks it up. */
    private static URI hidden(String scheme, int port) {
        return URI.create(scheme + "://opamp.test.invalid:" + port + "/v1/opamp");
    }

    private void tunnels(UnaryOperator<String> url, @Nullable SSLContext proxyTls) throws Exception {
        try (TestServer secure = server();
                TestServer plain = TestServer.plain(this::serve)) {
            for (String scheme : List.of("https", "wss", "ws")) {
                TestServer server = scheme.endsWith("s") && !scheme.equals("ws") ? secure : plain;
                TestProxy proxy = new TestProxy(server.port());
                try (TestServer listening = proxyTls == null
                        ? TestServer.plain(proxy.connecting("200 OK"))
                        : TestServer.tls(proxyTls, false, proxy.connecting("200 OK"))) {
                    ProxySettings settings = ProxySettings.builder(url.apply("127.0.0.1:" + listening.port()))
                            .credentials("me", "s3cr3t")
                            .connectHeader("X-Tenant", "7")
                            .build();
                    works(Targets.with(hidden(scheme, server.port()), TRUSTING, settings));
                    Wire.Request connect = proxy.requests.poll(20, TimeUnit.SECONDS);
                    assertThat(connect.line).isEqualTo("CONNECT opamp.test.invalid:" + server.port() + " HTTP/1.1");
                    assertThat(connect.header("Proxy-Authorization")).isEqualTo("Basic bWU6czNjcjN0");
                    assertThat(connect.header("X-Tenant")).isEqualTo("7");
                    assertThat(connect.header("OpAMP-Instance-UID")).isNull();
                }
            }
        }
    }

    @Test
    void tunnelsThroughAnHttpProxy() throws Exception {
        tunnels(address -> address, null);
    }

    @Test
    void tunnelsThroughAnHttpsProxy() throws Exception {
        tunnels(address -> "https://" + address, context(AUTHORITY.server("127.0.0.1")));
    }

    @Test
    void verifiesAnHttpsProxy() throws Exception {
        TestProxy proxy = new TestProxy(1);
        try (TestServer listening =
                TestServer.tls(context(STRANGERS.server("127.0.0.1")), false, proxy.connecting("200 OK"))) {
            ProxySettings settings = ProxySettings.of("https://127.0.0.1:" + listening.port());
            TransportFailure failure = fails(Targets.with(hidden("https", 1), TRUSTING, settings));
            assertThat(failure.kind()).isEqualTo(Kind.PROXY);
        }
    }

    @Test
    void hasPlainReportsForwardedWithoutConnectHeaders() throws Exception {
        for (boolean tls : new boolean[] {false, true}) {
            TestProxy proxy = new TestProxy(1);
            try (TestServer listening = tls
                    ? TestServer.tls(context(AUTHORITY.server("127.0.0.1")), false, proxy.forwarding())
                    : TestServer.plain(proxy.forwarding())) {
                ProxySettings settings = ProxySettings.builder(
                                (tls ? "https://" : "http://") + "127.0.0.1:" + listening.port())
                        .credentials("me", "s3cr3t")
                        .connectHeader("X-Tenant", "7")
                        .build();
                RecordingListener listener = new RecordingListener();
                Connection connection =
                        transport.open(Targets.with(hidden("http", 4320), TRUSTING, settings), listener);
                listener.next(Opened.class);
                connection.send(new byte[] {4, 2}, UID);
                assertThat(listener.next(Message.class).hex()).isEqualTo("0402");
                Wire.Request request = proxy.requests.poll(20, TimeUnit.SECONDS);
                assertThat(request.line).isEqualTo("POST http://opamp.test.invalid:4320/v1/opamp HTTP/1.1");
                assertThat(request.header("Proxy-Authorization")).isEqualTo("Basic bWU6czNjcjN0");
                assertThat(request.header("X-Tenant")).isNull();
            }
        }
    }

    @Test
    void tunnelsThroughASocksProxyThatResolvesTheName() throws Exception {
        try (TestServer secure = server();
                TestServer plain = TestServer.plain(this::serve)) {
            for (String scheme : List.of("https", "wss", "http", "ws")) {
                TestServer server = scheme.equals("https") || scheme.equals("wss") ? secure : plain;
                TestProxy proxy = new TestProxy(server.port());
                try (TestServer open = TestServer.plain(proxy.socks5("", ""));
                        TestServer guarded = TestServer.plain(proxy.socks5("me", "s3cr3t"))) {
                    works(Targets.with(
                            hidden(scheme, server.port()),
                            TRUSTING,
                            ProxySettings.of("socks5://127.0.0.1:" + open.port())));
                    works(Targets.with(
                            hidden(scheme, server.port()),
                            TRUSTING,
                            ProxySettings.of("socks5://me:s3cr3t@127.0.0.1:" + guarded.port())));
                    assertThat(proxy.socks).containsExactly("opamp.test.invalid", "opamp.test.invalid");
                    TransportFailure failure = fails(Targets.with(
                            hidden(scheme, server.port()),
                            TRUSTING,
                            ProxySettings.of("socks5://me:wr0ng@127.0.0.1:" + guarded.port())));
                    assertThat(failure.kind()).isEqualTo(Kind.PROXY);
                    assertThat(failure.toString()).doesNotContain("wr0ng");
                }
            }
        }
    }

    @Test
    void tellsWhatIsWrongWithTheProxy() throws Exception {
        TestProxy proxy = new TestProxy(1);
        try (TestServer refusing = TestServer.plain(proxy.connecting("407 Proxy Authentication Required"));
                TestServer garbage = TestServer.plain(wire -> wire.write("220 smtp ready\r\n\r\n"));
                TestServer silent = TestServer.plain(wire -> {
                    wire.readRequest();
                });
                TestServer endless = TestServer.plain(wire -> {
                    wire.readRequest();
                    wire.write("HTTP/1.1 200 OK\r\nX: " + "x".repeat(20_000));
                    wire.awaitEnd();
                })) {
            for (String scheme : List.of("https", "wss", "ws")) {
                for (TestServer each : new TestServer[] {refusing, garbage, silent, endless}) {
                    TransportFailure failure = fails(Targets.with(
                            hidden(scheme, 1),
                            TRUSTING,
                            ProxySettings.of("http://me:s3cr3t@127.0.0.1:" + each.port())));
                    assertThat(failure.kind()).isEqualTo(Kind.PROXY);
                    assertThat(failure.toString()).doesNotContain("s3cr3t");
                    assertThat(failure.httpStatus()).isEqualTo(each == refusing ? 407 : 0);
                }
            }
            int nobody;
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                nobody = socket.getLocalPort();
            }
            TransportFailure failure =
                    fails(Targets.with(hidden("https", 1), TRUSTING, ProxySettings.of("127.0.0.1:" + nobody)));
            assertThat(failure.kind()).isEqualTo(Kind.PROXY);
            assertThat(failure.description()).contains("127.0.0.1:" + nobody);
        }
    }

    @Test
    void asksTheProxySelectorOfTheJvmByDefault() throws Exception {
        ProxySelector before = ProxySelector.getDefault();
        try (TestServer server = server()) {
            TestProxy proxy = new TestProxy(server.port());
            try (TestServer listening = TestServer.plain(proxy.connecting("200 OK"))) {
                ProxySelector.setDefault(
                        ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.port())));
                works(Targets.with(hidden("wss", server.port()), TRUSTING, ProxySettings.SYSTEM));
                works(direct(server, "https", TRUSTING));
                assertThat(proxy.requests).hasSize(1);
            }
        } finally {
            ProxySelector.setDefault(before);
        }
    }
}
