package io.amp4j.opamp.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.amp4j.opamp.transport.Wire;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import okio.Buffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
    private static final DeflateTerms KEEPING = new DeflateTerms(true);
    private static final DeflateTerms FORGETTING = new DeflateTerms(false);

    /** Keeps what the reader hands out. */
    private static final class Collector implements FrameReader.Handler {
        private final List<String> binary = new ArrayList<>();
        private final List<String> other = new ArrayList<>();
        private int largest;

        @Override
        public void onBinary(byte[] bytes, int size) {
            largest = Math.max(largest, bytes.length);
            binary.add(Wire.hex(Arrays.copyOf(bytes, size)));
        }

        @Override
        public void onPing(byte[] payload) {
            other.add("ping " + Wire.hex(payload));
        }

        @Override
        public void onClose(int code, String reason) {
            other.add("close " + code + reason);
        }
    }

    private static Collector readAll(byte[] bytes, int limit, @Nullable DeflateTerms terms) throws IOException {
        Collector collector = new Collector();
        try (FrameReader reader = new FrameReader(new Buffer().write(bytes), limit, terms, collector)) {
            while (reader.readFrame()) {
                // Up to a Close frame, or the end.
            }
        } catch (EOFException e) {
            // The end.
        }
        return collector;
    }

    @Test
    void inflatesMessagesThatReferToThoseBefore() throws Exception {
        Random random = new Random(11);
        byte[] text = new byte[5000];
        random.nextBytes(text);
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(6, true);
        int second = 0;
        for (int i = 0; i < 3; i++) {
            deflater.setInput(text);
            byte[] out = new byte[10_000];
            int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH) - 4;
            wire.writeBytes(Wire.frame(0xc0 | Wire.BINARY, Arrays.copyOf(out, length)));
            second = length;
        }
        deflater.end();
        assertThat(second).as("the window is really used").isLessThan(100);
        assertThat(readAll(wire.toByteArray(), 5000, KEEPING).binary)
                .containsExactly(Wire.hex(text), Wire.hex(text), Wire.hex(text));
        assertThatExceptionOfType(WebSocketException.class)
                .isThrownBy(() -> readAll(wire.toByteArray(), 5000, FORGETTING))
                .satisfies(e -> assertThat(e.code()).isEqualTo(1007));
    }

    @Test
    void inflatesMessagesWhoseStreamWasEnded() throws Exception {
        Deflater deflater = new Deflater(6, true);
        deflater.setInput("Hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        deflater.finish();
        byte[] out = new byte[100];
        int length = deflater.deflate(out);
        deflater.end();
        byte[] ended = Wire.concat(Arrays.copyOf(out, length), new byte[1]);
        byte[] twice = Wire.concat(Wire.frame(0xc0 | Wire.BINARY, ended), Wire.frame(0xc0 | Wire.BINARY, ended));
        String hello = Wire.hex("Hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(readAll(twice, 100, FORGETTING).binary).containsExactly(hello, hello);
    }

    @Test
    void stopsCompressionThatInflatesToNothingForEver() {
        byte[] nothing = new byte[5 * 40_000];
        for (int i = 0; i < nothing.length; i += 5) {
            // An empty stored block.
            nothing[i + 3] = -1;
            nothing[i + 4] = -1;
        }
        byte[] wire = Wire.frame(0xc0 | Wire.BINARY, nothing);
        assertThatExceptionOfType(WebSocketException.class)
                .isThrownBy(() -> readAll(wire, 1024, FORGETTING))
                .satisfies(e -> assertThat(e.code()).isEqualTo(1009));
    }

    /** Whatever it says of its length, and whether or not it is compressed or goes on in other frames. */
    @ParameterizedTest
    @ValueSource(strings = {"8101 61", "0101 61", "817f7fffffffffffffff", "c100", "8102 c328"})
    void refusesATextMessageAtTheHeadOfItsFirstFrame(String hex) throws Exception {
        Buffer wire = new Buffer().write(Wire.bytes(hex));
        try (FrameReader reader = new FrameReader(wire, 100, FORGETTING, new Collector())) {
            assertThatExceptionOfType(WebSocketException.class)
                    .isThrownBy(reader::readFrame)
                    .satisfies(e -> assertThat(e.code()).isEqualTo(1003));
        }
    }

    @Test
    void keepsNoMemoryOfALargeMessage() throws Exception {
        byte[] wire = Wire.concat(Wire.frame(0x82, new byte[1 << 20]), Wire.frame(0x82, new byte[10]));
        Collector collector = new Collector();
        try (FrameReader reader = new FrameReader(new Buffer().write(wire), 1 << 20, null, collector)) {
            assertThat(reader.readFrame()).isTrue();
            collector.largest = 0;
            assertThat(reader.readFrame()).isTrue();
            assertThat(collector.largest).isLessThan(1000);
        }
    }

    /** Whatever is sent, the reader hands out what a valid sender meant, or ends with an exception of its own kind. */
    @Test
    void survivesGarbage() throws Exception {
        int limit = 4096;
        for (int seed = 0; seed < 30_000; seed++) {
            Random random = new Random(seed);
            byte[] wire = session(random);
            int kind = random.nextInt(4);
            if (kind == 1) {
                wire[random.nextInt(wire.length)] ^= (byte) (1 << random.nextInt(8));
            } else if (kind == 2) {
                wire = Arrays.copyOf(wire, random.nextInt(wire.length));
            } else if (kind == 3) {
                random.nextBytes(wire);
            }
            try {
                Collector collector = readAll(wire, limit, random.nextBoolean() ? KEEPING : FORGETTING);
                assertThat(collector.largest).as("seed %d", seed).isLessThanOrEqualTo(limit);
                if (kind == 0) {
                    assertThat(collector.other).as("seed %d", seed).contains("close 1000");
                }
            } catch (WebSocketException e) {
                assertThat(kind).as("seed %d: %s", seed, e).isNotZero();
                assertThat(e.code()).isIn(1002, 1003, 1007, 1009);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    /** A valid conversation: messages, whole and in fragments, compressed and not, and control frames, up to a Close frame. */
    private static byte[] session(Random random) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (int count = random.nextInt(4); count >= 0; count--) {
            byte[] message = new byte[random.nextInt(random.nextInt(10) == 0 ? 4096 : 200)];
            if (random.nextBoolean()) {
                random.nextBytes(message);
            }
            boolean compressed = random.nextBoolean();
            byte[] payload = compressed ? Wire.deflate(message) : message;
            int first = Wire.BINARY | (compressed ? 0x40 : 0);
            int at = 0;
            while (random.nextInt(3) == 0) {
                int next = at + random.nextInt(payload.length - at + 1);
                wire.writeBytes(Wire.frame(first, Arrays.copyOfRange(payload, at, next)));
                first = 0;
                at = next;
                if (random.nextBoolean()) {
                    wire.writeBytes(Wire.frame(0x80 | Wire.PING, new byte[random.nextInt(126)]));
                }
            }
            wire.writeBytes(Wire.frame(0x80 | first, Arrays.copyOfRange(payload, at, payload.length)));
        }
        wire.writeBytes(Wire.frame(0x80 | Wire.CLOSE, new byte[] {3, (byte) 0xe8}));
        return wire.toByteArray();
    }
}
