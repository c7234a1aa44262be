package io.amp4j.opamp.internal.websocket;

import java.util.Arrays;

/** Bytes of one message. Grows with the received bytes, not with the announced length, and never beyond its limit. */
final class MessageBuffer {
    private static final int FIRST = 512;
    private static final int KEPT = 65536;

    private final int limit;
    private byte[] bytes = new byte[0];
    private int size;

    MessageBuffer(int limit) {
        this.limit = limit;
    }

    /** Returns the array to write into, from {@link #size()} on; it has room unless the limit is reached. */
    byte[] withRoom() {
        if (size == bytes.length && size < limit) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(limit, Math.max(FIRST, 2L * size)));
        }
        return bytes;
    }

    /** Returns how many bytes can be written; 0 if the limit is reached. */
    int room() {
        return withRoom().length - size;
    }

    /** Adds the number of bytes that were written into the array to the size. */
    void wrote(int count) {
        size += count;
    }

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    /** Clears the message, and releases the memory of a large one. */
    void clear() {
        size = 0;
        if (bytes.length > KEPT) {
            bytes = new byte[0];
        }
    }
}
