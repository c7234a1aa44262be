package io.amp4j.opamp.testing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An immutable byte string with value equality: an instance uid, a hash, the body of a file. */
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
    public static Bytes of(byte[] content) {
        return content.length == 0 ? EMPTY : new Bytes(content.clone());
    }

    /** Returns {@code text} in UTF-8. */
    public static Bytes utf8(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the bytes that {@code hex} spells, two digits each.
     *
     * @throws IllegalArgumentException if it spells none
     */
    public static Bytes hex(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    /** Returns the 16 bytes of {@code uuid}, the form of an instance uid. */
    public static Bytes of(UUID uuid) {
        return hex(uuid.toString().replace("-", ""));
    }

    /** Returns a fresh array. */
    public byte[] toByteArray() {
        return content.clone();
    }

    /** Returns how many bytes these are. */
    public int length() {
        return content.length;
    }

    /** Returns whether there are none. */
    public boolean isEmpty() {
        return content.length == 0;
    }

    /** Returns the content read as UTF-8; what is not UTF-8 becomes U+FFFD. */
    public String utf8() {
        return new String(content, StandardCharsets.UTF_8);
    }

    /** Returns the content as lower-case hex digits. */
    public String hex() {
        return HexFormat.of().formatHex(content);
    }

    /** Returns the canonical text of a UUID if these are 16 bytes, else {@link #hex()}. */
    public String uuid() {
        String hex = hex();
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
        return content.length <= SHOWN ? hex() : content.length + " bytes";
    }
}
