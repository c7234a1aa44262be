package io.amp4j.opamp.internal.time;

import java.time.Duration;

/**
 * The slowest line that is worth waiting for. Whoever limits the time for a message adds what it takes on this line, in whole seconds, so
 * that a small message gets nothing more.
 */
public final class SlowestLine {
    private static final int BYTES_PER_SECOND = 16 << 10;

    /** How many bytes of a written message may still be in buffers of the system and the network. */
    private static final int BUFFERED = 4 << 20;

    private SlowestLine() {}

    /** Returns how long a message of so many bytes takes. */
    public static Duration transfer(int bytes) {
        return Duration.ofSeconds(bytes / BYTES_PER_SECOND);
    }

    /** Returns how long a message of so many bytes is still on its way once it is written. */
    public static Duration buffered(int bytes) {
        return transfer(Math.min(bytes, BUFFERED));
    }
}
