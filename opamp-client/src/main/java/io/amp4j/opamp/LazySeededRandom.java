package io.amp4j.opamp;

import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The random generator of one agent, seeded from the system's strong random source on first use: initializing that source takes some time
 * in a new JVM, and {@code build()} must not block for it. Not thread-safe.
 */
final class LazySeededRandom implements RandomGenerator {
    private @Nullable SplittableRandom random;

    @Override
    public long nextLong() {
        SplittableRandom seeded = random;
        if (seeded == null) {
            seeded = new SplittableRandom(new SecureRandom().nextLong());
            random = seeded;
        }
        return seeded.nextLong();
    }
}
