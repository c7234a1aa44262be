package io.amp4j.otel;

import java.util.Map;

/**
 * Counts since the start.
 *
 * @param keptTraces traces passed on
 * @param droppedTraces traces that no rule kept
 * @param keptSpans spans passed on
 * @param droppedSpans spans of dropped traces
 * @param decidedEarly traces decided before their root ended, because of a limit or the shutdown
 * @param lateSpans spans that ended after their trace was decided; they follow the decision
 * @param keptByRule kept traces by the name of the rule that kept them
 * @param heldTraces traces held at this moment
 * @param heldBytes their estimated size
 */
public record TailSamplingStatistics(
        long keptTraces,
        long droppedTraces,
        long keptSpans,
        long droppedSpans,
        long decidedEarly,
        long lateSpans,
        Map<String, Long> keptByRule,
        long heldTraces,
        long heldBytes) {
    /** Copies the map. */
    public TailSamplingStatistics {
        keptByRule = Map.copyOf(keptByRule);
    }
}
