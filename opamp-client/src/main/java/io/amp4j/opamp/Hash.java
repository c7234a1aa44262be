package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

/**
 * A hash of the protocol: opaque bytes of any length, to be stored, compared and sent back, never recomputed from the content.
 *
 * @param bytes the hash as received
 * @since 0.1.0
 */
public record Hash(Bytes bytes) {
    /** The empty hash, without bytes. It means that there was no offer yet. */
    public static final Hash EMPTY = new Hash(Bytes.EMPTY);

    public Hash {
        requireNonNull(bytes, "bytes");
    }

    /** Returns a hash of a copy of {@code bytes}. */
    public static Hash of(byte... bytes) {
        return new Hash(Bytes.of(requireNonNull(bytes, "bytes")));
    }

    /**
     * Parses the output of {@link #toString()}.
     *
     * @throws IllegalArgumentException if {@code hex} is not an even number of hexadecimal digits
     */
    public static Hash parse(String hex) {
        return new Hash(Bytes.fromHex(requireNonNull(hex, "hex")));
    }

    /** Returns whether there are no bytes. */
    public boolean isEmpty() {
        return bytes.isEmpty();
    }

    /** Returns the hash as lower-case hexadecimal digits. */
    @Override
    public String toString() {
        return bytes.toHex();
    }
}
