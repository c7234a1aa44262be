package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

/**
 * Where an entry comes from.
 *
 * @param layer the input that defines it
 * @param location the location of its version in that input
 * @since 0.1.0
 */
public record EntrySource(CatalogLayer layer, SourceLocation location) {
    /** Refuses null. */
    public EntrySource {
        requireNonNull(layer, "layer");
        requireNonNull(location, "location");
    }

    /** Returns whether the baseline or an extension defines the entry. */
    public CatalogLayer.Kind kind() {
        return layer.kind();
    }

    /** Returns AMP's name of the kind, and the location: {@code extension values.yaml:5:9}. */
    @Override
    public String toString() {
        return layer.kind().text() + " " + location;
    }
}
