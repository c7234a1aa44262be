package io.amp4j.opamp.internal.websocket;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Decompresses messages of permessage-deflate (RFC 7692) in chunks into a bounded buffer. */
final class MessageInflater implements AutoCloseable {
    /** The bytes that the sender omits at the end of each message. */
    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

    private final boolean keepsContext;
    private final int limit;
    private final byte[] probe = new byte[1];
    private final Inflater inflater = new Inflater(true);
    private long compressed;

    /** @param keepsContext whether a message may refer to those before it */
    MessageInflater(boolean keepsContext, int limit) {
        this.keepsContext = keepsContext;
        this.limit = limit;
    }

    void feed(byte[] bytes, int length, MessageBuffer into) throws WebSocketException {
        compressed += length;
        // A stream that decompresses to nothing could otherwise be endless.
        if (compressed > 65536L + limit + (limit >> 3)) {
            throw WebSocketException.tooLarge(limit);
        }
        inflate(bytes, length, into);
    }

    /** Ends the message. */
    void finish(MessageBuffer into) throws WebSocketException {
        inflate(TAIL, TAIL.length, into);
        compressed = 0;
        if (!keepsContext) {
            inflater.reset();
        }
    }

    private void inflate(byte[] bytes, int length, MessageBuffer into) throws WebSocketException {
        inflater.setInput(bytes, 0, length);
        try {
            while (true) {
                int room = into.room();
                int count =
                        room > 0 ? inflater.inflate(into.withRoom(), into.size(), room) : inflater.inflate(probe, 0, 1);
                if (count > 0 && room == 0) {
                    throw WebSocketException.tooLarge(limit);
                }
                into.wrote(count);
                if (inflater.finished()) {
                    // The sender ended its deflate stream; the following bytes, even if they are only the tail, start
                    // another one.
                    int left = inflater.getRemaining();
                    inflater.reset();
                    if (left == 0) {
                        return;
                    }
                    inflater.setInput(bytes, length - left, left);
                } else if (count == 0) {
                    if (inflater.needsInput()) {
                        return;
                    }
                    throw WebSocketException.badData("the compressed message cannot be inflated");
                }
            }
        } catch (DataFormatException e) {
            throw WebSocketException.badData("the compressed message cannot be inflated");
        }
    }

    /** Frees the memory that is outside the heap. */
    @Override
    public void close() {
        inflater.end();
    }
}
