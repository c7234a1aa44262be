package io.amp4j.opamp.internal.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.zip.Deflater;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageInflaterTest {

    @ParameterizedTest
    @ValueSource(ints = {5, 64 << 20, 2_000_000_000, Integer.MAX_VALUE})
    void inflatesWhateverTheLimit(int limit) throws Exception {
        byte[] compressed = deflated("hello");
        MessageBuffer message = new MessageBuffer(limit);
        try (MessageInflater inflater = new MessageInflater(false, limit)) {
            inflater.feed(compressed, compressed.length, message);
            inflater.finish(message);
        }
        assertThat(new String(message.bytes(), 0, message.size(), UTF_8)).isEqualTo("hello");
    }

    private static byte[] deflated(String text) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(text.getBytes(UTF_8));
            byte[] out = new byte[256];
            int size = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
            // Without the four bytes that no sender sends.
            return Arrays.copyOf(out, size - 4);
        } finally {
            deflater.end();
        }
    }
}
