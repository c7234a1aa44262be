package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import io.amp4j.catalog.internal.node.Quoted;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a {@link Selection}. A service answers {@link Rejected} with HTTP 400.
 *
 * @since 0.1.0
 */
public sealed interface SelectionResult permits SelectionResult.Accepted, SelectionResult.Rejected {
    /** Returns what is wrong: of an accepted selection warnings only. */
    List<Problem> problems();

    /** Returns whether the operation may go on. */
    boolean isAccepted();

    /** The operation may go on. */
    final class Accepted implements SelectionResult {
        private final Optional<CatalogEntry> entry;
        private final Optional<ImageReference> image;
        private final String reason;
        private final List<Problem> problems;

        Accepted(Optional<CatalogEntry> entry, Optional<ImageReference> image, String reason, List<Problem> problems) {
            requireNonNull(entry, "entry");
            requireNonNull(image, "image");
            requireNonNull(reason, "reason");
            problems = List.copyOf(problems);
            this.entry = entry;
            this.image = image;
            this.reason = reason;
            this.problems = problems;
        }

        /** Returns the version that applies; empty when the agent is not instrumented, or keeps an image that the catalog does not know. */
        public Optional<CatalogEntry> entry() {
            return entry;
        }

        /** Returns what is to run in the init container; empty when nothing is set and an earlier image stands. */
        public Optional<ImageReference> image() {
            return image;
        }

        /** Returns one sentence for a person: why this version and image, or why none. */
        public String reason() {
            return reason;
        }

        /** Returns the warnings, which a service logs. */
        @Override
        public List<Problem> problems() {
            return problems;
        }

        /** Shows all on one line, what is not visible as escapes. */
        @Override
        public String toString() {
            return Quoted.onOneLine("Accepted[entry=" + entry + ", image=" + image + ", reason=" + reason
                    + ", problems=" + problems + "]");
        }

        @Override
        public boolean isAccepted() {
            return true;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Accepted that
                    && entry.equals(that.entry)
                    && image.equals(that.image)
                    && reason.equals(that.reason)
                    && problems.equals(that.problems);
        }

        @Override
        public int hashCode() {
            return Objects.hash(entry, image, reason, problems);
        }
    }

    /** The operation must not go on. */
    final class Rejected implements SelectionResult {
        private final List<Problem> problems;

        Rejected(List<Problem> problems) {
            problems = List.copyOf(problems);
            this.problems = problems;
        }

        /** Returns the problems, at least one error among them. */
        @Override
        public List<Problem> problems() {
            return problems;
        }

        @Override
        public boolean isAccepted() {
            return false;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Rejected that && problems.equals(that.problems);
        }

        @Override
        public int hashCode() {
            return problems.hashCode();
        }

        @Override
        public String toString() {
            return "Rejected[problems=" + problems + "]";
        }
    }
}
