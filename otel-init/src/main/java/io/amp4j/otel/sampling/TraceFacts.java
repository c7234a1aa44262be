package io.amp4j.otel.sampling;

import static java.util.Objects.requireNonNull;

import io.amp4j.otel.contract.data.AmpSpanKind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Facts about the part of a trace that ran in this process.
 *
 * @since 0.1.0
 */
public final class TraceFacts {
    private final String traceId;
    private final int spans;
    private final boolean hasError;
    private final Duration duration;
    private final @Nullable String rootName;
    private final @Nullable String ownRootName;
    private final Set<AmpSpanKind> kinds;
    private final long rootTokens;
    private final long otherTokens;
    private final boolean isEvaluated;

    private TraceFacts(Builder builder) {
        this.kinds = Set.copyOf(builder.kinds);
        this.traceId = builder.traceId;
        this.spans = builder.spans;
        this.hasError = builder.hasError;
        this.duration = builder.duration;
        this.rootName = builder.rootName;
        this.ownRootName = builder.ownRootName;
        this.rootTokens = builder.rootTokens;
        this.otherTokens = builder.otherTokens;
        this.isEvaluated = builder.isEvaluated;
    }

    /** Returns a builder of the facts of this trace. */
    public static Builder builder(String traceId) {
        return new Builder(traceId);
    }

    /** Returns the trace, in hexadecimal. */
    public String traceId() {
        return traceId;
    }

    /** Returns the number of ended spans. */
    public int spans() {
        return spans;
    }

    /** Returns whether one of them failed. */
    public boolean hasError() {
        return hasError;
    }

    /**
     * Returns the duration of the longest root in this process; zero while none has ended. When a trace is decided early, a root that has
     * not ended counts with the time it has taken so far.
     */
    public Duration duration() {
        return duration;
    }

    /** Returns the name of the longest root in this process, as AMP shows it; empty while none has ended. */
    public Optional<String> rootName() {
        return Optional.ofNullable(rootName);
    }

    /** Returns the name that this root itself has, which other backends show. */
    Optional<String> ownRootName() {
        return Optional.ofNullable(ownRootName);
    }

    /** Returns the kinds that AMP will show; empty if no rule needs them. */
    public Set<AmpSpanKind> kinds() {
        return kinds;
    }

    /** Returns the tokens that the root reports. */
    public long rootTokens() {
        return rootTokens;
    }

    /** Returns the tokens that all other spans report together. */
    public long otherTokens() {
        return otherTokens;
    }

    /** Returns whether the trace belongs to an evaluation trial. */
    public boolean isEvaluated() {
        return isEvaluated;
    }

    /** Returns facts without any span. */
    public static TraceFacts of(String traceId) {
        return builder(traceId).build();
    }

    /** Returns the tokens of the trace: the larger of the two counts, because roots often repeat the tokens of the spans below them. */
    public long tokens() {
        return Math.max(rootTokens, otherTokens);
    }

    /** Returns the combined facts. */
    public TraceFacts plus(TraceFacts more) {
        Set<AmpSpanKind> all = kinds;
        if (!kinds.containsAll(more.kinds)) {
            all = kinds.isEmpty() ? EnumSet.noneOf(AmpSpanKind.class) : EnumSet.copyOf(kinds);
            all.addAll(more.kinds);
        }
        boolean isLonger = duration.compareTo(more.duration) >= 0;
        TraceFacts named = rootName != null && (more.rootName == null || isLonger) ? this : more;
        Builder sum = builder(traceId);
        named.rootName().ifPresent(sum::rootName);
        named.ownRootName().ifPresent(sum::ownRootName);
        return sum.spans(spans + more.spans)
                .hasError(hasError || more.hasError)
                .duration(isLonger ? duration : more.duration)
                .kinds(all)
                .rootTokens(rootTokens + more.rootTokens)
                .otherTokens(otherTokens + more.otherTokens)
                .isEvaluated(isEvaluated || more.isEvaluated)
                .build();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TraceFacts that
                && traceId.equals(that.traceId)
                && spans == that.spans
                && hasError == that.hasError
                && duration.equals(that.duration)
                && Objects.equals(rootName, that.rootName)
                && Objects.equals(ownRootName, that.ownRootName)
                && kinds.equals(that.kinds)
                && rootTokens == that.rootTokens
                && otherTokens == that.otherTokens
                && isEvaluated == that.isEvaluated;
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                traceId, spans, hasError, duration, rootName, ownRootName, kinds, rootTokens, otherTokens, isEvaluated);
    }

    @Override
    public String toString() {
        return "TraceFacts[traceId=" + traceId + ", spans=" + spans + ", hasError=" + hasError + ", duration="
                + duration + ", rootName=" + rootName + ", kinds=" + kinds + ", rootTokens=" + rootTokens
                + ", otherTokens=" + otherTokens
                + ", isEvaluated=" + isEvaluated + "]";
    }

    /** Builds a {@link TraceFacts}; values that are not set keep their default. Not thread-safe. */
    public static final class Builder {
        private final String traceId;
        private int spans;
        private boolean hasError;
        private Duration duration = Duration.ZERO;
        private @Nullable String rootName;
        private @Nullable String ownRootName;
        private Set<AmpSpanKind> kinds = Set.of();
        private long rootTokens;
        private long otherTokens;
        private boolean isEvaluated;

        private Builder(String traceId) {
            this.traceId = requireNonNull(traceId, "traceId");
        }

        /** Sets {@link TraceFacts#spans}. Default: 0. */
        public Builder spans(int newSpans) {
            spans = newSpans;
            return this;
        }

        /** Sets {@link TraceFacts#hasError}. Default: false. */
        public Builder hasError(boolean newHasError) {
            hasError = newHasError;
            return this;
        }

        /** Sets {@link TraceFacts#duration}. Default: zero. */
        public Builder duration(Duration newDuration) {
            duration = requireNonNull(newDuration, "duration");
            return this;
        }

        /** Sets {@link TraceFacts#rootName}. Default: none. */
        public Builder rootName(String newRootName) {
            rootName = requireNonNull(newRootName, "rootName");
            return this;
        }

        Builder ownRootName(String newOwnRootName) {
            ownRootName = newOwnRootName;
            return this;
        }

        /** Sets {@link TraceFacts#kinds}. Default: none. */
        public Builder kinds(Set<AmpSpanKind> newKinds) {
            kinds = requireNonNull(newKinds, "kinds");
            return this;
        }

        /** Sets {@link TraceFacts#rootTokens}. Default: 0. */
        public Builder rootTokens(long newRootTokens) {
            rootTokens = newRootTokens;
            return this;
        }

        /** Sets {@link TraceFacts#otherTokens}. Default: 0. */
        public Builder otherTokens(long newOtherTokens) {
            otherTokens = newOtherTokens;
            return this;
        }

        /** Sets {@link TraceFacts#isEvaluated}. Default: false. */
        public Builder isEvaluated(boolean newIsEvaluated) {
            isEvaluated = newIsEvaluated;
            return this;
        }

        /** Returns the value. */
        public TraceFacts build() {
            return new TraceFacts(this);
        }
    }
}
