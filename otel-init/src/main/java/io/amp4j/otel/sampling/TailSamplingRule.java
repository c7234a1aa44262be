package io.amp4j.otel.sampling;

import io.amp4j.otel.contract.data.AmpSpanKind;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * A reason to keep a trace. A trace is kept by the first rule of the list that applies, and dropped when none does. Kinds may be added:
 * handle unknown ones.
 *
 * @since 0.1.0
 */
public sealed interface TailSamplingRule {
    /** Returns whether this trace is a candidate; {@link PerSecond} then also checks whether the rate allows it. */
    boolean appliesTo(TraceFacts trace);

    /** Returns a short name for the counters. */
    String name();

    /** Keeps traces with a failed span. */
    record Failed() implements TailSamplingRule {
        @Override
        public boolean appliesTo(TraceFacts trace) {
            return trace.hasError();
        }

        @Override
        public String name() {
            return "failed";
        }
    }

    /**
     * Keeps traces whose root took this long or longer. When a trace is decided early, at a limit or at the shutdown, a root that has not
     * ended counts with the time it has taken so far; a duration above {@link TailSamplingLimits#maxAge} thus keeps few traces.
     *
     * @param least the shortest duration kept
     */
    record Slow(Duration least) implements TailSamplingRule {
        @Override
        public boolean appliesTo(TraceFacts trace) {
            return trace.duration().compareTo(least) >= 0;
        }

        @Override
        public String name() {
            return "slow";
        }
    }

    /**
     * Keeps traces that hold a span of one of these kinds.
     *
     * @param kinds the kinds, as AMP will show them
     */
    record OfKind(Set<AmpSpanKind> kinds) implements TailSamplingRule {
        /** Copies the set. */
        public OfKind {
            kinds = Set.copyOf(kinds);
        }

        @Override
        public boolean appliesTo(TraceFacts trace) {
            return trace.kinds().stream().anyMatch(kinds::contains);
        }

        @Override
        public String name() {
            return "kind";
        }
    }

    /**
     * Keeps traces that used this many tokens or more.
     *
     * @param least the smallest number kept
     */
    record Tokens(long least) implements TailSamplingRule {
        @Override
        public boolean appliesTo(TraceFacts trace) {
            return trace.tokens() >= least;
        }

        @Override
        public String name() {
            return "tokens";
        }
    }

    /** Keeps traces of evaluation trials; without them a trial has no result. */
    record Evaluated() implements TailSamplingRule {
        @Override
        public boolean appliesTo(TraceFacts trace) {
            return trace.isEvaluated();
        }

        @Override
        public String name() {
            return "evaluated";
        }
    }

    /**
     * Keeps a fraction of all traces, chosen by the trace id, so that every process with the same ratio chooses the same traces.
     *
     * @param ratio 0 to 1
     */
    record Ratio(double ratio) implements TailSamplingRule {
        /** Checks the ratio. */
        public Ratio {
            if (!(ratio >= 0 && ratio <= 1)) {
                throw new IllegalArgumentException("ratio must be from 0 to 1: " + ratio);
            }
        }

        @Override
        public boolean appliesTo(TraceFacts trace) {
            if (ratio >= 1) {
                return true;
            }
            // The same computation as in OpenTelemetry's ratio sampler, so that both choose the same traces.
            long random = Math.abs(Long.parseUnsignedLong(trace.traceId().substring(16), 16));
            return random < (long) (ratio * Long.MAX_VALUE);
        }

        @Override
        public String name() {
            return "ratio";
        }
    }

    /**
     * Keeps a fraction of all traces that depends on the name that their root has at its end, chosen by the trace id as {@link Ratio} does.
     * The name may be the span's own, which counts first, or the one that AMP shows.
     * For a trace whose root has not ended, or has another name, the fraction is that of {@code others}.
     *
     * @param byName 0 to 1, by the name of the root
     * @param others 0 to 1
     */
    record RootRatio(Map<String, Double> byName, double others) implements TailSamplingRule {
        /** Copies the map and checks the ratios. */
        public RootRatio {
            byName = Map.copyOf(byName);
            byName.values().forEach(Ratio::new);
            new Ratio(others);
        }

        @Override
        public boolean appliesTo(TraceFacts trace) {
            double ratio = trace.ownRootName()
                    .map(byName::get)
                    .or(() -> trace.rootName().map(byName::get))
                    .orElse(others);
            return new Ratio(ratio).appliesTo(trace);
        }

        @Override
        public String name() {
            return "root-ratio";
        }
    }

    /**
     * Keeps at most so many traces a second; an unused allowance accumulates up to that of one second.
     *
     * @param traces above 0
     */
    record PerSecond(double traces) implements TailSamplingRule {
        /** Checks the rate. */
        public PerSecond {
            if (!(traces > 0) || Double.isInfinite(traces)) {
                throw new IllegalArgumentException("traces must be above 0: " + traces);
            }
        }

        @Override
        public boolean appliesTo(TraceFacts trace) {
            return true;
        }

        @Override
        public String name() {
            return "rate";
        }
    }
}
