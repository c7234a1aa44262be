package io.amp4j.otel;

import java.util.HashMap;
import java.util.Map;

/**
 * Which spans are recorded, decided when they start. Immutable.
 *
 * @param ratio the part of new traces that is recorded, 0 to 1, decided by the trace id
 * @param byName span names that are recorded always ({@code true}) or never ({@code false}), wherever they stand in a trace; what
 *     starts below a span that is not recorded is not recorded either, unless its own name says so
 * @param followsRemoteParent whether a trace that another process began keeps that process's decision; when not, its spans here are
 *     decided as if they were new, so that an unsampled HTTP caller does not hide an agent
 */
public record SamplingRules(double ratio, Map<String, Boolean> byName, boolean followsRemoteParent) {
    /** Checks the ratio and copies the map. */
    public SamplingRules {
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException("ratio must be from 0 to 1: " + ratio);
        }
        byName = Map.copyOf(byName);
    }

    /** Records this part of new traces and follows parents. */
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
}
