package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** What came of loading: a catalog, perhaps with warnings, or every problem of the input. Nothing is ever half loaded. */
public sealed interface Validation permits Validation.Valid, Validation.Invalid {
    /** Returns all problems in document order, layer after layer; those of a valid input are warnings. */
    List<Problem> problems();

    /** Returns whether there is a catalog. */
    boolean isValid();

    /**
     * Returns the catalog.
     *
     * @throws CatalogException with all problems when the input was refused
     */
    InstrumentationCatalog orElseThrow();

    /**
     * The input makes a catalog.
     *
     * @param catalog what was loaded
     * @param problems the warnings, in document order
     */
    record Valid(InstrumentationCatalog catalog, List<Problem> problems) implements Validation {
        /** Copies the warnings. */
        public Valid {
            requireNonNull(catalog, "catalog");
            problems = List.copyOf(problems);
        }

        @Override
        public boolean isValid() {
            return true;
        }

        @Override
        public InstrumentationCatalog orElseThrow() {
            return catalog;
        }
    }

    /**
     * The input is refused.
     *
     * @param problems at least one error, and the warnings beside it, in document order
     */
    record Invalid(List<Problem> problems) implements Validation {
        /** Copies the problems. */
        public Invalid {
            problems = List.copyOf(problems);
        }

        @Override
        public boolean isValid() {
            return false;
        }

        @Override
        public InstrumentationCatalog orElseThrow() {
            throw new CatalogException(problems);
        }
    }
}
