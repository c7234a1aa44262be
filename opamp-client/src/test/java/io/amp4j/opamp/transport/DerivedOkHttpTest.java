package io.amp4j.opamp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.ProxySettings;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.testing.TestCertificate;
import io.amp4j.opamp.testing.TestCertificateAuthority;
import io.amp4j.opamp.transport.RecordingListener.Message;
import io.amp4j.opamp.transport.RecordingListener.Opened;
import io.amp4j.opamp.transport.TransportFailure.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import okhttp3.Call;
import okhttp3.CertificatePinner;
import okhttp3.EventListener;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a transport takes over from a client of the program, over HTTP and over the upgrade to WebSocket. */
class DerivedOkHttpTest {
    private static final String UID = "01936a5e-7c3b-7def-8a1b-000102030405";
    private static final TestCertificateAuthority AUTHORITY = TestCertificateAuthority.create("trusted");
    private static final TestCertificateAuthority STRANGERS = TestCertificateAuthority.create("strangers");
    private static final TlsSettings TRUSTING =
            TlsSettings.builder().trustedCertificates(AUTHORITY.pem()).build();
    private static final TlsSettings TRUSTING_STRANGERS =
            TlsSettings.builder().trustedCertificates(STRANGERS.pem()).build();

    private final BlockingQueue<Wire.Request> requests = new LinkedBlockingQueue<>();
    private @Nullable OkHttpTransport transport;

    @AfterEach
    void close() {
        if (transport != null) {
            transport.close();
        }
    }

    /** Answers a report on HTTP, and on WebSocket sends a message. */
    private void serve(Wire wire) throws Exception {
        while (true) {
            Wire.Request request = wire.readRequest();
            requests.add(request);
            if (request.line.startsWith("GET")) {
                wire.upgrade(request);
                wire.binary(new byte[] {0, 1, 2});
                wire.awaitEnd();
                return;
            }
            wire.respond("200 OK", new byte[] {1, 2});
        }
    }

    private OkHttpTransport from(OkHttpClient client) {
        OkHttpTransport made = OkHttpTransport.builder().client(client).build();
        transport = made;
        return made;
    }

    private static RecordingListener exchange(Transport transport, ConnectionTarget target) throws Exception {
        RecordingListener listener = new RecordingListener();
        Connection connection = transport.open(target, listener);
        if (!target.isWebSocket()) {
            listener.next(Opened.class);
            connection.send(new byte[5], UID);
        }
        return listener;
    }

    /** Goes on until a message has come. */
    private static void works(Transport transport, ConnectionTarget target) throws Exception {
        RecordingListener listener = exchange(transport, target);
        if (target.isWebSocket()) {
            listener.next(Opened.class);
        }
        assertThat(listener.next(Message.class).hex()).isEqualTo("0102");
    }

    private static TransportFailure fails(Transport transport, ConnectionTarget target) throws Exception {
        return exchange(transport, target).nextFailure();
    }

