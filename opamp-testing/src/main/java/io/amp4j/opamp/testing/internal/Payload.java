package io.amp4j.opamp.testing.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Content to send: some bytes, then any number of zeros that are never all in memory. */
public final class Payload {
    private static final int FILLER_FIELD = 1000;
    private static final int FILLER_HEAD = 7;

    private final byte[] start;
    private final long zeros;

    private Payload(byte[] start, long zeros) {
        this.start = start;
        this.zeros = zeros;
    }

    /** Returns a payload of just these bytes. */
    public static Payload of(byte[] content) {
        return new Payload(content, 0);
    }

    /**
     * Returns a Protobuf message filled up to exactly {@code total} bytes with a field that nobody knows.
     *
     * @throws IllegalArgumentException if there is no room for the filler
     */
    public static Payload filled(byte[] message, long total) {
        long zeros = total - message.length - FILLER_HEAD;
        if (total == message.length) {
            return of(message);
        }
        if (zeros < 0) {
            throw new IllegalArgumentException("a message of " + message.length + " bytes can be filled up to "
                    + (message.length + FILLER_HEAD) + " bytes or more, not to " + total);
        }
        ByteArrayOutputStream start = new ByteArrayOutputStream(message.length + FILLER_HEAD);
        start.writeBytes(message);
        int tag = FILLER_FIELD << 3 | 2;
        start.write((tag & 0x7f) | 0x80);
        start.write(tag >>> 7);
        // Five bytes whatever the length is, so that every total can be met; Protobuf allows varints longer than need
        // be.
        for (int shift = 0; shift < 28; shift += 7) {
            start.write(((int) (zeros >>> shift) & 0x7f) | 0x80);
        }
        start.write((int) (zeros >>> 28) & 0x7f);
        return new Payload(start.toByteArray(), zeros);
    }

    /** Returns how many bytes it has. */
    public long length() {
        return start.length + zeros;
    }

    /** Returns the same content behind {@code prefix}. */
    public Payload after(byte[] prefix) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(prefix.length + start.length);
        all.writeBytes(prefix);
        all.writeBytes(start);
        return new Payload(all.toByteArray(), zeros);
    }

    /** Writes all of it. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(start);
        byte[] chunk = new byte[(int) Math.min(zeros, 16 * 1024)];
        for (long left = zeros; left > 0; ) {
            int count = (int) Math.min(left, chunk.length);
            out.write(chunk, 0, count);
            left -= count;
        }
    }
}
