package io.amp4j.otel.sampling;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Rules that decide at the start of a span whether it is recorded. Immutable.
 *
 * @since 0.1.0
 */
public final class SamplingRules {
    private final double ratio;
    private final Map<String, Boolean> byName;
    private final boolean followsRemoteParent;

    private SamplingRules(double ratio, Map<String, Boolean> byName, boolean followsRemoteParent) {
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException("ratio must be from 0 to 1: " + ratio);
        }
        this.byName = Map.copyOf(byName);
        this.ratio = ratio;
        this.followsRemoteParent = followsRemoteParent;
    }

    /** Returns the fraction of new traces that is recorded, from 0 to 1, decided by the trace id. */
    public double ratio() {
        return ratio;
    }

    /**
     * Returns span names that are recorded always ({@code true}) or never ({@code false}), at any place in a trace. A span below one that
     * is not recorded is not recorded either, unless its own name is to be recorded always.
     */
    public Map<String, Boolean> byName() {
        return byName;
    }

    /**
     * Returns whether a trace that another process started keeps that process's decision. If not, its spans in this process are decided
     * like those of a new trace, so that an unsampled HTTP caller does not hide an agent.
     */
    public boolean followsRemoteParent() {
        return followsRemoteParent;
    }

    /** Returns rules that record this fraction of new traces and follow parents. */
    public static SamplingRules ofRatio(double ratio) {
        return new SamplingRules(ratio, Map.of(), true);
    }

    /** Returns these rules with spans of that name always recorded. */
    public SamplingRules always(String spanName) {
        return named(spanName, true);
    }

    /** Returns these rules with spans of that name never recorded. */
    public SamplingRules never(String spanName) {
        return named(spanName, false);
    }

    /** Returns these rules with the decisions of other processes ignored. */
    public SamplingRules ignoringRemoteParents() {
        return new SamplingRules(ratio, byName, false);
    }

    private SamplingRules named(String spanName, boolean recorded) {
        Map<String, Boolean> names = new HashMap<>(byName);
        names.put(spanName, recorded);
        return new SamplingRules(ratio, names, followsRemoteParent);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SamplingRules that
                && Double.compare(ratio, that.ratio) == 0
                && byName.equals(that.byName)
                && followsRemoteParent == that.followsRemoteParent;
    }

    @Override
    public int hashCode() {
        return Objects.hash(ratio, byName, followsRemoteParent);
    }

    @Override
    public String toString() {
        return "SamplingRules[ratio=" + ratio + ", byName=" + byName + ", followsRemoteParent=" + followsRemoteParent
                + "]";
    }
}
