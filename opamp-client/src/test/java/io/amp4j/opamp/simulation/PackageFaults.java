package io.amp4j.opamp.simulation;

import java.util.SplittableRandom;

/** What goes wrong with packages, each a chance out of 1,000: {@code crash} and {@code installer} at each step, the others at each download or probe. */
record PackageFaults(int cut, int refused, int wrongBytes, int slow, int installer, int unhealthy, int crash) {

    static final PackageFaults NONE = new PackageFaults(0, 0, 0, 0, 0, 0, 0);

    static PackageFaults random(SplittableRandom random) {
        return new PackageFaults(
                Faults.upTo(random, 400),
                Faults.upTo(random, 300),
                Faults.upTo(random, 100),
                Faults.upTo(random, 300),
                Faults.upTo(random, 200),
                Faults.upTo(random, 600),
                Faults.upTo(random, 150));
    }
}
