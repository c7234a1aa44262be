package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.Severity;
import io.amp4j.catalog.internal.layer.EffectiveSet;
import io.amp4j.catalog.internal.layer.RawEntry;
import io.amp4j.catalog.internal.layer.RawLayer;
import java.util.List;

/**
 * One rule of the catalog. It implements the moments it cares about and reports what it finds; rules know nothing of one
 * another, so one that builds on another's ground (a grammar on a text that is there) keeps silent where that ground is
 * missing.
 */
public interface Rule {
    /** Returns the stable name of the rule; {@code docs/catalog-problems.md} has a row for it. */
    String code();

    /** Returns how bad a breach is unless the caller decides otherwise. */
    Severity severity();

    /** Looks at one layer outside its entries. */
    default void layer(RawLayer layer, Report report) {}

    /** Looks at one entry by itself. */
    default void entry(RawEntry entry, List<String> platformPythons, Report report) {}

    /** Looks at a version that is met again, in the same layer or in a higher one; {@code again} wins over {@code below}. */
    default void again(RawEntry below, RawEntry again, Report report) {}

    /** Looks at all layers laid over one another. */
    default void effective(EffectiveSet set, Report report) {}
}
