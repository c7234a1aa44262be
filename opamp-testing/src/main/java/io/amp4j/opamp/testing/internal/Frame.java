package io.amp4j.opamp.testing.internal;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;

/** A WebSocket frame that was read, its payload unmasked. */
public final class Frame {
    private static final byte[] SERVER_MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

    private final int first;
    private final boolean masked;
    private final byte[] payload;

    private Frame(int first, boolean masked, byte[] payload) {
        this.first = first;
        this.masked = masked;
        this.payload = payload;
    }

    /**
     * Reads a frame.
     *
     * @throws FrameException if its payload is longer than {@code limit}
     */
    public static Frame read(WireInput in, long limit) throws IOException {
        int first = in.require();
        int second = in.require();
        long length = second & 0x7f;
        if (length >= 126) {
            int lengthBytes = length == 126 ? 2 : 8;
            length = 0;
            for (int i = 0; i < lengthBytes; i++) {
                length = length << 8 | in.require();
            }
        }
        if (length < 0 || length > limit) {
            throw new FrameException(1009, "a frame of " + Long.toUnsignedString(length) + " bytes is too large");
        }
        boolean masked = (second & 0x80) != 0;
        byte[] key = masked ? in.require(4) : new byte[4];
        byte[] payload = in.require((int) length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= key[i & 3];
        }
        return new Frame(first, masked, payload);
    }

    /** Returns whether it ends its message. */
    public boolean fin() {
        return (first & 0x80) != 0;
    }

    /** Returns the reserved bits; RSV1 is 4. */
    public int reserved() {
        return first >>> 4 & 7;
    }

    /** Returns the opcode. */
    public int opcode() {
        return first & 0xf;
    }

    /** Returns whether it was masked. */
    public boolean masked() {
        return masked;
    }

    /** Returns the unmasked payload, not a copy. */
    public byte[] payload() {
        return payload;
    }

    /** Returns a frame's bytes. */
    public static byte[] encode(boolean fin, int reserved, int opcode, boolean masked, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 14);
        writeHead(frame, fin, reserved, opcode, masked, payload.length);
        if (masked) {
            frame.writeBytes(SERVER_MASK);
            for (int i = 0; i < payload.length; i++) {
                frame.write(payload[i] ^ SERVER_MASK[i & 3]);
            }
        } else {
            frame.writeBytes(payload);
        }
        return frame.toByteArray();
    }

    /** Writes a whole unmasked binary message as one frame. */
    public static void writeBinary(OutputStream out, int reserved, Payload payload) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream(14);
        writeHead(head, true, reserved, 2, false, payload.length());
        // One write for head and payload: a client sees them together.
        payload.after(head.toByteArray()).writeTo(out);
    }

    private static void writeHead(
            ByteArrayOutputStream head, boolean fin, int reserved, int opcode, boolean masked, long length) {
        int mask = masked ? 0x80 : 0;
        head.write((fin ? 0x80 : 0) | (reserved & 7) << 4 | (opcode & 0xf));
        if (length < 126) {
            head.write(mask | (int) length);
            return;
        }
        int bytes = length < 1 << 16 ? 2 : 8;
        head.write(mask | (bytes == 2 ? 126 : 127));
        for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
            head.write((int) (length >>> shift));
        }
    }

    /**
     * Returns how many bytes the header of an OpAMP message takes.
     *
     * @throws EOFException if the varint does not end within ten bytes or within the message
     */
    public static int headerLength(byte[] message) throws EOFException {
        for (int i = 0; i < Math.min(10, message.length); i++) {
            if (message[i] >= 0) {
                return i + 1;
            }
        }
        throw new EOFException("the header does not end");
    }
}
