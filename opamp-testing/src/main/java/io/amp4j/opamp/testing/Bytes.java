package io.amp4j.opamp.testing;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Immutable bytes, equal by content: an instance uid, a hash, the body of a file.
 *
 * <p>This library works with any client and depends on none, so it has its own class beside {@code io.amp4j.opamp.Bytes}. The two have the
 * same methods. This one also converts UUIDs, because this library has no class for instance uids, and its {@link #toString()} shows up to
 * 32 bytes, because a failed assertion has to distinguish hashes.
 *
 * @since 0.1.0
 */
public final class Bytes {
    /** No bytes. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    /** Long enough for every identifier and hash of the protocol, too short to show a file in a failure message. */
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

    /** Returns a copy of the remaining bytes of {@code content}, whose position does not change. */
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
     * Parses the output of {@link #toHex()}; digits may be upper or lower case.
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

    /** Returns the bytes decoded as UTF-8; invalid sequences become the replacement character. */
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

    /** Returns the hex digits if there are at most 32 bytes, otherwise only the length, because the bytes may be secret. */
    @Override
    public String toString() {
        return content.length <= SHOWN ? toHex() : content.length + " bytes";
    }
}
