package io.amp4j.opamp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.ProxySettings;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.conformance.Defect;
import io.amp4j.opamp.internal.http.Redirects;
import io.amp4j.opamp.testing.TestCertificate;
import io.amp4j.opamp.testing.TestCertificateAuthority;
import io.amp4j.opamp.transport.RecordingListener.Closed;
import io.amp4j.opamp.transport.RecordingListener.Message;
import io.amp4j.opamp.transport.RecordingListener.Opened;
import io.amp4j.opamp.transport.TransportFailure.Kind;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectTest {
    private static final String UID = "01936a5e-7c3b-7def-8a1b-000102030405";
    private static final byte[] REPORT = {1, 2, 3};
    private static final TestCertificateAuthority AUTHORITY = TestCertificateAuthority.create("trusted");
    private static final Map<String, List<String>> CREDENTIALS =
            Map.of("Authorization", List.of("Bearer s3cr3t"), "X-Amp-Api-Key", List.of("k3y"));

    private final BlockingQueue<Wire.Request> requests = new LinkedBlockingQueue<>();
    private final RecordingListener listener = new RecordingListener();
    private final OkHttpTransport transport = new OkHttpTransport();

    @AfterEach
    void close() {
        transport.close();
    }

    private Connection open(ConnectionTarget target) throws InterruptedException {
        Connection connection = transport.open(target, listener);
        listener.next(Opened.class);
        return connection;
    }

    private Wire.Request request() throws InterruptedException {
        return requests.poll(20, TimeUnit.SECONDS);
    }

    private TestServer redirecting(int status, String location) throws Exception {
        return TestServer.plain(wire -> {
            requests.add(wire.readRequest());
            wire.respond(status + " Elsewhere", new byte[0], "Location: " + location);
            wire.awaitEnd();
        });
    }

    private TestServer answering() throws Exception {
        return TestServer.plain(wire -> {
            requests.add(wire.readRequest());
            wire.respond("200 OK", new byte[] {9});
            wire.awaitEnd();
        });
    }

    /** What a server could learn if we went where this leads. */
    private static String withSecrets(URI uri) {
        return uri.toString().replace("://", "://me:s3cr3t@") + "?token=s3cr3t";
    }

    @ParameterizedTest
    @ValueSource(ints = {307, 308})
    @Defect({"P12", "J38", "S13"})
    void takesNoReportToAnotherOrigin(int status) throws Exception {
        try (TestServer other = answering();
                TestServer server = redirecting(status, withSecrets(other.uri("http")))) {
            open(Targets.headers(Targets.of(server.uri("http")), CREDENTIALS)).send(REPORT, UID);
            TransportFailure failure = listener.nextFailure();
            assertThat(failure.kind()).isEqualTo(Kind.HTTP_STATUS);
            assertThat(failure.httpStatus()).isEqualTo(status);
            assertThat(failure.description())
                    .isEqualTo("redirect " + status + " leads to another origin, http://127.0.0.1:" + other.port()
                            + ", and is not followed; if the server has moved there, set the endpoint");
            assertThat(other.connections).hasValue(0);
            assertThat(server.connections).hasValue(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    @Defect("S13")
    void takesNoWebSocketToAnotherOrigin(int status) throws Exception {
        try (TestServer other = answering();
                TestServer server = redirecting(status, withSecrets(other.uri("ws")))) {
            transport.open(Targets.headers(Targets.of(server.uri("ws")), CREDENTIALS), listener);
            TransportFailure failure = listener.nextFailure();
            assertThat(failure.httpStatus()).isEqualTo(status);
            assertThat(failure.description())
                    .isEqualTo("redirect " + status + " leads to another origin, ws://127.0.0.1:" + other.port()
                            + ", and is not followed; if the server has moved there, set the endpoint");
            assertThat(other.connections).hasValue(0);
            assertThat(server.connections).hasValue(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "wss"})
    void offersTheClientCertificateToNoOtherOrigin(String scheme) throws Exception {
        TestCertificate agent = AUTHORITY.client("agent");
        TlsSettings mutual = TlsSettings.builder()
                .trustedCertificates(AUTHORITY.pem())
                .clientCertificate(agent.certificatePem(), agent.privateKeyPem())
                .build();
        try (TestServer other = TestServer.tls(serverContext(), true, wire -> wire.awaitEnd());
                TestServer server = TestServer.tls(serverContext(), true, wire -> {
                    wire.readRequest();
                    wire.respond("308 Elsewhere", new byte[0], "Location: " + other.uri(scheme));
                    wire.awaitEnd();
                })) {
            Connection connection =
                    transport.open(Targets.with(server.uri(scheme), mutual, ProxySettings.DIRECT), listener);
            if (scheme.equals("https")) {
                listener.next(Opened.class);
                connection.send(REPORT, UID);
            }
            assertThat(listener.nextFailure().description()).contains(scheme + "://127.0.0.1:" + other.port());
            assertThat(other.connections).hasValue(0);
        }
    }

    /** The same address, and yet another name: nobody knows who will answer to it. */
    @Test
    void takesNoReportToAnotherHostName() throws Exception {
        try (TestServer server = TestServer.plain(wire -> {
            requests.add(wire.readRequest());
            wire.respond(
                    "307 Elsewhere", new byte[0], "Location: http://localhost:" + wire.socket.getLocalPort() + "/");
            wire.awaitEnd();
        })) {
            open(Targets.of(server.uri("http"))).send(REPORT, UID);
            assertThat(listener.nextFailure().description()).contains("http://localhost:" + server.port());
            assertThat(server.connections).hasValue(1);
            assertThat(requests).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "ws"})
    void followsFromPlainTextToTlsOnTheSameHostAndPort(String scheme) throws Exception {
        AtomicInteger port = new AtomicInteger();
        SSLContext context = serverContext();
        try (TestServer server = TestServer.plain(
                wire -> {
                    requests.add(wire.readRequest());
                    wire.respond(
                            "308 Elsewhere", new byte[0], "Location: " + scheme + "s://127.0.0.1:" + port + "/tls");
                    wire.awaitEnd();
                },
                wire -> {
                    SSLSocket tls = (SSLSocket) context.getSocketFactory()
                            .createSocket(wire.socket, "127.0.0.1", wire.socket.getPort(), true);
                    tls.setUseClientMode(false);
                    Wire secure = new Wire(tls);
                    Wire.Request request = secure.readRequest();
                    requests.add(request);
                    if (scheme.equals("ws")) {
                        secure.upgrade(request);
                        secure.close(1000, "done");
                    } else {
                        secure.respond("200 OK", new byte[] {9});
                    }
                    secure.awaitEnd();
                })) {
            port.set(server.port());
            TlsSettings trusting =
                    TlsSettings.builder().trustedCertificates(AUTHORITY.pem()).build();
            ConnectionTarget target = Targets.with(server.uri(scheme), trusting, ProxySettings.DIRECT);
            Connection connection = open(Targets.headers(target, CREDENTIALS));
            if (scheme.equals("http")) {
                connection.send(REPORT, UID);
                assertThat(listener.next(Message.class).hex()).isEqualTo("09");
            } else {
                listener.next(Closed.class);
            }
            request();
            Wire.Request second = request();
            assertThat(second.line).contains(" /tls ");
            assertThat(second.header("Authorization")).isEqualTo("Bearer s3cr3t");
        }
    }

    private static SSLContext serverContext() throws Exception {
        TestCertificate certificate = AUTHORITY.server("127.0.0.1");
        return TlsSettings.builder()
                .trustedCertificates(AUTHORITY.pem())
                .clientCertificate(certificate.certificatePem(), certificate.privateKeyPem())
                .build()
                .sslContext();
    }

    @ParameterizedTest
    @CsvSource({
        "http://opamp.example/a,        https://opamp.example/b",
        "http://opamp.example/a,        https://OPAMP.example:443/b",
        "http://opamp.example:80/a,     http://opamp.example/b",
        "http://opamp.example:4320/a,   https://opamp.example:4320/b",
        "https://opamp.example/a,       https://opamp.example:443/b?c=d",
        "http://opamp_server:4320/a,    https://opamp_server:4320/b",
        "http://[::1]:4320/a,           https://[::1]:4320/b",
        "https://opamp.example/a,       b",
        "https://opamp.example/a,       wss://opamp.example/b",
    })
    void staysOnTheSameServer(String from, String location) {
        assertThat(decide(from, location).to()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "http://opamp.example/a,        https://opamp.example:8443/b,  https://opamp.example:8443",
        "http://opamp.example:4320/a,   https://opamp.example/b,       https://opamp.example:443",
        "http://opamp.example:80/a,     https://opamp.example:80/b,    https://opamp.example:80",
        "http://opamp.example/a,        https://opamp.example.net/b,   https://opamp.example.net:443",
        "https://opamp.example/a,       https://www.opamp.example/b,   https://www.opamp.example:443",
        "https://opamp.example/a,       https://opamp.example:4320/b,  https://opamp.example:4320",
        "https://opamp.example/a,       //me:s3cr3t@evil.example?s3cr3t, https://evil.example:443",
        "http://[::1]/a,                http://[::2]/b,                http://[::2]:80",
    })
    void leavesTheServerForNoOther(String from, String location, String origin) {
        Redirects.Decision decision = decide(from, location);

        assertThat(decision.to()).isNull();
        assertThat(decision.refusal())
                .isEqualTo("redirect 308 leads to another origin, " + origin
                        + ", and is not followed; if the server has moved there, set the endpoint");
    }

    @ParameterizedTest
    @CsvSource({
        "https://opamp.example/a,       http://opamp.example/b,        http://opamp.example:80",
        "https://opamp.example:4320/a,  http://opamp.example:4320/b,   http://opamp.example:4320",
        "https://opamp.example/a,       http://evil.example/b,         http://evil.example:80",
    })
    void neverGoesFromTlsToPlainText(String from, String location, String origin) {
        Redirects.Decision decision = decide(from, location);

        assertThat(decision.to()).isNull();
        assertThat(decision.refusal())
                .isEqualTo("redirect 308 leads from TLS to plain text at " + origin + " and is not followed");
    }

    private static Redirects.Decision decide(String from, String location) {
        return Redirects.decide(HttpUrl.get(from), 308, location, true, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {307, 308})
    @Defect("J38")
    void keepsAPostAPostOnTheSameOrigin(int status) throws Exception {
        try (TestServer server = TestServer.plain(wire -> {
            requests.add(wire.readRequest());
            wire.respond(status + " Elsewhere", new byte[0], "Location: /other");
            requests.add(wire.readRequest());
            wire.respond("200 OK", new byte[0]);
            wire.awaitEnd();
        })) {
            open(Targets.headers(Targets.of(server.uri("http")), CREDENTIALS)).send(REPORT, UID);
            listener.next(Message.class);
            request();
            Wire.Request second = request();
            assertThat(second.line).isEqualTo("POST /other HTTP/1.1");
            assertThat(second.body).isEqualTo(REPORT);
            assertThat(second.header("Content-Type")).isEqualTo("application/x-protobuf");
            assertThat(second.header("Authorization")).isEqualTo("Bearer s3cr3t");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 303, 304})
    @Defect({"P12", "J38", "S13"})
    void refusesRedirectsThatWouldTurnAReportIntoAQuestion(int status) throws Exception {
        try (TestServer other = answering();
                TestServer server = redirecting(status, other.uri("http") + "?t=s3cr3t")) {
            open(Targets.of(server.uri("http"))).send(REPORT, UID);
            TransportFailure failure = listener.nextFailure();
            assertThat(failure.kind()).isEqualTo(Kind.HTTP_STATUS);
            assertThat(failure.httpStatus()).isEqualTo(status);
            assertThat(failure.description())
                    .contains("redirect " + status, "http://127.0.0.1:" + other.port(), "set the endpoint")
                    .doesNotContain("s3cr3t");
            assertThat(other.connections).hasValue(0);
        }
    }

    @Test
    void stopsGoingRoundInCircles() throws Exception {
        try (TestServer server = TestServer.plain(wire -> {
            while (true) {
                requests.add(wire.readRequest());
                wire.respond("307 Elsewhere", new byte[0], "Location: /again");
            }
        })) {
            open(Targets.of(server.uri("http"))).send(REPORT, UID);
            assertThat(listener.nextFailure().description()).contains("one too many");
            assertThat(requests).hasSize(1 + Redirects.MAX_HOPS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ftp://example.com/", "http://"})
    void refusesARedirectToNowhere(String location) throws Exception {
        try (TestServer server = TestServer.plain(wire -> {
            wire.readRequest();
            wire.respond("307 Elsewhere", new byte[0], location.isEmpty() ? "X-None: 1" : "Location: " + location);
            wire.awaitEnd();
        })) {
            open(Targets.of(server.uri("http"))).send(REPORT, UID);
            assertThat(listener.nextFailure().description()).contains("names no usable location");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void followsToAWebSocketOnTheSameOriginWithCredentials(int status) throws Exception {
        try (TestServer server = TestServer.plain(
                wire -> {
                    requests.add(wire.readRequest());
                    wire.respond(
                            status + " Elsewhere",
                            new byte[0],
                            "Location: ws://127.0.0.1:" + wire.socket.getLocalPort() + "/other");
                    wire.awaitEnd();
                },
                wire -> {
                    requests.add(wire.upgrade());
                    wire.close(1000, "done");
                    wire.awaitEnd();
                })) {
            open(Targets.headers(Targets.of(server.uri("ws")), CREDENTIALS));
            listener.next(Closed.class);
            assertThat(request().header("Authorization")).isEqualTo("Bearer s3cr3t");
            Wire.Request second = request();
            assertThat(second.line).isEqualTo("GET /other HTTP/1.1");
            assertThat(second.header("Authorization")).isEqualTo("Bearer s3cr3t");
        }
    }
}
