package io.amp4j.otel.internal.sampling;

import io.amp4j.otel.TailSamplingRule;
import io.amp4j.otel.TraceFacts;
import java.util.List;
import java.util.Optional;

/**
 * Whether a trace is kept, and why.
 *
 * @param keptBy the rule that keeps it; nothing when it is dropped
 * @param room what is left of the rate after this decision
 */
public record TailDecision(Optional<TailSamplingRule> keptBy, RateRoom room) {
    /** Decides; {@code nowNanos} is any clock that does not run backwards. */
    public static TailDecision of(List<TailSamplingRule> rules, TraceFacts trace, RateRoom room, long nowNanos) {
        for (TailSamplingRule rule : rules) {
            if (!rule.appliesTo(trace)) {
                continue;
            }
            if (rule instanceof TailSamplingRule.PerSecond rate) {
                RateRoom refilled = room.refilled(rate.traces(), nowNanos);
                if (refilled.traces() >= 1) {
                    return new TailDecision(Optional.of(rule), refilled.taken());
                }
                room = refilled;
                continue;
            }
            return new TailDecision(Optional.of(rule), room);
        }
        return new TailDecision(Optional.empty(), room);
    }
}
