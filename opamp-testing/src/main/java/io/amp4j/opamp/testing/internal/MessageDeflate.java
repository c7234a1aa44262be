package io.amp4j.opamp.testing.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;

/** permessage-deflate without context takeover, so that nothing is kept between messages. */
public final class MessageDeflate {
    /** What the server answers to an offer of the extension. */
    public static final String ACCEPTED = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

    private MessageDeflate() {}

    /** Returns the compressed form of a message. */
    public static byte[] deflate(Payload message) throws IOException {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            ByteArrayOutputStream deflated = new ByteArrayOutputStream();
            DeflaterOutputStream out = new DeflaterOutputStream(deflated, deflater, 8192, true);
            message.writeTo(out);
            out.flush();
            byte[] all = deflated.toByteArray();
            return Arrays.copyOf(all, all.length - TAIL.length);
        } finally {
            deflater.end();
        }
    }

    /**
     * Returns the message that was compressed.
     *
     * @throws FrameException if it is longer than {@code limit} or no such message
     */
    public static byte[] inflate(byte[] deflated, int limit) throws FrameException {
        Inflater inflater = new Inflater(true);
        try {
            byte[] all = Arrays.copyOf(deflated, deflated.length + TAIL.length);
            System.arraycopy(TAIL, 0, all, deflated.length, TAIL.length);
            inflater.setInput(all);
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            byte[] chunk = new byte[8192];
            for (int count = inflater.inflate(chunk); count > 0; count = inflater.inflate(chunk)) {
                message.write(chunk, 0, count);
                if (message.size() > limit) {
                    throw new FrameException(1009, "a message inflates to more than " + limit + " bytes");
                }
            }
            return message.toByteArray();
        } catch (DataFormatException e) {
            throw new FrameException(1007, "a compressed message is broken");
        } finally {
            inflater.end();
        }
    }
}
