package io.amp4j.catalog;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a change of the sources is to be believed: after it has held still for a while, and longer when a source
 * vanished. Knows no clock: it says how long to wait for the next look, and takes it that so much time has passed.
 */
final class Settling {
    private final Duration interval;
    private final Duration settle;
    private final Duration absence;

    private List<Reading> believed;
    private @Nullable List<Reading> candidate;
    private Duration heldStill = Duration.ZERO;
    private Duration nextLook;

    Settling(Duration interval, Duration settle, Duration absence, List<Reading> believed) {
        this.interval = interval;
        this.settle = settle;
        this.absence = absence;
        this.believed = believed;
        this.nextLook = interval;
    }

    /** Returns what the sources said when they were last believed. */
    List<Reading> believed() {
        return believed;
    }

    /** Returns how long to wait until the next look. */
    Duration nextLook() {
        return nextLook;
    }

    /** Takes what a look found; returns whether it is a change that is to be loaded now. It stays due until it is believed. */
    boolean isDue(List<Reading> seen) {
        if (areTheSame(seen, believed)) {
            candidate = null;
            nextLook = interval;
            return false;
        }
        heldStill = candidate != null && areTheSame(seen, candidate) ? heldStill.plus(nextLook) : Duration.ZERO;
        candidate = seen;
        Duration toWait = (hasVanished(seen) ? absence : settle).minus(heldStill);
        if (toWait.isNegative() || toWait.isZero()) {
            nextLook = interval;
            return true;
        }
        nextLook = toWait.compareTo(interval) < 0 ? toWait : interval;
        return false;
    }

    /** Takes it that this is what the sources say: it has been loaded, or refused. */
    void believe(List<Reading> seen) {
        believed = seen;
        candidate = null;
    }

    private boolean hasVanished(List<Reading> seen) {
        for (int i = 0; i < seen.size(); i++) {
            if (seen.get(i).isAbsent() && !believed.get(i).isAbsent()) {
                return true;
            }
        }
        return false;
    }

    private static boolean areTheSame(List<Reading> some, List<Reading> others) {
        for (int i = 0; i < some.size(); i++) {
            if (!some.get(i).foundTheSame(others.get(i))) {
                return false;
            }
        }
        return true;
    }
}
