package io.amp4j.opamp.transport;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The cases of the Autobahn test suite against this client, under their numbers. As there, the program behind the client sends each message
 * back. OpAMP has binary messages alone, with a header of its own: what the suite does with text is done with such messages, and
 * the text itself is refused. {@code docs/websocket-conformance.md} is the table made of {@link AutobahnCases}.
 */
class AutobahnCasesTest {

    private static final long LIMIT_SECONDS = 30;
    private static final String UID = "01936a5e-7c3b-7def-8a1b-000102030405";

    private static final OkHttpTransport TRANSPORT = new OkHttpTransport();

    @AfterAll
    static void close() {
        TRANSPORT.close();
    }

    static Stream<AutobahnCases.Numbered> cases() {
        return AutobahnCases.GROUPS.stream().flatMap(group -> group.cases().stream());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void meets(AutobahnCases.Numbered numbered) throws Exception {
        AutobahnCase scripted = numbered.scripted().get();
        AtomicReference<Reader> seen = new AtomicReference<>();
        Echo echo = new Echo();
        try (TestServer server = TestServer.plain(wire -> play(scripted, wire, seen))) {
            Duration limit = Duration.ofSeconds(LIMIT_SECONDS);
            ConnectionTarget target = Targets.timeouts(
                    Targets.pings(Targets.of(server.uri("ws")), Duration.ZERO, limit), limit, limit, limit, limit);
            Connection connection =
                    TRANSPORT.open(scripted.extension.isEmpty() ? target : Targets.compressed(target), echo);
            echo.connection.complete(connection);
            String end = echo.end.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
            assertThat(end)
                    .as("how it ended; heard %d messages", echo.heard.size())
                    .isEqualTo(expectedEnd(scripted));
            server.awaitPlayed();
        }
        Reader reader = requireNonNull(seen.get());
        assertThat(shown(echo.heard)).isEqualTo(shown(scripted.heard));
        assertThat(echo.malformed).isEqualTo(scripted.malformed);
        // Of several pings that wait, the newest alone need be answered (RFC 6455, 5.5.3).
        assertThat(scripted.pongs).containsSubsequence(reader.pongs);
        assertThat(reader.closeCode).isEqualTo(scripted.code < 0 ? 1000 : scripted.code);
        if (!scripted.fails) {
            assertThat(shown(reader.echoes)).startsWith(shown(scripted.heard.subList(0, reader.awaited)));
        }
    }

    /** Stands for messages that are too large to be printed. */
    private static String shown(List<byte[]> messages) {
        StringBuilder text = new StringBuilder();
        for (byte[] message : messages) {
            CRC32 sum = new CRC32();
            sum.update(message);
            text.append(message.length).append(" bytes ").append(sum.getValue()).append('\n');
        }
        return text.toString();
    }

    private static String expectedEnd(AutobahnCase scripted) {
        if (scripted.fails) {
            return scripted.code == 1009 ? "failed TOO_LARGE_RECEIVED" : "failed PROTOCOL";
        }
        return scripted.code < 0 ? "closed 1000 " : "closed " + scripted.code + " " + scripted.reason;
    }

    private static void play(AutobahnCase scripted, Wire wire, AtomicReference<Reader> seen) throws IOException {
        Reader reader = new Reader(wire);
        seen.set(reader);
        wire.socket.setTcpNoDelay(true);
        wire.upgrade(
                scripted.extension.isEmpty()
                        ? new String[0]
                        : new String[] {"Sec-WebSocket-Extensions: " + scripted.extension});
        for (AutobahnCase.Step step : scripted.steps) {
            step.take(wire, reader);
        }
        if (scripted.code < 0) {
            reader.awaitEchoes(scripted.heard.size());
            wire.close(1000, "");
        }
        reader.readUpToClose();
        reader.awaitEnd();
    }

    /** What the server reads, every frame of which has to be that of a client. */
    private static final class Reader implements AutobahnCase.Answers {
        private final List<String> pongs = new ArrayList<>();
        private final List<byte[]> echoes = new ArrayList<>();
        private final Wire wire;
        private int closeCode = -1;
        private int awaited;

        Reader(Wire wire) {
            this.wire = wire;
        }

        private void read() throws IOException {
            Wire.Frame frame = wire.readFrame();
            assertThat(frame.masked()).as("a client masks").isTrue();
            assertThat(frame.last()).as("this client sends whole messages").isTrue();
            switch (frame.opcode()) {
                case Wire.PONG -> pongs.add(frame.hex());
                case Wire.BINARY -> echoes.add(content(frame));
                case Wire.CLOSE -> {
                    byte[] payload = frame.payload();
                    closeCode = payload.length == 0 ? 1005 : (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
                }
                default -> throw new AssertionError("a frame that nobody wants: " + frame);
            }
        }

        private static byte[] content(Wire.Frame frame) throws IOException {
            byte[] payload = frame.payload();
            if (frame.compressed()) {
                try {
                    payload = Wire.inflate(payload);
                } catch (Exception e) {
                    throw new IOException(e);
                }
            }
            assertThat(payload[0]).as("the header of OpAMP").isZero();
            return Arrays.copyOfRange(payload, 1, payload.length);
        }

        @Override
        public void awaitPong(byte[] payload) throws IOException {
            while (!pongs.contains(Wire.hex(payload))) {
                read();
            }
        }

        @Override
        public void awaitEchoes(int count) throws IOException {
            awaited = count;
            while (echoes.size() < count) {
                read();
            }
        }

        void readUpToClose() throws IOException {
            while (closeCode < 0) {
                read();
            }
        }

        /** Nothing may follow a Close frame but the end. */
        void awaitEnd() throws IOException {
            try {
                assertThat(wire.in.read()).as("after the Close frame").isEqualTo(-1);
            } catch (EOFException | SocketException e) {
                // As good an end.
            }
        }
    }

    /** Sends back each message, one at a time. */
    private static final class Echo implements ConnectionListener {
        private final CompletableFuture<Connection> connection = new CompletableFuture<>();
        private final List<byte[]> heard = new ArrayList<>();
        private final BlockingQueue<String> end = new LinkedBlockingQueue<>();
        private final Deque<byte[]> waiting = new ArrayDeque<>();
        private boolean busy;
        private int malformed;

        private void sendNext() {
            if (!busy && !waiting.isEmpty()) {
                busy = true;
                connection.join().send(waiting.remove(), UID);
            }
        }

        @Override
        public void onOpen() {}

        @Override
        public void onWorkStarted() {}

        @Override
        public void onSent() {
            busy = false;
            sendNext();
        }

        @Override
        public void onMessage(byte[] protobuf) {
            heard.add(protobuf);
            waiting.add(protobuf.clone());
            sendNext();
        }

        @Override
        public void onMalformed(String what) {
            malformed++;
        }

        @Override
        public void onFailed(TransportFailure failure) {
            end.add("failed " + failure.kind());
        }

        @Override
        public void onEnding() {}

        @Override
        public void onClosed(int code, String reason) {
            end.add("closed " + code + " " + reason);
        }
    }

    /** Answers to our offer that limit what was not offered; 13.3 to 13.6 have the client offer it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate; client_max_window_bits=8",
                "permessage-deflate; client_max_window_bits=15",
                "permessage-deflate; client_no_context_takeover; client_max_window_bits=8",
                "permessage-deflate; client_no_context_takeover; client_max_window_bits=15"
            })
    void refusesAWindowThatItDidNotOffer(String answer) throws Exception {
        Echo echo = new Echo();
        try (TestServer server = TestServer.plain(wire -> {
            wire.upgrade("Sec-WebSocket-Extensions: " + answer);
            wire.awaitEnd();
        })) {
            TRANSPORT.open(Targets.compressed(Targets.of(server.uri("ws"))), echo);
            assertThat(echo.end.poll(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo("failed PROTOCOL");
            server.awaitPlayed();
        }
    }

    @Test
    void decidesAboutEveryCaseOfTheSuite() {
        assertThat(AutobahnCases.GROUPS.stream()
                        .mapToInt(AutobahnCases.Group::count)
                        .sum())
                .as("cases of the suite, version 0.8")
                .isEqualTo(517);
        for (AutobahnCases.Group group : AutobahnCases.GROUPS) {
            List<String> numbers = group.cases().stream()
                    .map(each -> each.number().replaceFirst(" .*", ""))
                    .distinct()
                    .toList();
            assertThat(numbers)
                    .as(group.number())
                    .containsExactlyElementsOf(group.isApplicable() ? group.numbers() : List.of());
        }
    }

    @Test
    void documentIsUpToDate() throws IOException {
        Path document = document();
        String expected = AutobahnDocument.write();
        if (Boolean.getBoolean("conformance.update")) {
            Files.writeString(document, expected);
        }
        assertThat(Files.readString(document))
                .as("docs/websocket-conformance.md; -Dconformance.update=true writes it anew")
                .isEqualTo(expected);
    }

    private static Path document() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("docs/decisions"))) {
                return folder.resolve("docs/websocket-conformance.md");
            }
        }
        throw new IllegalStateException("run this test inside the project");
    }
}
