package io.amp4j.opamp.internal.websocket;

import org.jspecify.annotations.Nullable;

/**
 * The header before each message on WebSocket: an unsigned 64-bit number as a Base-128 varint, which is 0 in the present protocol. It is
 * written as one byte, and read in any length that a varint can have.
 */
final class OpampFraming {
    static final byte HEADER = 0;

    private static final int MAX_HEADER_BYTES = 10;

    private OpampFraming() {}

    /** Returns what is wrong with the header of a message, or null. */
    static @Nullable String problem(byte[] bytes, int size) {
        if (size == 0) {
            return "the message is empty, without even a header";
        }
        for (int i = 0; i < Math.min(size, MAX_HEADER_BYTES); i++) {
            if ((bytes[i] & 0x7f) != 0) {
                return "the header of the message is not 0";
            }
            if (bytes[i] == 0) {
                return null;
            }
        }
        return size < MAX_HEADER_BYTES
                ? "the header of the message does not end"
                : "the header of the message is longer than 10 bytes";
    }

    /** Returns the length of a valid header. */
    static int headerLength(byte[] bytes) {
        int length = 1;
        while (bytes[length - 1] != 0) {
            length++;
        }
        return length;
    }
}
