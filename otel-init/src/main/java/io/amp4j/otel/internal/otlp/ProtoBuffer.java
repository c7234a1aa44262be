package io.amp4j.otel.internal.otlp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes protobuf's wire format into an array that grows. Fields are written whatever their value is; leaving out what equals the default
 * is up to the caller.
 */
final class ProtoBuffer {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;

    private byte[] bytes;
    private int end;

    ProtoBuffer(int expectedSize) {
        bytes = new byte[Math.max(expectedSize, 64)];
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, end);
    }

    /** Begins a message; what is written until {@link #end} with the returned mark stands in it. */
    int begin(int field) {
        tag(field, LENGTH_DELIMITED);
        ensure(1);
        return ++end;
    }

    /** One byte was kept free for the length; a longer one moves the message, which costs less than computing all sizes first. */
    void end(int mark) {
        int length = end - mark;
        int more = varintSize(length) - 1;
        if (more > 0) {
            ensure(more);
            System.arraycopy(bytes, mark, bytes, mark + more, length);
        }
        end = mark - 1;
        varint(length);
        end += length;
    }

    /** Writes a text unless it is empty, which is the default and stays away. */
    void text(int field, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            string(field, value);
        }
    }

    void string(int field, String value) {
        // A character that has no UTF-8 form, as half a surrogate pair, becomes "?".
        bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    void bytes(int field, byte[] value) {
        tag(field, LENGTH_DELIMITED);
        varint(value.length);
        ensure(value.length);
        System.arraycopy(value, 0, bytes, end, value.length);
        end += value.length;
    }

    /** Writes what remains in {@code value}, whose position stays. */
    void bytes(int field, ByteBuffer value) {
        byte[] copy = new byte[value.remaining()];
        value.duplicate().get(copy);
        bytes(field, copy);
    }

    /** Writes the bytes that hexadecimal digits stand for. */
    void hex(int field, String digits) {
        int length = digits.length() / 2;
        tag(field, LENGTH_DELIMITED);
        varint(length);
        ensure(length);
        for (int i = 0; i < length; i++) {
            bytes[end++] = (byte)
                    ((Character.digit(digits.charAt(2 * i), 16) << 4) | Character.digit(digits.charAt(2 * i + 1), 16));
        }
    }

    void integer(int field, long value) {
        tag(field, VARINT);
        varint(value);
    }

    void unsigned(int field, int value) {
        integer(field, Integer.toUnsignedLong(value));
    }

    /** Writes a number of what was left out, unless it is 0, which stays away. */
    void count(int field, int value) {
        if (value != 0) {
            unsigned(field, value);
        }
    }

    /** Writes a number that is often negative ({@code sint32}). */
    void signed(int field, int value) {
        unsigned(field, (value << 1) ^ (value >> 31));
    }

    void bool(int field, boolean value) {
        integer(field, value ? 1 : 0);
    }

    void fixed32(int field, int value) {
        tag(field, FIXED32);
        ensure(Integer.BYTES);
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            bytes[end++] = (byte) (value >>> shift);
        }
    }

    void fixed64(int field, long value) {
        tag(field, FIXED64);
        eightBytes(value);
    }

    private void eightBytes(long value) {
        ensure(Long.BYTES);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            bytes[end++] = (byte) (value >>> shift);
        }
    }

    /** Writes a time or a count ({@code fixed64}) unless it is 0, which stays away. */
    void time(int field, long value) {
        if (value != 0) {
            fixed64(field, value);
        }
    }

    void packedFixed64(int field, List<Long> values) {
        if (!values.isEmpty()) {
            int mark = begin(field);
            values.forEach(this::eightBytes);
            end(mark);
        }
    }

    void packedDoubles(int field, List<Double> values) {
        if (!values.isEmpty()) {
            int mark = begin(field);
            values.forEach(value -> eightBytes(Double.doubleToRawLongBits(value)));
            end(mark);
        }
    }

    void packedIntegers(int field, List<Long> values) {
        if (!values.isEmpty()) {
            int mark = begin(field);
            values.forEach(this::varint);
            end(mark);
        }
    }

    void floating(int field, double value) {
        fixed64(field, Double.doubleToRawLongBits(value));
    }

    /** Writes a number unless it is 0, which stays away where nobody asks whether it is set. */
    void nonZero(int field, double value) {
        if (value != 0) {
            floating(field, value);
        }
    }

    private void tag(int field, int wireType) {
        varint(((long) field << 3) | wireType);
    }

    private void varint(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[end++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        bytes[end++] = (byte) rest;
    }

    private static int varintSize(int value) {
        return (Integer.SIZE - Integer.numberOfLeadingZeros(value | 1) + 6) / 7;
    }

    private void ensure(int more) {
        if (bytes.length - end < more) {
            int needed = Math.addExact(end, more);
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, 2L * bytes.length)));
        }
    }
}
