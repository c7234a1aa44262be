package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

/**
 * Where an entry comes from.
 *
 * @param layer the input that gave it
 * @param location where its version stands in that input
 * @since 0.1.0
 */
public record EntrySource(CatalogLayer layer, SourceLocation location) {
    /** Refuses null. */
    public EntrySource {
        requireNonNull(layer, "layer");
        requireNonNull(location, "location");
    }

    /** Returns whether the baseline or an extension gave the entry. */
    public CatalogLayer.Kind kind() {
        return layer.kind();
    }

    /** Returns AMP's word and the place: {@code extension values.yaml:5:9}. */
    @Override
    public String toString() {
        return layer.kind().text() + " " + location;
    }
}
