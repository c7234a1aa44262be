package io.amp4j.opamp.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.amp4j.opamp.conformance.Defect;
import io.amp4j.opamp.conformance.Requirement;
import io.amp4j.opamp.transport.RecordingListener.Closed;
import io.amp4j.opamp.transport.RecordingListener.Message;
import io.amp4j.opamp.transport.RecordingListener.Opened;
import io.amp4j.opamp.transport.TransportFailure.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTransportTest {
    private static final String UID = "01936a5e-7c3b-7def-8a1b-000102030405";
    private static final byte[] REPORT = {0x0a, 0x02, 0x31, 0x32};

    private final BlockingQueue<Wire.Request> requests = new LinkedBlockingQueue<>();
    private RecordingListener listener = new RecordingListener();
    private final OkHttpTransport transport = new OkHttpTransport();

    @AfterEach
    void close() {
        transport.close();
    }

    private Connection open(ConnectionTarget target) throws InterruptedException {
        listener = new RecordingListener();
        Connection connection = transport.open(target, listener);
        listener.next(Opened.class);
        return connection;
    }

    private Wire.Request request() throws InterruptedException {
        Wire.Request request = requests.poll(20, TimeUnit.SECONDS);
        assertThat(request).as("a request").isNotNull();
        return request;
    }

    /** Answers every request on the connection in the same way. */
    private TestServer answering(String status, byte[] body, String... headers) throws Exception {
        return TestServer.plain(wire -> {
            while (true) {
                requests.add(wire.readRequest());
                wire.respond(status, body, headers);
            }
        });
    }

    @Test
    @Requirement({"R-035", "R-037", "R-039"})
    @Defect({"J34", "S16"})
    void postsTheBareMessageWithItsHeaders() throws Exception {
        try (TestServer server = answering("200 OK", new byte[] {1, 2, 3})) {
            Connection connection = open(Targets.of(server.uri("http")));
            connection.send(REPORT, UID);
            assertThat(listener.next(Message.class).hex()).isEqualTo("010203");
            Wire.Request request = request();
            assertThat(request.line).isEqualTo("POST /v1/opamp HTTP/1.1");
            assertThat(request.body).isEqualTo(REPORT);
            assertThat(request.header("Content-Type")).isEqualTo("application/x-protobuf");
            assertThat(request.header("Content-Length")).isEqualTo("4");
            assertThat(request.header("Content-Encoding")).isNull();
            assertThat(request.header("Accept-Encoding")).isEqualTo("gzip");
            assertThat(request.header("OpAMP-Instance-UID")).isEqualTo(UID);
            assertThat(request.header("User-Agent")).matches("amp4j-opamp-client/[0-9]+[.][0-9]+[.][0-9]+.*");
        }
    }

    @Test
    void leavesItsThreadToOthersThoughEachAnswerCallsForAnotherMessage() throws Exception {
        AtomicInteger answers = new AtomicInteger();
        try (TestServer server = answering("200 OK", new byte[0]);
                OkHttpTransport narrow = new OkHttpTransport(1)) {
            CompletableFuture<Connection> talker = new CompletableFuture<>();
            RecordingListener talking = new RecordingListener(event -> {
                if (event instanceof Message && answers.incrementAndGet() < 1_000_000) {
                    talker.join().send(REPORT, UID);
                }
            });
            talker.complete(narrow.open(Targets.of(server.uri("http")), talking));
            talking.next(Opened.class);
            RecordingListener quiet = new RecordingListener();
            Connection other = narrow.open(Targets.of(server.uri("http")), quiet);
            quiet.next(Opened.class);
            talker.join().send(REPORT, UID);
            talking.next(Message.class);
            talking.next(Message.class);

            other.send(REPORT, UID);

            quiet.next(Message.class);
            assertThat(answers).hasValueLessThan(1_000_000);
            talker.join().abort();
        }
    }

    /** It may be what keeps reports from going out directly. */
    @ParameterizedTest
    @ValueSource(strings = {"http", "ws"})
    void goesNoOtherWayWhenTheProxySelectorFails(String scheme) throws Exception {
        ProxySelector before = ProxySelector.getDefault();
        ProxySelector.setDefault(new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                throw new IllegalStateException("s3cr3t");
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException e) {}
        });
        try (TestServer server = TestServer.plain(wire -> requests.add(wire.readRequest()))) {
            listener = new RecordingListener();
            Connection connection = transport.open(ConnectionTarget.of(server.uri(scheme)), listener);
            if (scheme.equals("http")) {
                listener.next(Opened.class);
                connection.send(REPORT, UID);
            }
            TransportFailure failure = listener.nextFailure();
            assertThat(failure.kind()).isEqualTo(Kind.PROXY);
            assertThat(failure.description())
                    .contains("the proxy selector of the JVM failed with IllegalStateException")
                    .contains("ProxySettings")
                    .doesNotContain("s3cr3t");
            assertThat(requests).isEmpty();
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    @Test
    void asksTheProxySelectorAgainOnceAnExchangeHasFailed() throws Exception {
        ProxySelector before = ProxySelector.getDefault();
        AtomicInteger asked = new AtomicInteger();
        ProxySelector.setDefault(new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                asked.incrementAndGet();
                return List.of(Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException e) {}
        });
        try (TestServer server = TestServer.plain(wire -> {
            for (String status : List.of("200 OK", "200 OK", "503 Service Unavailable", "200 OK", "200 OK")) {
                wire.readRequest();
                wire.respond(status, new byte[0]);
            }
        })) {
            Connection connection = open(ConnectionTarget.of(server.uri("http")));
            List<Integer> askedBy = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                connection.send(REPORT, UID);
                if (i == 2) {
                    assertThat(listener.nextFailure().httpStatus()).isEqualTo(503);
                } else {
                    listener.next(Message.class);
                }
                askedBy.add(asked.get());
            }
            assertThat(askedBy).containsExactly(1, 1, 1, 2, 2);
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    @Test
    @Requirement("R-037")
    @Defect("J37")
    void sendsUserHeadersButNotThoseOfTheProtocol() throws Exception {
        try (TestServer server = answering("200 OK", new byte[0])) {
            Connection connection = open(Targets.headers(
                    Targets.of(server.uri("http")),
                    Map.of(
                            "Authorization", List.of("Bearer x"),
                            "X-Twice", List.of("one", "two"),
                            "User-Agent", List.of("mine/1"),
                            "content-type", List.of("text/plain"),
                            "Content-Encoding", List.of("br"),
                            "Transfer-Encoding", List.of("chunked"),
                            "opamp-instance-uid", List.of("forged"),
                            "Accept-Encoding", List.of("zstd"))));
            connection.send(REPORT, UID);
            listener.next(Message.class);
            Wire.Request request = request();
            assertThat(request.header("Authorization")).isEqualTo("Bearer x");
            assertThat(request.header("X-Twice")).isEqualTo("one, two");
            assertThat(request.header("User-Agent")).isEqualTo("mine/1");
            assertThat(request.header("Content-Type")).isEqualTo("application/x-protobuf");
            assertThat(request.header("Content-Encoding")).isNull();
            assertThat(request.header("Transfer-Encoding")).isNull();
            assertThat(request.header("OpAMP-Instance-UID")).isEqualTo(UID);
            assertThat(request.header("Accept-Encoding")).isEqualTo("gzip");
        }
    }

    @Test
    @Requirement({"R-038", "R-039", "R-040"})
    @Defect("J34")
    void compressesRequestsOnDemandAndInflatesAnswers() throws Exception {
        byte[] answer = new byte[200_000];
        new Random(1).nextBytes(answer);
        try (TestServer server = answering("200 OK", Wire.gzip(answer), "Content-Encoding: gzip")) {
            Connection connection = open(Targets.compressed(Targets.of(server.uri("http"))));
            connection.send(new byte[10_000], UID);
            assertThat(listener.next(Message.class).hex()).isEqualTo(Wire.hex(answer));
            Wire.Request request = request();
            assertThat(request.header("Content-Encoding")).isEqualTo("gzip");
            assertThat(Wire.hex(request.body)).startsWith("1f8b");
            assertThat(request.header("Content-Length")).isEqualTo(String.valueOf(request.body.length));
            try (var inflated = new java.util.zip.GZIPInputStream(new java.io.ByteArrayInputStream(request.body))) {
                assertThat(inflated.readAllBytes()).isEqualTo(new byte[10_000]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"200 OK", "204 No Content", "202 Accepted"})
    @Requirement("R-036")
    void takesAnEmptyBodyAsAnEmptyMessage(String status) throws Exception {
        try (TestServer server = TestServer.plain(wire -> {
            wire.readRequest();
            wire.write(
                    "HTTP/1.1 " + status + "\r\n" + (status.startsWith("204") ? "" : "Content-Length: 0\r\n") + "\r\n");
            wire.awaitEnd();
        })) {
            Connection connection = open(Targets.of(server.uri("http")));
            connection.send(REPORT, UID);
            assertThat(listener.next(Message.class).size()).isZero();
        }
    }

    @Test
    void keepsTheTcpConnectionBetweenExchanges() throws Exception {
        try (TestServer server = answering("200 OK", new byte[0])) {
            Connection connection = open(Targets.of(server.uri("http")));
            for (int i = 0; i < 5; i++) {
                connection.send(REPORT, UID);
                listener.next(Message.class);
            }
            assertThat(server.connections).hasValue(1);
        }
    }

    @Test
    void keepsConnectionsThatWereFoundOpen() throws Exception {
        try (TestServer server = answering("200 OK", new byte[] {5});
                OkHttpTransport checking = new OkHttpTransport(2, Duration.ZERO)) {
            Connection connection = checking.open(Targets.of(server.uri("http")), listener);
            listener.next(Opened.class);
            for (int i = 0; i < 3; i++) {
                connection.send(REPORT, UID);
                assertThat(listener.next(Message.class).hex()).isEqualTo("05");
            }
            assertThat(server.connections).hasValue(1);
        }
    }

    @Test
    void sendsTheNextReportFromWithinTheAnswer() throws Exception {
        CompletableFuture<Connection> connection = new CompletableFuture<>();
        AtomicInteger left = new AtomicInteger(3);
        RecordingListener sending = new RecordingListener(event -> {
            if (event instanceof Message && left.decrementAndGet() > 0) {
                connection.join().send(REPORT, UID);
            }
        });
        try (TestServer server = answering("200 OK", new byte[0])) {
            connection.complete(transport.open(Targets.of(server.uri("http")), sending));
            sending.next(Opened.class);
            connection.join().send(REPORT, UID);
            for (int i = 0; i < 3; i++) {
                sending.next(Message.class);
            }
        }
    }

    @Test
    void refusesASecondSendWhileOneIsOutstanding() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (TestServer server = TestServer.plain(wire -> {
            wire.readRequest();
            go.await(20, TimeUnit.SECONDS);
            wire.respond("200 OK", new byte[0]);
            wire.awaitEnd();
        })) {
            Connection connection = open(Targets.of(server.uri("http")));
            connection.send(REPORT, UID);
            assertThatIllegalStateException().isThrownBy(() -> connection.send(REPORT, UID));
            go.countDown();
            listener.next(Message.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 408, 413, 421, 429, 500, 502, 503, 504})
    void tellsTheStatusOnceAndNeverRepeatsTheRequestByItself(int status) throws Exception {
        try (TestServer server = answering(
                status + " No", "secret body".getBytes(java.nio.charset.StandardCharsets.UTF_8), "Retry-After: 0")) {
            Connection connection = open(Targets.of(server.uri("http")));
            connection.send(REPORT, UID);
            TransportFailure failure = listener.nextFailure();
            assertThat(failure.kind()).isEqualTo(Kind.HTTP_STATUS);
            assertThat(failure.httpStatus()).isEqualTo(status);
            assertThat(failure.retryAfter()).hasValue("0");
            assertThat(failure.description()).contains(String.valueOf(status)).doesNotContain("secret");
            connection.send(REPORT, UID);
            listener.nextFailure();
            assertThat(requests).hasSize(2);
        }
    }

    @Test
    void staysUsableAfterAFailure() throws Exception {
        try (TestServer server = TestServer.plain(wire -> wire.readRequest(), wire -> {
            wire.readRequest();
            wire.respond("200 OK", new byte[] {7});
        })) {
            Connection connection = open(Targets.of(server.uri("http")));
            connection.send(REPORT, UID);
            assertThat(listener.nextFailure().kind()).isEqualTo(Kind.LOST);
            assertThat(server.connections)
                    .as("a report that may have arrived is not repeated")
                    .hasValue(1);
            connection.send(REPORT, UID);
            assertThat(listener.next(Message.class).hex()).isEqualTo("07");
        }
    }

    @Test
    @Requirement("R-050")
    void noticesAKeptConnectionThatTheServerHasClosed() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (TestServer server = TestServer.plain(
                        wire -> {
                            wire.readRequest();
                            wire.respond("200 OK", new byte[0]);
                            wire.close();
                            closed.countDown();
                        },
                        wire -> {
                            wire.readRequest();
                            wire.respond("200 OK", new byte[0]);
                        });
                OkHttpTransport checking = new OkHttpTransport(2, Duration.ZERO)) {
            Connection connection = checking.open(Targets.of(server.uri("http")), listener);
            listener.next(Opened.class);
            connection.send(REPORT, UID);
            listener.next(Message.class);
            assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
            connection.send(REPORT, UID);
            listener.next(Message.class);
            assertThat(server.connections).hasValue(2);
        }
    }

    @Test
    void tellsThatNobodyListens() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Connection connection = open(Targets.of(URI.create("http://127.0.0.1:" + port + "/")));
        connection.send(REPORT, UID);
        TransportFailure failure = listener.nextFailure();
        assertThat(failure.kind()).isEqualTo(Kind.CONNECT);
        assertThat(failure.httpStatus()).isZero();
        assertThat(failure.description()).isEqualTo("connecting to 127.0.0.1:" + port + " failed: Connection refused");
        assertThat(failure.cause()).isPresent();
    }

    @Test
    void tellsThatTheNameIsUnknown() throws Exception {
        Connection connection = open(Targets.of(URI.create("http://does-not-exist.invalid/v1/opamp")));
        connection.send(REPORT, UID);
        assertThat(listener.nextFailure().kind()).isEqualTo(Kind.CONNECT);
    }

    @Test
    void tellsThatTheServerDoesNotSpeakHttp() throws Exception {
        try (TestServer server = TestServer.plain(wire -> {
            wire.readRequest();
            wire.write("SSH-2.0-OpenSSH_9.9\r\n\r\n");
            wire.awaitEnd();
        })) {
            Connection connection = open(Targets.of(server.uri("http")));
            connection.send(REPORT, UID);
            assertThat(listener.nextFailure().kind()).isEqualTo(Kind.PROTOCOL);
        }
    }

    /** Just as much as the slowest line needs; a server that never answers shows how long the client waits. */
    @ParameterizedTest
    @CsvSource({"PT0.2S, PT30S", "PT30S, PT0.2S"})
    void givesALargeReportMoreTime(Duration read, Duration call) throws Exception {
        try (TestServer server = TestServer.plain(wire -> {
            requests.add(wire.readRequest());
            wire.awaitEnd();
        })) {
            Duration long_ = Duration.ofSeconds(30);
            Connection connection = open(Targets.timeouts(Targets.of(server.uri("http")), long_, read, call, long_));
            long begin = System.nanoTime();
            connection.send(new byte[16 << 10], UID);

            assertThat(listener.nextFailure().kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(1));
            assertThat(request().body).hasSize(16 << 10);
        }
    }

    @Test
    @Defect("S8")
    void givesUpOnAServerThatNeverAnswers() throws Exception {
        try (TestServer server = TestServer.plain(Wire::awaitEnd)) {
            Duration shortly = Duration.ofMillis(200);
            Duration long_ = Duration.ofSeconds(30);
            Connection connection =
                    open(Targets.timeouts(Targets.of(server.uri("http")), long_, shortly, long_, long_));
            connection.send(REPORT, UID);
            assertThat(listener.nextFailure().kind()).isEqualTo(Kind.TIMEOUT);
            server.awaitPlayed();
        }
    }

    @Test
    @Defect("S8")
    void givesUpOnAServerThatAnswersByDrops() throws Exception {
        try (TestServer server = TestServer.plain(wire -> {
            wire.readRequest();
            wire.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            wire.socket.setSoTimeout(20);
            for (int i = 0; i < 1000; i++) {
                wire.write(new byte[1]);
                try {
                    if (wire.in.read() < 0) {
                        return;
                    }
                } catch (java.net.SocketTimeoutException e) {
                    // This is the pause between two drops.
                }
            }
        })) {
            Duration long_ = Duration.ofSeconds(30);
            Connection connection =
                    open(Targets.timeouts(Targets.of(server.uri("http")), long_, long_, Duration.ofMillis(400), long_));
            connection.send(REPORT, UID);
            assertThat(listener.nextFailure().kind()).isEqualTo(Kind.TIMEOUT);
        }
    }

    @Test
    void closesAfterGivingUpTheOutstandingExchange() throws Exception {
        try (TestServer server = TestServer.plain(wire -> {
            requests.add(wire.readRequest());
            wire.awaitEnd();
        })) {
            Connection connection = open(Targets.of(server.uri("http")));
            connection.send(REPORT, UID);
            request();
            connection.close(1000, "bye");
            assertThat(listener.next(Closed.class)).isEqualTo(new Closed(1000, "bye"));
            server.awaitPlayed();
            connection.send(REPORT, UID);
            assertThat(server.connections).hasValue(1);
            assertThat(listener.soFar()).isEmpty();
        }
    }

    @Test
    void saysNothingAfterAbort() throws Exception {
        try (TestServer server = TestServer.plain(wire -> {
            requests.add(wire.readRequest());
            wire.awaitEnd();
        })) {
            Connection connection = open(Targets.of(server.uri("http")));
            connection.send(REPORT, UID);
            request();
            connection.abort();
            server.awaitPlayed();
            assertThat(listener.soFar()).isEmpty();
        }
    }

    @Test
    void holdsNoConnectionBetweenExchanges() throws Exception {
        try (TestServer server = answering("200 OK", new byte[0])) {
            for (int i = 0; i < 10; i++) {
                open(Targets.of(server.uri("http"))).send(REPORT, UID);
                listener.next(Message.class);
            }
            assertThat(transport.liveConnections()).isZero();
        }
    }

    @Test
    void servesAFleetWithAFixedNumberOfThreads() throws Exception {
        int agents = 200;
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (OkHttpTransport small = new OkHttpTransport(4);
                TestServer server = answering("200 OK", new byte[0])) {
            List<RecordingListener> listeners = new ArrayList<>();
            for (int i = 0; i < agents; i++) {
                RecordingListener each = new RecordingListener();
                listeners.add(each);
                Connection connection = small.open(Targets.of(server.uri("http")), each);
                each.next(Opened.class);
                connection.send(REPORT, UID);
            }
            for (RecordingListener each : listeners) {
                each.next(Message.class);
            }
            assertThat(server.connections.get()).isLessThanOrEqualTo(4);
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().startsWith("opamp-")
                            || thread.getName().startsWith("Ok"))
                    .filteredOn(thread -> !before.contains(thread))
                    .allMatch(Thread::isDaemon)
                    .hasSizeLessThan(16);
        }
    }

    @Test
    void refusesEndpointsAndHeadersThatCannotWork() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> transport.open(ConnectionTarget.of(URI.create("ftp://x/")), listener))
                .withMessageContaining("ftp");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionTarget.of(URI.create("https://user:pass@x/")))
                .withMessageNotContaining("pass@");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Targets.headers(
                        Targets.of(URI.create("http://x/")), Map.of("X-Key", List.of("s3cr3t\r\nX-Evil: 1"))))
                .withMessageContaining("X-Key")
                .withMessageNotContaining("s3cr3t");
    }

    @Test
    void hidesHeaderValuesInItsText() {
        ConnectionTarget target = Targets.headers(
                Targets.of(URI.create("http://x/p?token=q3")), Map.of("Authorization", List.of("Bearer s3cr3t")));
        assertThat(target.toString())
                .contains("Authorization")
                .doesNotContain("s3cr3t")
                .doesNotContain("q3");
    }

    @Test
    void refusesToOpenAfterClose() {
        transport.close();
        transport.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> transport.open(Targets.of(URI.create("http://127.0.0.1:1/")), listener));
    }
}
