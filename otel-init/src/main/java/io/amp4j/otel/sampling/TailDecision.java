package io.amp4j.otel.sampling;

import java.util.List;
import java.util.Optional;

/**
 * Whether a trace is kept, and why.
 *
 * @param keptBy the rule that keeps it; empty if it is dropped
 * @param allowance the remaining allowance after this decision
 */
record TailDecision(Optional<TailSamplingRule> keptBy, RateAllowance allowance) {
    /** Decides; {@code nowNanos} is the time of a monotonic clock. */
    static TailDecision of(List<TailSamplingRule> rules, TraceFacts trace, RateAllowance allowance, long nowNanos) {
        for (TailSamplingRule rule : rules) {
            if (!rule.appliesTo(trace)) {
                continue;
            }
            if (rule instanceof TailSamplingRule.PerSecond rate) {
                RateAllowance refilled = allowance.refilled(rate.traces(), nowNanos);
                if (refilled.traces() >= 1) {
                    return new TailDecision(Optional.of(rule), refilled.taken());
                }
                allowance = refilled;
                continue;
            }
            return new TailDecision(Optional.of(rule), allowance);
        }
        return new TailDecision(Optional.empty(), allowance);
    }
}
