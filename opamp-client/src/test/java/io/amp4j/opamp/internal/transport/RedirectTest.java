package io.amp4j.opamp.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.conformance.Defect;
import io.amp4j.opamp.internal.transport.RecordingListener.Closed;
import io.amp4j.opamp.internal.transport.RecordingListener.Message;
import io.amp4j.opamp.internal.transport.RecordingListener.Opened;
import io.amp4j.opamp.internal.transport.TransportFailure.Kind;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectTest {
    private static final String UID = "01936a5e-7c3b-7def-8a1b-000102030405";
    private static final byte[] REPORT = {1, 2, 3};
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

    @ParameterizedTest
    @ValueSource(ints = {307, 308})
    @Defect({"P12", "J38", "S13"})
    void keepsAPostAPostAndLeavesCredentialsBehindOnTheWayToAnotherOrigin(int status) throws Exception {
        try (TestServer other = answering();
                TestServer server = redirecting(status, other.uri("http").toString())) {
            open(Targets.headers(Targets.of(server.uri("http")), CREDENTIALS)).send(REPORT, UID);
            assertThat(listener.next(Message.class).hex()).isEqualTo("09");
            assertThat(request().header("Authorization")).isEqualTo("Bearer s3cr3t");
            Wire.Request second = request();
            assertThat(second.line).startsWith("POST ");
            assertThat(second.body).isEqualTo(REPORT);
            assertThat(second.header("Authorization")).isNull();
            assertThat(second.header("X-Amp-Api-Key")).isNull();
            assertThat(second.header("Content-Type")).isEqualTo("application/x-protobuf");
        }
    }

    @Test
    void keepsCredentialsOnTheSameOrigin() throws Exception {
        try (TestServer server = TestServer.plain(wire -> {
            requests.add(wire.readRequest());
            wire.respond("307 Elsewhere", new byte[0], "Location: /other");
            requests.add(wire.readRequest());
            wire.respond("200 OK", new byte[0]);
            wire.awaitEnd();
        })) {
            open(Targets.headers(Targets.of(server.uri("http")), CREDENTIALS)).send(REPORT, UID);
            listener.next(Message.class);
            request();
            Wire.Request second = request();
            assertThat(second.line).isEqualTo("POST /other HTTP/1.1");
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
            assertThat(failure.description()).contains("redirect " + status).doesNotContain("s3cr3t");
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
    @Defect("S13")
    void followsOnTheWayToAWebSocketWithoutCredentials(int status) throws Exception {
        try (TestServer other = TestServer.plain(wire -> {
                    requests.add(wire.upgrade());
                    wire.close(1000, "done");
                    wire.awaitEnd();
                });
                TestServer server = redirecting(status, other.uri("ws").toString())) {
            open(Targets.headers(Targets.of(server.uri("ws")), CREDENTIALS));
            listener.next(Closed.class);
            assertThat(request().header("Authorization")).isEqualTo("Bearer s3cr3t");
            assertThat(request().header("Authorization")).isNull();
        }
    }
}
