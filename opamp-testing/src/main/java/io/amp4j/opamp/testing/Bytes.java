package io.amp4j.opamp.testing;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that never change, equal by content: an instance uid, a hash, the body of a file.
 *
 * <p>This kit works with any client and depends on none, so it has a class of its own beside {@code io.amp4j.opamp.Bytes}. The two have the
 * same methods. This one knows UUIDs too, because it has no class for instance uids, and its text shows few bytes as they are, because a
 * failed assertion has to tell hashes apart.
 *
 * @since 0.1.0
 */
public final class Bytes {
    /** No bytes at all. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    /** Long enough for every identifier and hash of the protocol, too short to spill a file into a failure message. */
    private static final int SHOWN = 32;

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /** Returns a copy of {@code content}. */
    public static Bytes of(byte... content) {
        requireNonNull(content, "content");
        return content.length == 0 ? EMPTY : new Bytes(content.clone());
    }

    /** Returns a copy of what remains in {@code content}, whose position stays where it is. */
    public static Bytes copyOf(ByteBuffer content) {
        requireNonNull(content, "content");
        byte[] copy = new byte[content.remaining()];
        content.duplicate().get(copy);
        return of(copy);
    }

    /** Returns {@code text} in UTF-8. */
    public static Bytes utf8(String text) {
        requireNonNull(text, "text");
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads what {@link #toHex()} wrote, in either case.
     *
     * @throws IllegalArgumentException if {@code hex} is not an even number of hexadecimal digits
     */
    public static Bytes fromHex(String hex) {
        return of(HexFormat.of().parseHex(requireNonNull(hex, "hex")));
    }

    /** Returns the 16 bytes of {@code uuid}, the form of an instance uid. */
    public static Bytes of(UUID uuid) {
        return fromHex(requireNonNull(uuid, "uuid").toString().replace("-", ""));
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

    /** Returns the bytes read as UTF-8; what is not valid UTF-8 becomes the replacement character. */
    public String toText() {
        return new String(content, StandardCharsets.UTF_8);
    }

    /** Returns the bytes as lower-case hexadecimal digits. */
    public String toHex() {
        return HexFormat.of().formatHex(content);
    }

    /** Returns the canonical text of a UUID if these are 16 bytes, else {@link #toHex()}. */
    public String uuid() {
        String hex = toHex();
        return content.length != 16
                ? hex
                : String.join(
                        "-",
                        hex.substring(0, 8),
                        hex.substring(8, 12),
                        hex.substring(12, 16),
                        hex.substring(16, 20),
                        hex.substring(20));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    /** Returns the hex digits of at most 32 bytes; of more, the length only, as they may be a secret's. */
    @Override
    public String toString() {
        return content.length <= SHOWN ? toHex() : content.length + " bytes";
    }
}
