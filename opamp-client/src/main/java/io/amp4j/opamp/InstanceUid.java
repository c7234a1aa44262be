package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.text.Printable;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The identity of one running agent: 16 bytes, by default those of a version 7 UUID made by {@link InstanceUidGenerator}. An identity that
 * a server or a user gives may have any 16 bytes.
 *
 * @param mostSignificantBits the first 8 bytes, big-endian
 * @param leastSignificantBits the last 8 bytes, big-endian
 * @since 0.1.0
 */
public record InstanceUid(long mostSignificantBits, long leastSignificantBits) {
    /** How many bytes an instance uid has. */
    public static final int SIZE = 16;

    private static final Pattern CANONICAL =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    /**
     * Returns the uid of these bytes.
     *
     * @throws IllegalArgumentException if there are not exactly 16
     */
    public static InstanceUid of(byte... bytes) {
        return of(Bytes.of(requireNonNull(bytes, "bytes")));
    }

    /**
     * Returns the uid of these bytes.
     *
     * @throws IllegalArgumentException if there are not exactly 16
     */
    public static InstanceUid of(Bytes bytes) {
        requireNonNull(bytes, "bytes");
        if (bytes.size() != SIZE) {
            throw new IllegalArgumentException("an instance uid has exactly 16 bytes: " + bytes.size());
        }
        ByteBuffer buffer = bytes.asByteBuffer();
        return new InstanceUid(buffer.getLong(), buffer.getLong());
    }

    /** Returns the uid with the bytes of {@code uuid}. */
    public static InstanceUid of(UUID uuid) {
        requireNonNull(uuid, "uuid");
        return new InstanceUid(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }

    /**
     * Parses the canonical text of a UUID, in upper or lower case: {@code 01890a5d-ac96-774b-bcce-b302099a8057}.
     *
     * @throws IllegalArgumentException if {@code text} is anything else
     */
    public static InstanceUid parse(String text) {
        if (!CANONICAL.matcher(requireNonNull(text, "text")).matches()) {
            throw new IllegalArgumentException(
                    "an instance uid is written like 01890a5d-ac96-774b-bcce-b302099a8057; this is "
                            + Printable.described(text));
        }
        return of(UUID.fromString(text));
    }

    /** Returns the 16 bytes. */
    public Bytes toBytes() {
        return Bytes.copyOf(ByteBuffer.allocate(SIZE)
                .putLong(mostSignificantBits)
                .putLong(leastSignificantBits)
                .flip());
    }

    /** Returns the UUID with these bytes. */
    public UUID toUuid() {
        return new UUID(mostSignificantBits, leastSignificantBits);
    }

    /** Returns the canonical text of the UUID with these bytes, in lower case. */
    @Override
    public String toString() {
        return toUuid().toString();
    }
}
