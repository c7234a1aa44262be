package io.amp4j.opamp;

import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chance of one agent, seeded by the system's best source when it is first asked for: setting that source up takes some time in a new JVM, for
 * which no program waits. For one thread at a time.
 */
final class LateSeed implements RandomGenerator {
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
