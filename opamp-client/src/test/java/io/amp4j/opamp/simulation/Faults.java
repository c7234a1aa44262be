package io.amp4j.opamp.simulation;

import java.util.SplittableRandom;

/** How bad the world is. Every number here is a chance out of 1,000; {@link #NONE} is a world without faults. */
record Faults(
        int loseRequest,
        int loseAnswer,
        int deliverLate,
        int duplicate,
        int swallow,
        int refuseConnect,
        int throttle,
        int unavailable,
        int serverError,
        int malformed,
        int cutPerMinute,
        int crashPerMinute,
        int newUid,
        int unpromptedFlag,
        PackageFaults packages) {

    static final Faults NONE = new Faults(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, PackageFaults.NONE);

    /** Each run has its own mixture: some kinds of fault are frequent, some absent. */
    static Faults random(SplittableRandom random) {
        return new Faults(
                upTo(random, 80),
                upTo(random, 80),
                upTo(random, 40),
                upTo(random, 40),
                upTo(random, 10),
                upTo(random, 200),
                upTo(random, 60),
                upTo(random, 60),
                upTo(random, 60),
                upTo(random, 20),
                upTo(random, 150),
                upTo(random, 40),
                upTo(random, 10),
                upTo(random, 30),
                PackageFaults.random(random));
    }

    static int upTo(SplittableRandom random, int most) {
        return random.nextInt(3) == 0 ? 0 : random.nextInt(most + 1);
    }
}
