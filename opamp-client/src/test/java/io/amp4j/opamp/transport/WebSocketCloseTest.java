package io.amp4j.opamp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.conformance.Defect;
import io.amp4j.opamp.conformance.Requirement;
import io.amp4j.opamp.transport.RecordingListener.Closed;
import io.amp4j.opamp.transport.RecordingListener.Failed;
import io.amp4j.opamp.transport.RecordingListener.Message;
import io.amp4j.opamp.transport.RecordingListener.Opened;
import io.amp4j.opamp.transport.RecordingListener.Sent;
import io.amp4j.opamp.transport.TransportFailure.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketCloseTest {
    private static final String UID = "01936a5e-7c3b-7def-8a1b-000102030405";
    private static final String DEFLATE =
            "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    private final BlockingQueue<Wire.Frame> frames = new LinkedBlockingQueue<>();
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

    private TestServer upgrading(TestServer.Script rest, String... headers) throws IOException {
        return TestServer.plain(wire -> {
            wire.upgrade(headers);
            rest.play(wire);
        });
    }

    private Wire.Frame frame() throws InterruptedException {
        Wire.Frame frame = frames.poll(20, TimeUnit.SECONDS);
        assertThat(frame).as("a frame").isNotNull();
        return frame;
    }

    @ParameterizedTest
    @CsvSource({"1000,bye", "1001,'going away'", "1012,", "3999,x", "4999,ü"})
    @Requirement("R-024")
    void echoesTheServersClose(int code, String reason) throws Exception {
        String text = reason == null ? "" : reason;
        try (TestServer server = upgrading(wire -> {
            wire.close(code, text);
            frames.add(wire.readFrame());
            wire.awaitEnd();
        })) {
            open(Targets.of(server.uri("ws")));
            assertThat(frame()).isEqualTo(new Wire.Frame(Wire.CLOSE, true, false, true, String.format("%04x", code)));
            server.awaitPlayed();
            assertThat(listener.next(Closed.class)).isEqualTo(new Closed(code, text));
        }
    }

    /** What waits for the server's last word must not take the connection for quiet because that was its last word. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tellsThatItEndsBeforeTheServerCanNotice(boolean inOrder) throws Exception {
        BlockingQueue<Boolean> told = new LinkedBlockingQueue<>();
        CountDownLatch go = new CountDownLatch(1);
        try (TestServer server = upgrading(wire -> {
            go.await(20, TimeUnit.SECONDS);
            if (inOrder) {
                wire.close(1000, "");
                wire.readFrame();
            } else {
                wire.endOutput();
                wire.awaitEnd();
            }
            told.add(listener.isEnding);
        })) {
            open(Targets.of(server.uri("ws")));
            assertThat(listener.isEnding).isFalse();
            go.countDown();
            assertThat(told.poll(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void echoesACloseWithoutACode() throws Exception {
        try (TestServer server = upgrading(wire -> {
            wire.write(Wire.frame(0x80 | Wire.CLOSE, new byte[0]));
            frames.add(wire.readFrame());
        })) {
            open(Targets.of(server.uri("ws")));
            assertThat(frame().hex()).isEmpty();
            assertThat(listener.next(Closed.class)).isEqualTo(new Closed(1005, ""));
        }
    }

    @Test
    void closesAfterTheOutstandingMessage() throws Exception {
        byte[] goodbye = new byte[3_000_000];
        CountDownLatch go = new CountDownLatch(1);
        try (TestServer server = upgrading(wire -> {
            go.await(20, TimeUnit.SECONDS);
            frames.add(wire.readFrame());
            Wire.Frame close = wire.readFrame();
            frames.add(close);
            wire.write(Wire.frame(0x80 | Wire.CLOSE, close.payload()));
        })) {
            Connection connection = open(Targets.of(server.uri("ws")));
            connection.send(goodbye, UID);
            connection.close(1000, "done");
            connection.close(1001, "twice");
            go.countDown();
            assertThat(frame().payload()).hasSize(3_000_001);
            assertThat(frame())
                    .isEqualTo(new Wire.Frame(
                            Wire.CLOSE,
                            true,
                            false,
                            true,
                            "03e8" + Wire.hex("done".getBytes(java.nio.charset.StandardCharsets.UTF_8))));
            listener.next(Sent.class);
            assertThat(listener.next(Closed.class)).isEqualTo(new Closed(1000, "done"));
        }
    }

    @Test
    void tellsWhatTheServerAnsweredToOurClose() throws Exception {
        try (TestServer server = upgrading(wire -> {
            wire.readFrame(Wire.CLOSE);
            wire.binary(Wire.bytes("0001"));
            wire.close(1001, "me too");
        })) {
            open(Targets.of(server.uri("ws"))).close(1000, "x".repeat(200) + "ü");
            listener.next(Message.class);
            assertThat(listener.next(Closed.class)).isEqualTo(new Closed(1001, "me too"));
        }
    }

    @Test
    @Requirement({"R-068", "R-074"})
    void waitsForTheServersCloseOnlySoLong() throws Exception {
        try (TestServer server = upgrading(wire -> {
            frames.add(wire.readFrame());
            wire.awaitEnd();
        })) {
            Duration long_ = Duration.ofSeconds(30);
            ConnectionTarget target =
                    Targets.timeouts(Targets.of(server.uri("ws")), long_, long_, long_, Duration.ofSeconds(2));
            open(target).close(1000, "bye");
            assertThat(listener.next(Closed.class)).isEqualTo(new Closed(1000, "bye"));
            server.awaitPlayed();
            assertThat(frame().opcode()).isEqualTo(Wire.CLOSE);
        }
    }

    @Test
    void closesWhileTheServerReadsNothing() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (TestServer server = upgrading(wire -> end.await(20, TimeUnit.SECONDS))) {
            Duration long_ = Duration.ofSeconds(30);
            Connection connection =
                    open(Targets.timeouts(Targets.of(server.uri("ws")), long_, long_, long_, Duration.ofMillis(200)));
            connection.send(new byte[60 << 20], UID);
            connection.close(1000, "bye");
            assertThat(listener.next(Closed.class)).isEqualTo(new Closed(1000, "bye"));
            end.countDown();
        }
    }

    @Test
    @Defect("J22")
    void closesBeforeTheUpgradeIsAnswered() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (TestServer server = TestServer.plain(wire -> {
            wire.readRequest();
            asked.countDown();
            wire.awaitEnd();
        })) {
            Connection connection = transport.open(Targets.of(server.uri("ws")), listener);
            assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
            connection.close(1000, "never mind");
            assertThat(listener.next(Closed.class)).isEqualTo(new Closed(1000, "never mind"));
            server.awaitPlayed();
            connection.send(new byte[1], UID);
            assertThat(listener.soFar()).isEmpty();
        }
    }

    @Test
    void endsAllConnectionsWithTheTransport() throws Exception {
        try (TestServer server = upgrading(Wire::awaitEnd)) {
            Connection connection = open(Targets.of(server.uri("ws")));
            transport.close();
            server.awaitPlayed();
            connection.send(new byte[1], UID);
            connection.close(1000, "late");
            assertThat(listener.soFar()).isEmpty();
        }
    }

    @Test
    @Requirement({"R-020", "R-026", "R-027", "R-028"})
    @Defect("J33")
    void takesAMessageUpToTheLimitAndClosesWith1009AboveIt() throws Exception {
        for (boolean compressed : new boolean[] {false, true}) {
            for (int fragments : new int[] {1, 3}) {
                limits(compressed, fragments);
            }
        }
    }

    private void limits(boolean compressed, int fragments) throws Exception {
        try (TestServer server = upgrading(
                wire -> {
                    send(wire, new byte[1024], compressed, fragments);
                    send(wire, new byte[1025], compressed, fragments);
                    send(wire, new byte[3], false, 1);
                    frames.add(wire.readFrame());
                    wire.close(1009, "");
                },
                compressed ? DEFLATE : "X-None: 1")) {
            ConnectionTarget target = Targets.limits(Targets.of(server.uri("ws")), 1024, 1024);
            open(compressed ? Targets.compressed(target) : target);
            assertThat(listener.next(Message.class).size()).isEqualTo(1023);
            assertThat(listener.nextFailure().kind()).isEqualTo(Kind.TOO_LARGE_RECEIVED);
            assertThat(frame().hex()).isEqualTo("03f1");
            server.awaitPlayed();
            assertThat(listener.soFar()).isEmpty();
        }
    }

    private static void send(Wire wire, byte[] message, boolean compressed, int fragments) throws IOException {
        byte[] payload = compressed ? Wire.deflate(message) : message;
        for (int i = 0; i < fragments; i++) {
            byte[] part = java.util.Arrays.copyOfRange(
                    payload, payload.length * i / fragments, payload.length * (i + 1) / fragments);
            int first = (i == fragments - 1 ? 0x80 : 0) | (i == 0 ? Wire.BINARY | (compressed ? 0x40 : 0) : 0);
            wire.write(Wire.frame(first, part));
        }
    }

    /** The frame says it is larger than any memory; nothing is reserved for what has not arrived. */
    @Test
    void believesNoAnnouncedLength() throws Exception {
        try (TestServer server = upgrading(wire -> {
            wire.write(Wire.bytes("827f7fffffffffffffff"));
            frames.add(wire.readFrame());
        })) {
            open(Targets.of(server.uri("ws")));
            assertThat(listener.nextFailure().kind()).isEqualTo(Kind.TOO_LARGE_RECEIVED);
            assertThat(frame().hex()).isEqualTo("03f1");
        }
    }

    /** A megabyte on the wire, a gigabyte in memory if anybody let it. */
    @Test
    @Requirement({"R-025", "R-026"})
    @Defect("S2")
    void stopsABombAtTheLimit() throws Exception {
        byte[] bomb = Wire.deflate(new byte[64 << 20]);
        try (TestServer server = upgrading(
                wire -> {
                    for (int i = 0; i < 16; i++) {
                        wire.write(Wire.frame(i == 0 ? 0x40 | Wire.BINARY : 0, bomb));
                    }
                    frames.add(wire.readFrame(Wire.CLOSE));
                },
                DEFLATE)) {
            open(Targets.limits(Targets.compressed(Targets.of(server.uri("ws"))), 1024, 1 << 20));
            assertThat(listener.nextFailure().kind()).isEqualTo(Kind.TOO_LARGE_RECEIVED);
            assertThat(frame().hex()).isEqualTo("03f1");
        }
    }

    /** The server reads no more of a message than its limit, so the connection breaks beneath the rest. */
    @RepeatedTest(10)
    void hearsWhyTheServerClosesInTheMiddleOfAMessage() throws Exception {
        try (TestServer server = upgrading(wire -> {
            wire.in.readNBytes(1_000);
            wire.close(1009, "too large");
            wire.socket.close();
        })) {
            Connection connection = open(Targets.of(server.uri("ws")));
            connection.send(new byte[20 << 20], UID);
            assertThat(listener.next(Closed.class)).isEqualTo(new Closed(1009, "too large"));
        }
    }

    @Test
    @Requirement({"R-029", "R-030"})
    void sendsNothingAboveTheSendLimitAndStaysOpen() throws Exception {
        for (boolean compressed : new boolean[] {false, true}) {
            try (TestServer server = upgrading(
                    wire -> {
                        frames.add(wire.readFrame());
                        wire.awaitEnd();
                    },
                    compressed ? DEFLATE : "X-None: 1")) {
                ConnectionTarget target = Targets.limits(Targets.of(server.uri("ws")), 1024, 1024);
                Connection connection = open(compressed ? Targets.compressed(target) : target);
                connection.send(new byte[1024], UID);
                Failed failed = listener.next(Failed.class);
                assertThat(failed.failure().kind()).isEqualTo(Kind.TOO_LARGE_SENT);
                assertThat(failed.failure().description()).contains("1025").contains("1024");
                byte[] fits = new byte[1023];
                new Random(5).nextBytes(fits);
                connection.send(fits.clone(), UID);
                listener.next(Sent.class);
                assertThat(frame().payload()).isEqualTo(Wire.concat(new byte[1], fits));
                connection.abort();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1002 8281 00000000 00", // masked
                "1002 a20100", // reserved bit 2
                "1002 920100", // reserved bit 3
                "1002 c20100", // compressed without agreement
                "1002 830100", // unknown data opcode
                "1002 8b00", // unknown control opcode
                "1002 0900", // fragmented ping
                "1002 897e007e", // long ping
                "1002 8001 00", // continues nothing
                "1002 020100 820100", // message in a message
                "1002 827e0001 00", // length not in the shortest way
                "1002 827f00000000000000ff", // the same in eight bytes
                "1002 827fffffffffffffffff", // negative length
                "1002 880103", // half a code
                "1002 880203e7", // code 999
                "1002 880203ed", // code 1005
                "1002 880203ee", // code 1006
                "1002 880207d0", // code 2000
                "1007 880403e8 c328", // reason not UTF-8
                "1003 8102 7b7d", // text
                "1003 0101 7b 8001 7d", // the same in fragments
            })
    void closesWithTheCodeOfTheRuleThatTheServerBroke(String row) throws Exception {
        int code = Integer.parseInt(row.substring(0, 4));
        try (TestServer server = upgrading(wire -> {
            wire.write(Wire.bytes(row.substring(5)));
            frames.add(wire.readFrame());
            wire.awaitEnd();
        })) {
            Duration long_ = Duration.ofSeconds(30);
            open(Targets.timeouts(Targets.of(server.uri("ws")), long_, long_, long_, long_));
            assertThat(listener.nextFailure().kind()).isEqualTo(Kind.PROTOCOL);
            assertThat(frame()).isEqualTo(new Wire.Frame(Wire.CLOSE, true, false, true, String.format("%04x", code)));
            assertThat(listener.soFar()).isEmpty();
        }
    }

    @Test
    void closesWith1007OnBrokenCompression() throws Exception {
        try (TestServer server = upgrading(
                wire -> {
                    wire.write(Wire.frame(0xc0 | Wire.BINARY, Wire.bytes("ffffffff")));
                    frames.add(wire.readFrame());
                },
                DEFLATE)) {
            open(Targets.compressed(Targets.of(server.uri("ws"))));
            assertThat(listener.nextFailure().kind()).isEqualTo(Kind.PROTOCOL);
            assertThat(frame().hex()).isEqualTo("03ef");
        }
    }
}
