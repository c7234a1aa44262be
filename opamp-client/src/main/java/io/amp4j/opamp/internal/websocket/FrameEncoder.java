package io.amp4j.opamp.internal.websocket;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.zip.Deflater;

/** Writes frames of a WebSocket client (RFC 6455 section 5) into one buffer each, masked. Not thread-safe. */
final class FrameEncoder {
    /** Below this, deflate makes a message hardly smaller and costs more than it saves. */
    private static final int MIN_COMPRESSED = 256;

    private static final int MAX_HEAD = 14;
    private static final int KEPT = 65536;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final boolean compresses;
    private final byte[] random = new byte[256];
    private int randomUsed = random.length;
    private byte[] buffer = new byte[256];
    private int size;

    /** @param compresses whether permessage-deflate was negotiated */
    FrameEncoder(boolean compresses) {
        this.compresses = compresses;
    }

    /** Encodes an OpAMP message: header and protobuf in one binary frame. */
    void message(byte[] protobuf) {
        if (compresses && protobuf.length >= MIN_COMPRESSED) {
            byte[] small = new byte[protobuf.length];
            int length = deflate(protobuf, small);
            if (length >= 0) {
                frame(0xc0 | FrameReader.BINARY, false, small, length);
                return;
            }
        }
        frame(0x80 | FrameReader.BINARY, true, protobuf, protobuf.length);
    }

    void ping() {
        frame(0x80 | FrameReader.PING, false, new byte[0], 0);
    }

    void pong(byte[] payload) {
        frame(0x80 | FrameReader.PONG, false, payload, payload.length);
    }

    /** Encodes a Close frame; code 1005 means no code. */
    void close(int code, byte[] reason) {
        if (code == 1005) {
            frame(0x80 | FrameReader.CLOSE, false, new byte[0], 0);
            return;
        }
        byte[] payload = new byte[2 + reason.length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(reason, 0, payload, 2, reason.length);
        frame(0x80 | FrameReader.CLOSE, false, payload, payload.length);
    }

    /** Returns the buffer, of which the first {@link #size()} bytes are the frame. Valid until the next frame. */
    byte[] bytes() {
        return buffer;
    }

    int size() {
        return size;
    }

    /** Releases the memory of a large frame. */
    void trim() {
        if (buffer.length > KEPT) {
            buffer = new byte[256];
        }
    }

    private void frame(int first, boolean withHeader, byte[] payload, int payloadLength) {
        long length = payloadLength + (withHeader ? 1L : 0L);
        if (buffer.length < length + MAX_HEAD) {
            buffer = new byte[(int) Math.min(Integer.MAX_VALUE - 16, length + MAX_HEAD)];
        }
        byte[] out = buffer;
        int at = 0;
        out[at++] = (byte) first;
        if (length < 126) {
            out[at++] = (byte) (0x80 | length);
        } else if (length < 65536) {
            out[at++] = (byte) (0x80 | 126);
            out[at++] = (byte) (length >> 8);
            out[at++] = (byte) length;
        } else {
            out[at++] = (byte) (0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out[at++] = (byte) (length >> shift);
            }
        }
        int key = at;
        nextKey(out, key);
        at += 4;
        int masked = 0;
        if (withHeader) {
            out[at++] = (byte) (OpampFraming.HEADER ^ out[key]);
            masked = 1;
        }
        for (int i = 0; i < payloadLength; i++) {
            out[at + i] = (byte) (payload[i] ^ out[key + ((masked + i) & 3)]);
        }
        size = at + payloadLength;
    }

    /** Keys must be unpredictable, and the secure generator is too slow to be called for four bytes at a time. */
    private void nextKey(byte[] out, int at) {
        if (randomUsed == random.length) {
            RANDOM.nextBytes(random);
            randomUsed = 0;
        }
        System.arraycopy(random, randomUsed, out, at, 4);
        randomUsed += 4;
    }

    /** Returns the length of the compressed message, or -1 if it would not become smaller. */
    private static int deflate(byte[] protobuf, byte[] into) {
        // Created for each message: keeping one for each idle connection would cost a quarter of a megabyte.
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(new byte[] {OpampFraming.HEADER});
            int length = deflater.deflate(into, 0, into.length, Deflater.NO_FLUSH);
            deflater.setInput(protobuf);
            length += deflater.deflate(into, length, into.length - length, Deflater.SYNC_FLUSH);
            byte[] tail = length >= 4 ? Arrays.copyOfRange(into, length - 4, length) : new byte[0];
            boolean complete = length < into.length && Arrays.equals(tail, new byte[] {0, 0, -1, -1});
            return complete ? length - 4 : -1;
        } finally {
            deflater.end();
        }
    }
}