    private Wire.Request request() throws InterruptedException {
        Wire.Request request = requests.poll(20, TimeUnit.SECONDS);
        assertThat(request).as("a request").isNotNull();
        return request;
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "ws"})
    void interceptorsChangeWhatIsSent(String scheme) throws Exception {
        OkHttpClient client = new OkHttpClient.Builder()
                .addInterceptor(chain -> chain.proceed(
                        chain.request().newBuilder().header("X-Tenant", "acme").build()))
                .build();
        try (TestServer server = TestServer.plain(this::serve)) {
            works(from(client), Targets.headers(Targets.of(server.uri(scheme)), Map.of("X-Own", List.of("1"))));
            Wire.Request request = request();
            assertThat(request.header("X-Tenant")).isEqualTo("acme");
            assertThat(request.header("X-Own")).isEqualTo("1");
            assertThat(request.header("Host")).isEqualTo("127.0.0.1:" + server.port());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "ws"})
    void interceptorsMayAskAgain(String scheme) throws Exception {
        Interceptor renewing = chain -> {
            Response first = chain.proceed(chain.request());
            if (first.code() != 401) {
                return first;
            }
            first.close();
            return chain.proceed(chain.request()
                    .newBuilder()
                    .header("Authorization", "Bearer new")
                    .build());
        };
        TestServer.Script refusing = wire -> {
            requests.add(wire.readRequest());
            wire.respond("401 Unauthorized", new byte[0], "Connection: close");
            wire.awaitEnd();
        };
        try (TestServer server = TestServer.plain(refusing, this::serve)) {
            works(from(new OkHttpClient.Builder().addInterceptor(renewing).build()), Targets.of(server.uri(scheme)));
            assertThat(request().header("Authorization")).isNull();
            assertThat(request().header("Authorization")).isEqualTo("Bearer new");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "ws"})
    void whatAnInterceptorAnswersOrThrowsIsAFailure(String scheme) throws Exception {
        AtomicInteger status = new AtomicInteger(503);
        Interceptor answering = chain -> {
            if (status.get() == 0) {
                throw new IOException("a test throws this");
            }
            return new Response.Builder()
                    .request(chain.request())
                    .protocol(Protocol.HTTP_1_1)
                    .code(status.get())
                    .message("")
                    .body(okhttp3.ResponseBody.create(new byte[0], null))
                    .build();
        };
        try (TestServer server = TestServer.plain(this::serve)) {
            OkHttpTransport derived =
                    from(new OkHttpClient.Builder().addInterceptor(answering).build());
            assertThat(fails(derived, Targets.of(server.uri(scheme))).httpStatus())
                    .isEqualTo(503);
            status.set(0);
            fails(derived, Targets.of(server.uri(scheme)));
            if (scheme.equals("ws")) {
                status.set(101);
                fails(derived, Targets.of(server.uri(scheme)));
            }
            assertThat(server.connections).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "ws"})
    void looksUpNamesAndMakesSocketsAsTheClientDoes(String scheme) throws Exception {
        Queue<String> names = new ConcurrentLinkedQueue<>();
        CountingSockets sockets = new CountingSockets();
        OkHttpClient client = new OkHttpClient.Builder()
                .dns(name -> {
                    names.add(name);
                    return List.of(InetAddress.getLoopbackAddress());
                })
                .socketFactory(sockets)
                .build();
        try (TestServer server = TestServer.plain(this::serve)) {
            URI endpoint = URI.create(scheme + "://opamp.test.invalid:" + server.port() + "/v1/opamp");
            works(from(client), Targets.of(endpoint));
            assertThat(names).containsExactly("opamp.test.invalid");
            assertThat(sockets.made).hasValue(1);
        }
    }

    @Test
    void tellsItsEventListener() throws Exception {
        Queue<String> events = new ConcurrentLinkedQueue<>();
        OkHttpClient client = new OkHttpClient.Builder()
                .eventListener(new EventListener() {
                    @Override
                    public void callStart(Call call) {
                        events.add("start " + call.request().method());
                    }

                    @Override
                    public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
                        events.add("connect");
                    }

                    @Override
                    public void requestHeadersEnd(Call call, Request request) {
                        events.add("sent");
                    }

                    @Override
                    public void callEnd(Call call) {
                        events.add("end");
                    }
                })
                .build();
        try (TestServer server = TestServer.plain(this::serve)) {
            OkHttpTransport derived = from(client);
            works(derived, Targets.of(server.uri("http")));
            assertThat(events).containsExactly("start POST", "connect", "sent", "end");
            events.clear();
            works(derived, Targets.of(server.uri("ws")));
            assertThat(events).containsExactly("start GET", "end");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "ws"})
    void timeoutsAreThoseOfTheTarget(String scheme) throws Exception {
        OkHttpClient hasty = new OkHttpClient.Builder()
                .callTimeout(Duration.ofMillis(1))
                .readTimeout(Duration.ofMillis(1))
                .build();
        OkHttpClient patient = new OkHttpClient.Builder()
                .callTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .build();
        Duration second = Duration.ofSeconds(1);
        try (TestServer server = TestServer.plain(this::serve);
                TestServer silent = TestServer.plain(Wire::awaitEnd)) {
            works(from(hasty), Targets.of(server.uri(scheme)));
            close();
            ConnectionTarget bounded = Targets.timeouts(Targets.of(silent.uri(scheme)), second, second, second, second);
            assertThat(fails(from(patient), bounded).kind()).isEqualTo(Kind.TIMEOUT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "ws"})
    void redirectsAndAuthenticationAreNotLeftToTheClient(String scheme) throws Exception {
        OkHttpClient client = new OkHttpClient.Builder()
                .followRedirects(true)
                .authenticator((route, response) -> response.request()
                        .newBuilder()
                        .header("Authorization", "Basic x")
                        .build())
                .build();
        TestServer.Script refusing = wire -> {
            requests.add(wire.readRequest());
            wire.respond("401 Unauthorized", new byte[0], "WWW-Authenticate: Basic realm=\"x\"");
            wire.awaitEnd();
        };
        TestServer.Script moved = wire -> {
            requests.add(wire.readRequest());
            wire.respond("307 Temporary Redirect", new byte[0], "Location: http://other.invalid/v1/opamp");
            wire.awaitEnd();
        };
        try (TestServer server = TestServer.plain(refusing, moved)) {
            OkHttpTransport derived = from(client);
            assertThat(fails(derived, Targets.of(server.uri(scheme))).httpStatus())
                    .isEqualTo(401);
            derived.close();
            assertThat(fails(from(client), Targets.of(server.uri(scheme))).httpStatus())
                    .isEqualTo(307);
            assertThat(requests).hasSize(2);
        }
    }

    private static SSLContext context(TestCertificate certificate) {
        return TlsSettings.builder()
                .trustedCertificates(AUTHORITY.pem())
                .clientCertificate(certificate.certificatePem(), certificate.privateKeyPem())
                .build()
                .sslContext();
    }

    private TestServer secureServer(TestCertificate certificate) throws Exception {
        return TestServer.tls(context(certificate), false, this::serve);
    }

    private static OkHttpClient.Builder trusting(TlsSettings tls) {
        return new OkHttpClient.Builder().sslSocketFactory(tls.sslContext().getSocketFactory(), tls.trustManager());
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "wss"})
    void tlsIsTheClientsUnlessItIsSet(String scheme) throws Exception {
        try (TestServer server = secureServer(AUTHORITY.server("127.0.0.1"))) {
            ConnectionTarget unset = Targets.of(server.uri(scheme));
            works(from(trusting(TRUSTING).build()), unset);
            close();
            OkHttpTransport mistaken = from(trusting(TRUSTING_STRANGERS).build());
            assertThat(fails(mistaken, unset).kind()).isEqualTo(Kind.TLS);
            works(mistaken, Targets.with(server.uri(scheme), TRUSTING, ProxySettings.DIRECT));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "wss"})
    void namesAndPinsAreCheckedAsTheClientDoes(String scheme) throws Exception {
        TestCertificate certificate = AUTHORITY.server("127.0.0.1");
        String pin = CertificatePinner.pin(certificate.certificate());
        String other = CertificatePinner.pin(STRANGERS.server("127.0.0.1").certificate());
        try (TestServer server = secureServer(certificate)) {
            ConnectionTarget target = Targets.with(server.uri(scheme), TRUSTING, ProxySettings.DIRECT);
            works(from(pinning(pin)), target);
            close();
            assertThat(fails(from(pinning(other)), target).kind()).isEqualTo(Kind.TLS);
            close();
            OkHttpClient strict = new OkHttpClient.Builder()
                    .hostnameVerifier((host, session) -> false)
                    .build();
            assertThat(fails(from(strict), target).kind()).isEqualTo(Kind.TLS);
        }
    }

    private static OkHttpClient pinning(String pin) {
        return new OkHttpClient.Builder()
                .certificatePinner(
                        new CertificatePinner.Builder().add("127.0.0.1", pin).build())
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "ws"})
    void theProxyIsTheClientsUnlessItIsSet(String scheme) throws Exception {
        try (TestServer server = TestServer.plain(this::serve)) {
            TestProxy proxy = new TestProxy(server.port());
            TestServer.Script script = scheme.equals("ws") ? proxy.connecting("200 OK") : this::serve;
            try (TestServer listening = TestServer.plain(script)) {
                OkHttpTransport derived = from(new OkHttpClient.Builder()
                        .proxy(new Proxy(
                                Proxy.Type.HTTP,
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.port())))
                        .build());
                URI unknown = URI.create(scheme + "://opamp.test.invalid:" + server.port() + "/v1/opamp");
                works(derived, Targets.with(unknown, TlsSettings.DEFAULT, ProxySettings.SYSTEM));
                assertThat(listening.connections).hasValue(1);
                works(derived, Targets.of(server.uri(scheme)));
                assertThat(listening.connections).hasValue(1);
            }
        }
    }

    private static final class CountingSockets extends SocketFactory {
        final AtomicInteger made = new AtomicInteger();

        @Override
        public Socket createSocket() {
            made.incrementAndGet();
            return new Socket(Proxy.NO_PROXY);
        }

        @Override
        public Socket createSocket(String host, int port) throws UnknownHostException {
            throw new UnknownHostException(host);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort)
                throws UnknownHostException {
            throw new UnknownHostException(host);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws UnknownHostException {
            throw new UnknownHostException(host.getHostAddress());
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
                throws UnknownHostException {
            throw new UnknownHostException(host.getHostAddress());
        }
    }
}
