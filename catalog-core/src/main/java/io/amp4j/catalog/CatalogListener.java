package io.amp4j.catalog;

import java.util.List;

/**
 * Receives the results of reloading the sources of a {@link ReloadingCatalog}.
 *
 * <p>Methods are called one at a time, in order, on the thread that checks the sources; while one runs, the sources are not checked, and
 * readers are not blocked. They may close the catalog. Exceptions are logged and otherwise ignored.
 *
 * @since 0.1.0
 */
public interface CatalogListener {
    /**
     * The sources have changed and are valid; {@code catalog} is now the current one.
     *
     * @param catalog the catalog that {@link ReloadingCatalog#current()} returns from now on
     * @param diff the differences from the catalog before; empty if only comments or the order changed, or if a refused source has its
     *     earlier content again
     * @param warnings the warnings about the sources, in document order
     */
    default void onReloaded(InstrumentationCatalog catalog, CatalogDiff diff, List<Problem> warnings) {}

    /**
     * The sources have changed and are refused. Called once, and again when they change and are still refused.
     *
     * @param problems at least one error, and all warnings, in document order
     * @param kept the last valid catalog, which stays the current one
     */
    default void onRefused(List<Problem> problems, InstrumentationCatalog kept) {}
}
