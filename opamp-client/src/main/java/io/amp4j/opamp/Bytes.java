package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Immutable bytes, equal by content. {@link #toString()} shows only their number, because they may be confidential.
 *
 * @since 0.1.0
 */
public final class Bytes {
    /** No bytes. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /** Returns a copy of {@code content}. */
    public static Bytes of(byte... content) {
        requireNonNull(content, "content");
        return content.length == 0 ? EMPTY : new Bytes(content.clone());
    }

    /** Returns a copy of the remaining bytes of {@code content}, whose position does not change. */
    public static Bytes copyOf(ByteBuffer content) {
        requireNonNull(content, "content");
        if (!content.hasRemaining()) {
            return EMPTY;
        }
        byte[] copy = new byte[content.remaining()];
        content.duplicate().get(copy);
        return new Bytes(copy);
    }

    /** Returns {@code text} in UTF-8. */
    public static Bytes utf8(String text) {
        requireNonNull(text, "text");
        return text.isEmpty() ? EMPTY : new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Parses the output of {@link #toHex()}; digits may be upper or lower case.
     *
     * @throws IllegalArgumentException if {@code hex} is not an even number of hexadecimal digits
     */
    public static Bytes fromHex(String hex) {
        return of(HexFormat.of().parseHex(requireNonNull(hex, "hex")));
    }

    /** Returns how many bytes there are. */
    public int size() {
        return content.length;
    }

    /** Returns whether there are none. */
    public boolean isEmpty() {
        return content.length == 0;
    }

    /** Returns a copy of the bytes. */
    public byte[] toByteArray() {
        return content.clone();
    }

    /** Returns a new read-only view of the bytes, without a copy. */
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(content).asReadOnlyBuffer();
    }

    /** Returns the bytes decoded as UTF-8; invalid sequences become the replacement character. */
    public String toText() {
        return new String(content, StandardCharsets.UTF_8);
    }

    /** Returns the bytes as lower-case hexadecimal digits. */
    public String toHex() {
        return HexFormat.of().formatHex(content);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Bytes that && Arrays.equals(content, that.content));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return "Bytes[" + content.length + "]";
    }
}
