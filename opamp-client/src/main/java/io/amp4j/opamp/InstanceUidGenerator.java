package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Generates instance uids that are UUIDs of version 7 (RFC 9562): 48 bits of Unix time in milliseconds, then 74 random bits. Each is
 * greater than the one before, even within a millisecond and when the clock steps back. Thread-safe.
 *
 * @since 0.1.0
 */
public final class InstanceUidGenerator {
    private static final long TIME_MASK = 0xFFFF_FFFF_FFFFL;
    private static final long RAND_A_MASK = 0xFFF;
    private static final long RAND_B_MASK = 0x3FFF_FFFF_FFFF_FFFFL;

    private final InstantSource clock;
    private final RandomGenerator random;

    private long millis = -1;
    private long randA;
    private long randB;

    /**
     * Creates a generator whose uids depend only on its arguments.
     *
     * @param random makes the uids of different processes differ, so it must be good and well seeded
     */
    public InstanceUidGenerator(InstantSource clock, RandomGenerator random) {
        this.clock = requireNonNull(clock, "clock");
        this.random = requireNonNull(random, "random");
    }

    /** Returns a generator that uses the system clock and a cryptographically strong random source. */
    public static InstanceUidGenerator system() {
        return new InstanceUidGenerator(InstantSource.system(), new SecureRandom());
    }

    /** Returns a new uid. */
    public synchronized InstanceUid next() {
        long now = Math.max(0, clock.millis()) & TIME_MASK;
        if (now > millis) {
            millis = now;
            randA = random.nextLong() & RAND_A_MASK;
            randB = random.nextLong() & RAND_B_MASK;
        } else {
            countUp();
        }
        return new InstanceUid((millis << 16) | 0x7000 | randA, 0x8000_0000_0000_0000L | randB);
    }

    /** Counts up by a random step, so that the next uid cannot be predicted from one; an overflow carries into the time. */
    private void countUp() {
        randB += 1 + (random.nextLong() >>> 32);
        if (randB > RAND_B_MASK) {
            randB &= RAND_B_MASK;
            randA++;
        }
        if (randA > RAND_A_MASK) {
            randA = random.nextLong() & RAND_A_MASK;
            millis = (millis + 1) & TIME_MASK;
        }
    }
}
