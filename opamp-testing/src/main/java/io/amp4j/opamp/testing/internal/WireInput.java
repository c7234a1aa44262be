package io.amp4j.opamp.testing.internal;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A buffered reader of bytes and of header lines. Not for use by several threads at once. */
public final class WireInput extends InputStream {
    private static final int MAX_LINE = 64 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[4096];
    private int next;
    private int end;

    /** Reads from {@code in}. */
    public WireInput(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        return next == end && !fill() ? -1 : buffer[next++] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (next == end) {
            if (length >= buffer.length) {
                return in.read(target, offset, length);
            }
            if (!fill()) {
                return -1;
            }
        }
        int count = Math.min(length, end - next);
        System.arraycopy(buffer, next, target, offset, count);
        next += count;
        return count;
    }

    /** Waits for a byte without taking it; returns whether there is one. */
    public boolean hasMore() throws IOException {
        return next < end || fill();
    }

    /** Returns the next byte. */
    public int require() throws IOException {
        int value = read();
        if (value < 0) {
            throw new EOFException("ended early");
        }
        return value;
    }

    /** Returns exactly {@code length} bytes. */
    public byte[] require(int length) throws IOException {
        byte[] content = readNBytes(length);
        if (content.length < length) {
            throw new EOFException("ended early");
        }
        return content;
    }

    /** Returns a line without its end, CRLF or LF. */
    public String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        for (int value = require(); value != '\n'; value = require()) {
            line.write(value);
            if (line.size() > MAX_LINE) {
                throw new BadRequestException(431, "a header line is longer than " + MAX_LINE + " bytes");
            }
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private boolean fill() throws IOException {
        next = 0;
        end = Math.max(0, in.read(buffer, 0, buffer.length));
        return end > 0;
    }
}
