package io.amp4j.opamp.internal.time;

import java.time.Duration;

/**
 * The lowest supported transfer rate. Timeouts of a message are extended by the time that the message takes at this rate, in whole seconds,
 * so that the timeout of a small message is not extended.
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

    /** Returns how long a message of so many bytes may still be in transit once it is written. */
    public static Duration buffered(int bytes) {
        return transfer(Math.min(bytes, BUFFERED));
    }
}
