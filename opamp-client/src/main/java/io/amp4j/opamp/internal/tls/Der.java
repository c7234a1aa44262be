package io.amp4j.opamp.internal.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * One element of DER (ITU-T X.690): its tag, and where its content starts and ends in the bytes it was read from.
 *
 * @param tag the identifier octet
 * @param start of the content
 * @param end of the content, and of the element
 */
record Der(int tag, int start, int end) {
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int UTF8_STRING = 0x0c;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;

    /** The tag of a field that is marked [0]. */
    static final int CONTEXT_0 = 0xa0;

    /** Reads the element that begins at {@code at}. */
    static Der read(byte[] bytes, int at) {
        int length = at + 1 < bytes.length ? bytes[at + 1] & 0xff : -1;
        int start = at + 2;
        if (length >= 0x80) {
            int count = length & 0x7f;
            // An indefinite length is not DER, and nothing here is longer than three bytes can say.
            length = count >= 1 && count <= 3 && start + count <= bytes.length ? 0 : -1;
            for (int i = 0; i < count && length >= 0; i++) {
                length = length << 8 | (bytes[start++] & 0xff);
            }
        }
        if (length < 0 || start + length > bytes.length) {
            throw new IllegalArgumentException("not DER");
        }
        return new Der(bytes[at] & 0xff, start, start + length);
    }

    /** Writes an element with these parts as its content. */
    static byte[] write(int tag, byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            int bytes = length > 0xffff ? 3 : length > 0xff ? 2 : 1;
            out.write(0x80 | bytes);
            for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
                out.write(length >>> shift);
            }
        }
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
