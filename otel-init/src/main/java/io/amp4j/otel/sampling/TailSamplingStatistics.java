package io.amp4j.otel.sampling;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counts since the start.
 *
 * @since 0.1.0
 */
public final class TailSamplingStatistics {
    private final long keptTraces;
    private final long droppedTraces;
    private final long keptSpans;
    private final long droppedSpans;
    private final long decidedEarly;
    private final long lateSpans;
    private final Map<String, Long> keptByRule;
    private final long heldTraces;
    private final long heldBytes;

    TailSamplingStatistics(
            long keptTraces,
            long droppedTraces,
            long keptSpans,
            long droppedSpans,
            long decidedEarly,
            long lateSpans,
            Map<String, Long> keptByRule,
            long heldTraces,
            long heldBytes) {
        this.keptByRule = Map.copyOf(keptByRule);
        this.keptTraces = keptTraces;
        this.droppedTraces = droppedTraces;
        this.keptSpans = keptSpans;
        this.droppedSpans = droppedSpans;
        this.decidedEarly = decidedEarly;
        this.lateSpans = lateSpans;
        this.heldTraces = heldTraces;
        this.heldBytes = heldBytes;
    }

    /** Returns how many traces were passed on. */
    public long keptTraces() {
        return keptTraces;
    }

    /** Returns how many traces no rule kept. */
    public long droppedTraces() {
        return droppedTraces;
    }

    /** Returns how many spans were passed on. */
    public long keptSpans() {
        return keptSpans;
    }

    /** Returns how many spans of dropped traces there were. */
    public long droppedSpans() {
        return droppedSpans;
    }

    /** Returns how many traces were decided before their root ended, because of a limit or the shutdown. */
    public long decidedEarly() {
        return decidedEarly;
    }

    /** Returns how many spans ended after their trace was decided; the decision applies to them too. */
    public long lateSpans() {
        return lateSpans;
    }

    /** Returns how many traces were kept, by the name of the rule that kept them; unmodifiable. */
    public Map<String, Long> keptByRule() {
        return keptByRule;
    }

    /** Returns how many traces are held at this moment. */
    public long heldTraces() {
        return heldTraces;
    }

    /** Returns the estimated size, in bytes, of the spans held at this moment. */
    public long heldBytes() {
        return heldBytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TailSamplingStatistics that
                && keptTraces == that.keptTraces
                && droppedTraces == that.droppedTraces
                && keptSpans == that.keptSpans
                && droppedSpans == that.droppedSpans
                && decidedEarly == that.decidedEarly
                && lateSpans == that.lateSpans
                && keptByRule.equals(that.keptByRule)
                && heldTraces == that.heldTraces
                && heldBytes == that.heldBytes;
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                keptTraces,
                droppedTraces,
                keptSpans,
                droppedSpans,
                decidedEarly,
                lateSpans,
                keptByRule,
                heldTraces,
                heldBytes);
    }

    @Override
    public String toString() {
        return "TailSamplingStatistics[keptTraces=" + keptTraces + ", droppedTraces=" + droppedTraces + ", keptSpans="
                + keptSpans + ", droppedSpans=" + droppedSpans + ", decidedEarly=" + decidedEarly + ", lateSpans="
                + lateSpans + ", keptByRule=" + keptByRule + ", heldTraces=" + heldTraces + ", heldBytes=" + heldBytes
                + "]";
    }
}
