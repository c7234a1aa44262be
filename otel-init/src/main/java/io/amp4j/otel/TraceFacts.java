package io.amp4j.otel;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * What is known about the part of a trace that ran in this process.
 *
 * @param traceId the trace, in hexadecimal
 * @param spans the number of ended spans
 * @param hasError whether one of them failed
 * @param duration the longest root in this process, zero while none has ended
 * @param kinds the kinds that AMP will show; empty when no rule asks for them
 * @param rootTokens tokens that the root reports
 * @param otherTokens tokens that all other spans report together
 * @param isEvaluated whether the trace belongs to an evaluation trial
 */
public record TraceFacts(
        String traceId,
        int spans,
        boolean hasError,
        Duration duration,
        Set<AmpSpanKind> kinds,
        long rootTokens,
        long otherTokens,
        boolean isEvaluated) {
    /** Copies the set. */
    public TraceFacts {
        kinds = Set.copyOf(kinds);
    }

    /** Nothing yet. */
    public static TraceFacts of(String traceId) {
        return new TraceFacts(traceId, 0, false, Duration.ZERO, Set.of(), 0, 0, false);
    }

    /** The tokens of the trace: roots often repeat what the spans below them report, so it is the larger of the two. */
    public long tokens() {
        return Math.max(rootTokens, otherTokens);
    }

    /** Returns the facts of both. */
    public TraceFacts plus(TraceFacts more) {
        Set<AmpSpanKind> all = kinds;
        if (!kinds.containsAll(more.kinds)) {
            all = kinds.isEmpty() ? EnumSet.noneOf(AmpSpanKind.class) : EnumSet.copyOf(kinds);
            all.addAll(more.kinds);
        }
        return new TraceFacts(
                traceId,
                spans + more.spans,
                hasError || more.hasError,
                duration.compareTo(more.duration) >= 0 ? duration : more.duration,
                all,
                rootTokens + more.rootTokens,
                otherTokens + more.otherTokens,
                isEvaluated || more.isEvaluated);
    }
}
