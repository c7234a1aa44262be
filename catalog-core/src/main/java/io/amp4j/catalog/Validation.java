package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The result of loading: a catalog, perhaps with warnings, or every problem of the input. Input is never loaded in part.
 *
 * @since 0.1.0
 */
public sealed interface Validation permits Validation.Valid, Validation.Invalid {
    /** Returns all problems in document order, layer after layer; those of a valid input are warnings. */
    List<Problem> problems();

    /** Returns whether there is a catalog. */
    boolean isValid();

    /**
     * Returns the catalog.
     *
     * @throws CatalogException with all problems if the input was refused
     */
    InstrumentationCatalog orElseThrow();

    /** The input is valid. */
    final class Valid implements Validation {
        private final InstrumentationCatalog catalog;
        private final List<Problem> problems;

        Valid(InstrumentationCatalog catalog, List<Problem> problems) {
            requireNonNull(catalog, "catalog");
            problems = List.copyOf(problems);
            this.catalog = catalog;
            this.problems = problems;
        }

        /** Returns the catalog that was loaded. */
        public InstrumentationCatalog catalog() {
            return catalog;
        }

        /** Returns the warnings, in document order. */
        @Override
        public List<Problem> problems() {
            return problems;
        }

        @Override
        public boolean isValid() {
            return true;
        }

        @Override
        public InstrumentationCatalog orElseThrow() {
            return catalog;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Valid that && catalog.equals(that.catalog) && problems.equals(that.problems);
        }

        @Override
        public int hashCode() {
            return Objects.hash(catalog, problems);
        }

        @Override
        public String toString() {
            return "Valid[catalog=" + catalog + ", problems=" + problems + "]";
        }
    }

    /** The input is refused. */
    final class Invalid implements Validation {
        private final List<Problem> problems;

        Invalid(List<Problem> problems) {
            problems = List.copyOf(problems);
            this.problems = problems;
        }

        /** Returns at least one error, and all warnings, in document order. */
        @Override
        public List<Problem> problems() {
            return problems;
        }

        @Override
        public boolean isValid() {
            return false;
        }

        @Override
        public InstrumentationCatalog orElseThrow() {
            throw new CatalogException(problems);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Invalid that && problems.equals(that.problems);
        }

        @Override
        public int hashCode() {
            return problems.hashCode();
        }

        @Override
        public String toString() {
            return "Invalid[problems=" + problems + "]";
        }
    }
}
