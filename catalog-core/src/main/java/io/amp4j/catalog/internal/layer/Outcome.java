package io.amp4j.catalog.internal.layer;

import io.amp4j.catalog.CatalogEntry;
import io.amp4j.catalog.CatalogLayer;
import io.amp4j.catalog.Problem;
import io.amp4j.catalog.internal.layer.Settings.DefaultChoice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the core made of its inputs.
 *
 * @param problems in document order
 * @param catalog null when one of the problems is an error
 */
public record Outcome(List<Problem> problems, @Nullable Parts catalog) {
    /**
     * What a catalog is made of.
     *
     * @param layers lowest first
     * @param definitions the entries of all layers, lowest layer first
     * @param defaultChoice the default and what set it
     */
    public record Parts(List<CatalogLayer> layers, List<CatalogEntry> definitions, DefaultChoice defaultChoice) {}
}
