package io.amp4j.opamp.internal.websocket;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of a WebSocket server (RFC 6455 section 5), strictly: fragments, control frames between them, compressed messages. Never
 * buffers more of a message than its limit. For one thread.
 */
final class FrameReader implements AutoCloseable {
    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xa;

    /** Receives what was read. */
    interface Handler {
        /** A complete binary message in the first {@code size} of {@code bytes}, which are reused afterwards. */
        void onBinary(byte[] bytes, int size);

        void onPing(byte[] payload);

        /** A Close frame; code 1005 means no code. Nothing is read after it. */
        void onClose(int code, String reason);
    }

    private final BufferedSource source;
    private final int limit;
    private final @Nullable DeflateTerms terms;
    private final Handler handler;
    private final MessageBuffer message;
    private @Nullable MessageInflater inflater;
    private boolean inMessage;
    private boolean messageCompressed;
    private volatile long lastReadNanos = System.nanoTime();

    /** @param terms the negotiated compression; null for none */
    FrameReader(BufferedSource source, int limit, @Nullable DeflateTerms terms, Handler handler) {
        this.source = source;
        this.limit = limit;
        this.terms = terms;
        this.handler = handler;
        this.message = new MessageBuffer(limit);
    }

    /** Returns when data was last received; may be called from any thread. */
    long lastReadNanos() {
        return lastReadNanos;
    }

    /**
     * Reads one frame.
     *
     * @return false after a Close frame
     * @throws WebSocketException if the server broke a rule or the limit
     * @throws EOFException if the stream ends
     */
    boolean readFrame() throws IOException {
        int first = source.readByte() & 0xff;
        int second = source.readByte() & 0xff;
        lastReadNanos = System.nanoTime();
        int opcode = first & 0x0f;
        boolean last = (first & 0x80) != 0;
        boolean compressed = (first & 0x40) != 0;
        if ((second & 0x80) != 0) {
            throw WebSocketException.protocol("the server masks its frames");
        }
        if ((first & 0x30) != 0) {
            throw WebSocketException.protocol("a frame has reserved bits set");
        }
        long length = length(second & 0x7f);
        if (opcode >= CLOSE) {
            return control(opcode, last, compressed, length);
        }
        data(opcode, last, compressed, length);
        return true;
    }

    private long length(int seven) throws IOException {
        if (seven < 126) {
            return seven;
        }
        long length = seven == 126 ? source.readShort() & 0xffffL : source.readLong();
        if (length < (seven == 126 ? 126 : 65536)) {
            throw WebSocketException.protocol("the length of a frame is not written in the shortest way, or negative");
        }
        return length;
    }

    private boolean control(int opcode, boolean last, boolean compressed, long length) throws IOException {
        if (!last || compressed || length > 125) {
            throw WebSocketException.protocol("a control frame is fragmented, compressed or longer than 125 bytes");
        }
        byte[] payload = source.readByteArray(length);
        switch (opcode) {
            case PING -> handler.onPing(payload);
            case PONG -> {}
            case CLOSE -> {
                close(payload);
                return false;
            }
            default -> throw WebSocketException.protocol("a frame has the unknown opcode " + opcode);
        }
        return true;
    }

    private void close(byte[] payload) throws WebSocketException {
        if (payload.length == 0) {
            handler.onClose(1005, "");
            return;
        }
        if (payload.length == 1) {
            throw WebSocketException.protocol("a Close frame holds half a code");
        }
        int code = (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
        boolean valid = (code >= 3000 && code <= 4999)
                || (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006);
        if (!valid) {
            throw WebSocketException.protocol("a Close frame holds the invalid code " + code);
        }
        handler.onClose(code, utf8(payload, 2, payload.length - 2, "the reason of a Close frame"));
    }

    private void data(int opcode, boolean last, boolean compressed, long length) throws IOException {
        if (opcode == CONTINUATION) {
            if (!inMessage || compressed) {
                throw WebSocketException.protocol(
                        compressed
                                ? "a continuation frame is marked as compressed"
                                : "a continuation continues nothing");
            }
        } else if (opcode > BINARY) {
            throw WebSocketException.protocol("a frame has the unknown opcode " + opcode);
        } else if (inMessage) {
            throw WebSocketException.protocol("a message starts before the last one has ended");
        } else {
            if (compressed && terms == null) {
                throw WebSocketException.protocol("a message is compressed, which was not agreed");
            }
            if (opcode == TEXT) {
                throw WebSocketException.text();
            }
            inMessage = true;
            messageCompressed = compressed;
        }
        if (messageCompressed) {
            inflate(length, inflater());
        } else {
            copy(length);
        }
        if (last) {
            endMessage();
        }
    }

    private void copy(long length) throws IOException {
        if (length > limit - message.size()) {
            throw WebSocketException.tooLarge(limit);
        }
        long left = length;
        while (left > 0) {
            int room = message.room();
            left -= read(message.withRoom(), message.size(), (int) Math.min(room, left), true);
        }
    }

    private void inflate(long length, MessageInflater into) throws IOException {
        byte[] piece = new byte[(int) Math.min(length, 8192)];
        long left = length;
        while (left > 0) {
            int read = read(piece, 0, (int) Math.min(piece.length, left), false);
            into.feed(piece, read, message);
            left -= read;
        }
    }

    private int read(byte[] target, int offset, int most, boolean counts) throws IOException {
        int read = source.read(target, offset, most);
        if (read < 0) {
            throw new EOFException();
        }
        lastReadNanos = System.nanoTime();
        if (counts) {
            message.wrote(read);
        }
        return read;
    }

    private MessageInflater inflater() {
        MessageInflater current = inflater;
        if (current == null) {
            current = new MessageInflater(terms != null && terms.serverKeepsContext(), limit);
            inflater = current;
        }
        return current;
    }

    private void endMessage() throws WebSocketException {
        if (messageCompressed) {
            inflater().finish(message);
        }
        handler.onBinary(message.bytes(), message.size());
        inMessage = false;
        message.clear();
    }

    private static String utf8(byte[] bytes, int offset, int length, String what) throws WebSocketException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, offset, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw WebSocketException.badData(what + " is not UTF-8");
        }
    }

    @Override
    public void close() {
        if (inflater != null) {
            inflater.close();
        }
    }
}
