package io.amp4j.opamp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.conformance.Defect;
import io.amp4j.opamp.conformance.Requirement;
import io.amp4j.opamp.transport.RecordingListener.Message;
import io.amp4j.opamp.transport.RecordingListener.Opened;
import io.amp4j.opamp.transport.TransportFailure.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpLimitsTest {
    private static final String UID = "01936a5e-7c3b-7def-8a1b-000102030405";

    private RecordingListener listener = new RecordingListener();
    private final OkHttpTransport transport = new OkHttpTransport();

    @AfterEach
    void close() {
        transport.close();
    }

    private void exchange(ConnectionTarget target, byte[] message) throws InterruptedException {
        listener = new RecordingListener();
        Connection connection = transport.open(target, listener);
        listener.next(Opened.class);
        connection.send(message, UID);
    }

    private static TestServer answering(byte[] body, String... headers) throws IOException {
        return TestServer.plain(wire -> {
            wire.readRequest();
            wire.respond("200 OK", body, headers);
            wire.awaitEnd();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 1023, 1024})
    @Requirement("R-053")
    void acceptsAnswersUpToTheLimit(int size) throws Exception {
        try (TestServer plain = answering(new byte[size]);
                TestServer zipped = answering(Wire.gzip(new byte[size]), "Content-Encoding: gzip");
                TestServer chunked = TestServer.plain(wire -> {
                    wire.readRequest();
                    wire.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    for (int i = 0; i < size; i++) {
                        wire.write("1\r\n\0\r\n");
                    }
                    wire.write("0\r\n\r\n");
                    wire.awaitEnd();
                })) {
            for (TestServer server : new TestServer[] {plain, zipped, chunked}) {
                exchange(Targets.limits(Targets.of(server.uri("http")), 1024, 1024), new byte[1]);
                assertThat(listener.next(Message.class).size()).isEqualTo(size);
            }
        }
    }

    @Test
    @Requirement({"R-053", "R-054"})
    @Defect({"P12", "J33", "S2"})
    void refusesAnswersAboveTheLimitHoweverTheyCome() throws Exception {
        try (TestServer plain = answering(new byte[1025]);
                TestServer zipped = answering(Wire.gzip(new byte[1025]), "Content-Encoding: gzip");
                TestServer chunked = TestServer.plain(wire -> {
                    wire.readRequest();
                    wire.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n401\r\n" + "x".repeat(1025)
                            + "\r\n0\r\n\r\n");
                    wire.awaitEnd();
                });
                TestServer unbounded = TestServer.plain(wire -> {
                    wire.readRequest();
                    wire.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + "x".repeat(1025));
                })) {
            for (TestServer server : new TestServer[] {plain, zipped, chunked, unbounded}) {
                exchange(Targets.limits(Targets.of(server.uri("http")), 1024, 1024), new byte[1]);
                TransportFailure failure = listener.nextFailure();
                assertThat(failure.kind()).isEqualTo(Kind.TOO_LARGE_RECEIVED);
                assertThat(failure.description()).contains("1024");
            }
        }
    }

    /** 512 MiB out of half a megabyte: held in memory, it would end a JVM of this size. */
    @Test
    @Requirement("R-053")
    @Defect("S2")
    void stopsAGzipBombAtTheLimit() throws Exception {
        try (TestServer server = TestServer.plain(wire -> {
            wire.readRequest();
            wire.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n");
            try (GZIPOutputStream gzip = new GZIPOutputStream(wire.out)) {
                for (int i = 0; i < 512; i++) {
                    gzip.write(new byte[1 << 20]);
                }
            } catch (IOException e) {
                // The client has hung up, as it should.
            }
        })) {
            exchange(Targets.limits(Targets.of(server.uri("http")), 1024, 1 << 20), new byte[1]);
            assertThat(listener.nextFailure().kind()).isEqualTo(Kind.TOO_LARGE_RECEIVED);
        }
    }

    /** What the two sockets buffer is some megabytes; on loopback a tenth of a second is enough for hundreds. */
    @ParameterizedTest
    @ValueSource(strings = {"200 OK", "500 Broken", "307 Elsewhere"})
    void readsNoFurtherOnceItHasRefused(String status) throws Exception {
        java.util.concurrent.atomic.AtomicLong written = new java.util.concurrent.atomic.AtomicLong();
        try (TestServer server = TestServer.plain(wire -> {
            wire.readRequest();
            wire.write("HTTP/1.1 " + status + "\r\nContent-Length: 1099511627776\r\n\r\n");
            byte[] piece = new byte[1 << 16];
            try {
                while (true) {
                    wire.write(piece);
                    written.addAndGet(piece.length);
                }
            } catch (IOException e) {
                // The client has hung up, as it should.
            }
        })) {
            exchange(Targets.limits(Targets.of(server.uri("http")), 1024, 1024), new byte[1]);
            listener.nextFailure();
            server.awaitPlayed();
            assertThat(written.get()).isLessThan(16L << 20);
        }
    }

    /** An empty block inflates to nothing, so no number of them reaches the limit of inflated bytes. */
    @Test
    void stopsGzipThatInflatesToNothingForEver() throws Exception {
        try (TestServer server = TestServer.plain(wire -> {
            wire.readRequest();
            wire.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n");
            wire.write(Wire.bytes("1f8b0800000000000003"));
            try {
                while (true) {
                    wire.write(Wire.bytes("000000ffff".repeat(1000)));
                }
            } catch (IOException e) {
                // The client has hung up, as it should.
            }
        })) {
            exchange(Targets.limits(Targets.of(server.uri("http")), 1024, 1024), new byte[1]);
            assertThat(listener.nextFailure().kind()).isEqualTo(Kind.TOO_LARGE_RECEIVED);
        }
    }

    @Test
    @Requirement({"R-057", "R-058"})
    void refusesToSendAboveTheLimitEvenIfItWouldCompress() throws Exception {
        try (TestServer server = answering(new byte[0])) {
            ConnectionTarget target = Targets.compressed(Targets.limits(Targets.of(server.uri("http")), 1024, 1024));
            exchange(target, new byte[1025]);
            TransportFailure failure = listener.nextFailure();
            assertThat(failure.kind()).isEqualTo(Kind.TOO_LARGE_SENT);
            assertThat(failure.description()).contains("1025").contains("1024");
            assertThat(server.connections).hasValue(0);
            exchange(target, new byte[1024]);
            listener.next(Message.class);
        }
    }

    @Test
    void refusesBodiesThatAreNotEncodedAsTheySay() throws Exception {
        byte[] random = new byte[4000];
        new Random(3).nextBytes(random);
        byte[] whole = Wire.gzip(random);
        byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 20);
        byte[] broken = whole.clone();
        broken[broken.length - 6] ^= 1;
        try (TestServer text = answering("not gzip".getBytes(StandardCharsets.UTF_8), "Content-Encoding: gzip");
                TestServer cutOff = answering(cut, "Content-Encoding: gzip");
                TestServer badSum = answering(broken, "Content-Encoding: gzip");
                TestServer foreign = answering(new byte[10], "Content-Encoding: br")) {
            for (TestServer server : new TestServer[] {text, cutOff, badSum, foreign}) {
                exchange(Targets.of(server.uri("http")), new byte[1]);
                assertThat(listener.nextFailure().kind()).isEqualTo(Kind.MALFORMED);
            }
        }
    }

    @Test
    void doesNotTakeACutOffBodyForAWholeOne() throws Exception {
        try (TestServer server = TestServer.plain(wire -> {
            wire.readRequest();
            wire.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + "x".repeat(50));
        })) {
            exchange(Targets.of(server.uri("http")), new byte[1]);
            assertThat(listener.nextFailure().kind()).isEqualTo(Kind.LOST);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999999999999999", "-5", "soon", "0", "3"})
    @Requirement("R-091")
    void handsOnAnyRetryAfterAsItIs(String retryAfter) throws Exception {
        try (TestServer server = TestServer.plain(wire -> {
            wire.readRequest();
            wire.respond("503 Busy", new byte[0], "Retry-After: " + retryAfter, "X-Amp4j-Retry-After: 1");
            wire.awaitEnd();
        })) {
            exchange(Targets.of(server.uri("http")), new byte[1]);
            TransportFailure failure =
                    listener.next(RecordingListener.Failed.class).failure();
            assertThat(failure.httpStatus()).isEqualTo(503);
            assertThat(failure.retryAfter()).hasValue(retryAfter);
        }
    }
}
