package io.amp4j.catalog.internal.node;

import com.fasterxml.jackson.core.StreamReadConstraints;
import java.lang.reflect.InvocationTargetException;

/**
 * The bounds that Jackson sets by itself, out of the way: they differ from version to version, and the same input must get the
 * same answer under all of them. {@link io.amp4j.catalog.ReadLimits} bounds size and depth before a parser would.
 */
final class Bounds {
    static final StreamReadConstraints NONE = none();

    private Bounds() {}

    private static StreamReadConstraints none() {
        StreamReadConstraints.Builder bounds = StreamReadConstraints.builder()
                .maxNestingDepth(Integer.MAX_VALUE)
                .maxNumberLength(Integer.MAX_VALUE)
                .maxStringLength(Integer.MAX_VALUE);
        try {
            // Bounded by default from 2.16 on, which is also where it can be set.
            StreamReadConstraints.Builder.class
                    .getMethod("maxNameLength", int.class)
                    .invoke(bounds, Integer.MAX_VALUE);
        } catch (NoSuchMethodException e) {
            // An older one has no such bound.
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("Jackson does not let the length of names be set", e);
        }
        return bounds.build();
    }
}
