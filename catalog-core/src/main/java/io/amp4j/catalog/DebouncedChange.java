package io.amp4j.catalog;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Debounces changes of the sources: a change is due when the content has not changed again for a while, and later if a source is missing.
 * Uses no clock: it returns how long to wait until the next check, and assumes that exactly that time passes.
 */
final class DebouncedChange {
    private final Duration interval;
    private final Duration settle;
    private final Duration absence;

    private List<Reading> believed;
    private @Nullable List<Reading> candidate;
    private Duration heldStill = Duration.ZERO;
    private Duration nextLook;

    DebouncedChange(Duration interval, Duration settle, Duration absence, List<Reading> believed) {
        this.interval = interval;
        this.settle = settle;
        this.absence = absence;
        this.believed = believed;
        this.nextLook = interval;
    }

    /** Returns the readings that were processed last. */
    List<Reading> believed() {
        return believed;
    }

    /** Returns how long to wait until the next check. */
    Duration nextLook() {
        return nextLook;
    }

    /**
     * Takes the readings of a check; returns whether they are a change that must be loaded now. The change stays due until {@link #believe}
     * is called.
     */
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

    /** Records the readings as processed: they have been loaded, or refused. */
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
