package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import io.amp4j.catalog.internal.node.Quoted;
import java.util.Locale;

/**
 * One input of a catalog; a later layer replaces whole entries of the layers below it.
 *
 * @param kind baseline or extension
 * @param name the file, or another name that the caller gave
 * @since 0.1.0
 */
public record CatalogLayer(Kind kind, String name) {
    /** Refuses null. */
    public CatalogLayer {
        requireNonNull(kind, "kind");
        requireNonNull(name, "name");
    }

    /**
     * The kind of a layer; AMP calls it the source of an entry. Constants may be added: a {@code switch} over them needs a default branch.
     */
    public enum Kind {
        /** The baseline, which every installation has without any configuration. */
        BUNDLED,
        /** Entries that an operator added. */
        EXTENSION;

        /** Returns AMP's name of it: {@code bundled} or {@code extension}. */
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
