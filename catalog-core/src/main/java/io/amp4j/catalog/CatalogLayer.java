package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import io.amp4j.catalog.internal.node.Quoted;
import java.util.Locale;

/**
 * One input of a catalog; a later layer replaces whole entries of the layers below it.
 *
 * @param kind baseline or extension
 * @param name the file, or what else the caller named it
 * @since 0.1.0
 */
public record CatalogLayer(Kind kind, String name) {
    /** Refuses null. */
    public CatalogLayer {
        requireNonNull(kind, "kind");
        requireNonNull(name, "name");
    }

    /** What a layer is to the catalog; AMP calls it the source of an entry. New constants may be added: have a default branch. */
    public enum Kind {
        /** The baseline: what every install has without any configuration. */
        BUNDLED,
        /** What an operator added. */
        EXTENSION;

        /** Returns AMP's word for it: {@code bundled} or {@code extension}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Returns kind and name. */
    @Override
    public String toString() {
        return kind.text() + " " + Quoted.onOneLine(name);
    }
}
