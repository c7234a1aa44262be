package io.amp4j.catalog;

import java.util.List;

/**
 * Told of what becomes of the sources of a {@link ReloadingCatalog}.
 *
 * <p>Methods are called one at a time, in order, on the thread that looks at the sources; while one runs, no look is taken,
 * and readers go on. They may close the catalog. What they throw is logged and otherwise ignored.
 *
 * @since 0.1.0
 */
public interface CatalogListener {
    /**
     * The sources have changed and are good; {@code catalog} is now the current one.
     *
     * @param catalog what {@link ReloadingCatalog#current()} returns from now on
     * @param diff what is different from the catalog before; empty when only comments or the order changed, or when a source that
     *     was refused says again what it said before
     * @param warnings what is worth a word in the sources, in document order
     */
    default void onReloaded(InstrumentationCatalog catalog, CatalogDiff diff, List<Problem> warnings) {}

    /**
     * The sources have changed and are refused. Told once, and again when they change and are still refused.
     *
     * @param problems at least one error, and the warnings beside it, in document order
     * @param kept the last good catalog, which stays the current one
     */
    default void onRefused(List<Problem> problems, InstrumentationCatalog kept) {}
}
