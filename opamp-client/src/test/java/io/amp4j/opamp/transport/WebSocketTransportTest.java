package io.amp4j.opamp.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.amp4j.opamp.conformance.Defect;
import io.amp4j.opamp.conformance.Requirement;
import io.amp4j.opamp.transport.RecordingListener.Closed;
import io.amp4j.opamp.transport.RecordingListener.Malformed;
import io.amp4j.opamp.transport.RecordingListener.Message;
import io.amp4j.opamp.transport.RecordingListener.Opened;
import io.amp4j.opamp.transport.RecordingListener.Sent;
import io.amp4j.opamp.transport.TransportFailure.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketTransportTest {
    private static final String UID = "01936a5e-7c3b-7def-8a1b-000102030405";

    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    private final RecordingListener listener = new RecordingListener();
    private final OkHttpTransport transport = new OkHttpTransport();

    @AfterEach
    void close() {
        transport.close();
    }

    private <T> T seen(Class<T> type) throws InterruptedException {
        Object thing = seen.poll(20, TimeUnit.SECONDS);
        assertThat(thing).as("what the server saw").isInstanceOf(type);
        return type.cast(thing);
    }

    private Connection open(TestServer server) throws InterruptedException {
        return open(Targets.of(server.uri("ws")));
    }

    private Connection open(ConnectionTarget target) throws InterruptedException {
        Connection connection = transport.open(target, listener);
        listener.next(Opened.class);
        return connection;
    }

    /** Upgrades, then plays the rest. */
    private TestServer upgrading(TestServer.Script rest, String... headers) throws Exception {
        return TestServer.plain(wire -> {
            seen.add(wire.upgrade(headers));
            rest.play(wire);
        });
    }

    @Test
    @Requirement({"R-022", "R-023"})
    void upgradesWithUserHeadersAndWithoutAContentType() throws Exception {
        try (TestServer server = upgrading(Wire::awaitEnd)) {
            open(Targets.headers(
                    Targets.of(server.uri("ws")),
                    Map.of(
                            "Authorization",
                            List.of("Bearer x"),
                            "Sec-WebSocket-Version",
                            List.of("8"),
                            "Content-Type",
                            List.of("a/b"))));
            Wire.Request request = seen(Wire.Request.class);
            assertThat(request.line).isEqualTo("GET /v1/opamp HTTP/1.1");
            assertThat(request.header("Authorization")).isEqualTo("Bearer x");
            assertThat(request.header("Content-Type")).isNull();
            assertThat(request.header("OpAMP-Instance-UID")).isNull();
            assertThat(request.header("Sec-WebSocket-Version")).isEqualTo("13");
            assertThat(request.header("Sec-WebSocket-Extensions")).isNull();
            assertThat(request.header("User-Agent")).matches("amp4j-opamp-client/[0-9]+[.][0-9]+[.][0-9]+.*");
        }
    }

    @Test
    @Requirement({"R-010", "R-012", "R-013"})
    void writesTheOneByteHeaderAndTheMessageIntoOneMaskedFrame() throws Exception {
        try (TestServer server = upgrading(wire -> {
            seen.add(wire.readFrame());
            seen.add(wire.readFrame());
            wire.awaitEnd();
        })) {
            Connection connection = open(server);
            seen(Wire.Request.class);
            connection.send(new byte[0], UID);
            listener.next(Sent.class);
            connection.send(new byte[] {1, 2, 3}, UID);
            listener.next(Sent.class);
            assertThat(seen(Wire.Frame.class)).isEqualTo(new Wire.Frame(Wire.BINARY, true, false, true, "00"));
            assertThat(seen(Wire.Frame.class)).isEqualTo(new Wire.Frame(Wire.BINARY, true, false, true, "00010203"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {124, 125, 126, 65534, 65535, 65536, 3_000_000})
    void writesMessagesOfEveryLengthOfLength(int size) throws Exception {
        byte[] message = new byte[size];
        new Random(size).nextBytes(message);
        try (TestServer server = upgrading(wire -> {
            seen.add(wire.readFrame());
            wire.awaitEnd();
        })) {
            open(server).send(message.clone(), UID);
            listener.next(Sent.class);
            seen(Wire.Request.class);
            assertThat(seen(Wire.Frame.class).payload()).isEqualTo(Wire.concat(new byte[1], message));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "8000", "80808000", "80808080808080808000"})
    @Requirement({"R-014", "R-016", "R-017"})
    @Defect("J32")
    void takesAHeaderOfAnyLength(String header) throws Exception {
        try (TestServer server = upgrading(wire -> {
            wire.binary(Wire.bytes(header));
            wire.binary(Wire.bytes(header + "0a0b0c"));
            wire.awaitEnd();
        })) {
            open(server);
            assertThat(listener.next(Message.class).hex()).isEmpty();
            assertThat(listener.next(Message.class).hex()).isEqualTo("0a0b0c");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "80",
                "808080808080808080",
                "80808080808080808080",
                "8080808080808080808080",
                "01",
                "0a10000102",
                "80808080808080808001",
                "ffffffffffffffffff01"
            })
    @Requirement({"R-015", "R-018", "R-019"})
    @Defect("J32")
    void discardsMessagesWithABadHeaderAndGoesOn(String message) throws Exception {
        try (TestServer server = upgrading(wire -> {
            wire.binary(Wire.bytes(message));
            wire.binary(Wire.bytes("000a"));
            wire.awaitEnd();
        })) {
            open(server);
            listener.next(Malformed.class);
            assertThat(listener.next(Message.class).hex()).isEqualTo("0a");
        }
    }

    @Test
    @Requirement("R-011")
    void refusesTextWithoutReadingIt() throws Exception {
        try (TestServer server = upgrading(wire -> {
            // The head of a text of a gigabyte, of which no byte follows.
            wire.write(Wire.bytes("817f0000000040000000"));
            seen.add(wire.readFrame());
        })) {
            open(server);
            seen(Wire.Request.class);
            assertThat(seen(Wire.Frame.class).hex()).isEqualTo("03eb");
            assertThat(listener.nextFailure().description()).contains("text").contains("binary");
            assertThat(listener.soFar()).isEmpty();
        }
    }

    @Test
    @Requirement({"R-020", "R-024"})
    void putsFragmentsTogetherWithControlFramesBetween() throws Exception {
        try (TestServer server = upgrading(wire -> {
            wire.write(Wire.frame(Wire.BINARY, Wire.bytes("8080")));
            wire.write(Wire.frame(0x80 | Wire.PING, Wire.bytes("11")));
            wire.write(Wire.frame(0, Wire.bytes("0001")));
            wire.write(Wire.frame(0, new byte[0]));
            wire.write(Wire.frame(0x80 | Wire.PONG, new byte[0]));
            wire.write(Wire.frame(0x80, Wire.bytes("0203")));
            seen.add(wire.readFrame());
            wire.awaitEnd();
        })) {
            open(server);
            assertThat(listener.next(Message.class).hex()).isEqualTo("010203");
            seen(Wire.Request.class);
            assertThat(seen(Wire.Frame.class)).isEqualTo(new Wire.Frame(Wire.PONG, true, false, true, "11"));
        }
    }

    @Test
    @Requirement("R-021")
    void exchangesInBothDirectionsWithoutWaiting() throws Exception {
        int count = 200;
        try (TestServer server = upgrading(wire -> {
            for (int i = 0; i < count; i++) {
                wire.binary(new byte[] {0, (byte) i});
            }
            for (int i = 0; i < count; i++) {
                seen.add(wire.readFrame().hex());
            }
            wire.awaitEnd();
        })) {
            CountDownLatch messages = new CountDownLatch(count);
            BlockingQueue<Object> sent = new LinkedBlockingQueue<>();
            RecordingListener counting = new RecordingListener(event -> {
                if (event instanceof Message) {
                    messages.countDown();
                } else {
                    sent.add(event);
                }
            });
            Connection connection = transport.open(Targets.of(server.uri("ws")), counting);
            assertThat(sent.poll(20, TimeUnit.SECONDS)).isInstanceOf(Opened.class);
            for (int i = 0; i < count; i++) {
                connection.send(new byte[] {(byte) i}, UID);
                assertThat(sent.poll(20, TimeUnit.SECONDS)).isInstanceOf(Sent.class);
            }
            assertThat(messages.await(20, TimeUnit.SECONDS)).isTrue();
            seen(Wire.Request.class);
            for (int i = 0; i < count; i++) {
                assertThat(seen(String.class)).isEqualTo(Wire.hex(new byte[] {0, (byte) i}));
            }
            assertThat(counting.overlapped).isFalse();
        }
    }

    @Test
    void refusesASecondSendWhileOneIsOutstanding() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        RecordingListener holding = new RecordingListener(event -> {
            if (event instanceof Message) {
                inside.countDown();
                await(go);
            }
        });
        try (TestServer server = upgrading(wire -> {
            wire.binary(new byte[1]);
            await(go);
        })) {
            Connection connection = transport.open(
                    Targets.timeouts(
                            Targets.of(server.uri("ws")),
                            Duration.ofSeconds(20),
                            Duration.ofSeconds(20),
                            Duration.ofSeconds(20),
                            Duration.ofSeconds(20)),
                    holding);
            holding.next(Opened.class);
            assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
            // The server reads nothing, so a message larger than all socket buffers stays outstanding.
            connection.send(new byte[60 << 20], UID);
            assertThatIllegalStateException().isThrownBy(() -> connection.send(new byte[1], UID));
            go.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Requirement("R-025")
    void compressesAndInflatesWhenAgreed() throws Exception {
        byte[] message = "compress me please ".repeat(1000).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        CountDownLatch bothSent = new CountDownLatch(1);
        try (TestServer server = upgrading(
                wire -> {
                    Wire.Frame large = wire.readFrame();
                    assertThat(large.compressed()).isTrue();
                    seen.add(Wire.hex(Wire.inflate(large.payload())));
                    seen.add(wire.readFrame());
                    bothSent.await();
                    byte[] squeezed = Wire.deflate(Wire.concat(new byte[1], message));
                    wire.write(Wire.frame(0x40 | Wire.BINARY, java.util.Arrays.copyOf(squeezed, 10)));
                    wire.write(Wire.frame(0x80, java.util.Arrays.copyOfRange(squeezed, 10, squeezed.length)));
                    wire.binary(Wire.bytes("0007"));
                    wire.awaitEnd();
                },
                "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover")) {
            Connection connection = open(Targets.compressed(Targets.of(server.uri("ws"))));
            assertThat(seen(Wire.Request.class).header("Sec-WebSocket-Extensions"))
                    .isEqualTo("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
            connection.send(message.clone(), UID);
            listener.next(Sent.class);
            assertThat(seen(String.class)).isEqualTo(Wire.hex(Wire.concat(new byte[1], message)));
            connection.send(new byte[] {5}, UID);
            listener.next(Sent.class);
            bothSent.countDown();
            assertThat(seen(Wire.Frame.class)).isEqualTo(new Wire.Frame(Wire.BINARY, true, false, true, "0005"));
            assertThat(listener.next(Message.class).hex()).isEqualTo(Wire.hex(message));
            assertThat(listener.next(Message.class).hex()).isEqualTo("07");
        }
    }

    @Test
    void speaksUncompressedWhenTheServerDeclines() throws Exception {
        try (TestServer server = upgrading(wire -> {
            seen.add(wire.readFrame());
            wire.awaitEnd();
        })) {
            Connection connection = open(Targets.compressed(Targets.of(server.uri("ws"))));
            seen(Wire.Request.class);
            connection.send(new byte[1000], UID);
            listener.next(Sent.class);
            assertThat(seen(Wire.Frame.class).compressed()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n\r\n",
                "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
                "HTTP/1.1 101 X\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
                "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: %s\r\n\r\n",
                "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\nSec-WebSocket-Protocol: chat\r\n\r\n",
                "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
            })
    void refusesAHandshakeThatIsNotAsItShouldBe(String answer) throws Exception {
        try (TestServer server = TestServer.plain(wire -> {
            Wire.Request request = wire.readRequest();
            wire.write(answer.replace("%s", Wire.accept(request.header("Sec-WebSocket-Key"))));
            wire.awaitEnd();
        })) {
            transport.open(Targets.of(server.uri("ws")), listener);
            assertThat(listener.nextFailure().kind()).isEqualTo(Kind.PROTOCOL);
            server.awaitPlayed();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 301, 400, 401, 403, 404, 408, 426, 429, 500, 503})
    void tellsTheStatusOfARefusedUpgradeOnce(int status) throws Exception {
        try (TestServer server = TestServer.plain(wire -> {
            while (true) {
                seen.add(wire.readRequest());
                wire.respond(status + " No", new byte[3], "Retry-After: 0");
            }
        })) {
            transport.open(Targets.of(server.uri("ws")), listener);
            TransportFailure failure = listener.nextFailure();
            assertThat(failure.kind()).isEqualTo(Kind.HTTP_STATUS);
            assertThat(failure.httpStatus()).isEqualTo(status);
            assertThat(failure.retryAfter()).hasValue("0");
            assertThat(seen).as("upgrade requests").hasSize(1);
        }
    }

    @Test
    @Defect("S8")
    void givesUpOnAnUpgradeThatIsNeverAnswered() throws Exception {
        try (TestServer server = TestServer.plain(Wire::awaitEnd)) {
            Duration long_ = Duration.ofSeconds(30);
            transport.open(
                    Targets.timeouts(Targets.of(server.uri("ws")), long_, long_, Duration.ofSeconds(2), long_),
                    listener);
            assertThat(listener.nextFailure().kind()).isEqualTo(Kind.TIMEOUT);
            server.awaitPlayed();
        }
    }

    /** The timeouts of the upgrade must not outlive it. */
    @Test
    void staysOpenForLongerThanTheTimeoutsOfTheUpgrade() throws Exception {
        try (TestServer server = upgrading(wire -> {
            wire.socket.setSoTimeout(6000);
            try {
                wire.in.read();
            } catch (java.net.SocketTimeoutException e) {
                wire.binary(Wire.bytes("0001"));
            }
            wire.socket.setSoTimeout(20_000);
            wire.awaitEnd();
        })) {
            Duration short_ = Duration.ofSeconds(5);
            open(Targets.timeouts(Targets.of(server.uri("ws")), short_, short_, short_, short_));
            assertThat(listener.next(Message.class).hex()).isEqualTo("01");
        }
    }

    @Test
    @Defect("S8")
    void pingsASilentServerAndNoticesThatItIsGone() throws Exception {
        try (TestServer server = upgrading(wire -> {
            for (int i = 0; i < 2; i++) {
                Wire.Frame ping = wire.readFrame(Wire.PING);
                wire.write(Wire.frame(0x80 | Wire.PONG, ping.payload()));
            }
            seen.add("answered");
            wire.readFrame(Wire.PING);
            wire.awaitEnd();
        })) {
            open(Targets.pings(Targets.of(server.uri("ws")), Duration.ofMillis(30), Duration.ofSeconds(4)));
            TransportFailure failure = listener.nextFailure();
            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(failure.description()).contains("ping");
            seen(Wire.Request.class);
            assertThat(seen(String.class)).isEqualTo("answered");
            server.awaitPlayed();
        }
    }

    @Test
    void answersTheNewestOfManyPings() throws Exception {
        try (TestServer server = upgrading(wire -> {
            for (int i = 0; i < 5000; i++) {
                wire.write(Wire.frame(0x80 | Wire.PING, new byte[] {(byte) (i >> 8), (byte) i}));
            }
            String last = "";
            while (!last.equals("1387")) {
                last = wire.readFrame(Wire.PONG).hex();
            }
            wire.close(1000, "");
            wire.awaitEnd();
        })) {
            open(server);
            assertThat(listener.next(Closed.class).code()).isEqualTo(1000);
        }
    }

    @Test
    void tellsThatTheServerIsGone() throws Exception {
        try (TestServer server = upgrading(wire -> {})) {
            open(server);
            assertThat(listener.nextFailure().kind()).isEqualTo(Kind.LOST);
        }
    }

    @Test
    void givesUpOnAServerThatNeverReads() throws Exception {
        try (TestServer server = upgrading(wire -> {
            wire.binary(new byte[1]);
            seen.poll(1, TimeUnit.MILLISECONDS);
            new CountDownLatch(1).await(20, TimeUnit.SECONDS);
        })) {
            Duration long_ = Duration.ofSeconds(30);
            Connection connection =
                    open(Targets.timeouts(Targets.of(server.uri("ws")), Duration.ofMillis(300), long_, long_, long_));
            listener.next(Message.class);
            connection.send(new byte[60 << 20], UID);
            assertThat(listener.nextFailure().kind()).isEqualTo(Kind.TIMEOUT);
        }
    }

    @Test
    void runsOnDaemonsWithNamesThatGiveNothingAway() throws Exception {
        try (TestServer server = upgrading(Wire::awaitEnd)) {
            Connection connection = transport.open(
                    Targets.headers(Targets.of(server.uri("ws")), Map.of("Authorization", List.of("Bearer s3cr3t"))),
                    listener);
            listener.next(Opened.class);
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().startsWith("opamp-")
                            || thread.getName().startsWith("Ok"))
                    .allMatch(Thread::isDaemon)
                    .noneMatch(thread -> thread.getName().contains("s3cr3t"));
            connection.abort();
            server.awaitPlayed();
            assertThat(listener.soFar()).isEmpty();
        }
    }
}
