package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import io.amp4j.catalog.internal.node.Quoted;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of a {@link Selection}. A service answers {@link Rejected} with HTTP 400.
 *
 * @since 0.1.0
 */
public sealed interface SelectionResult permits SelectionResult.Accepted, SelectionResult.Rejected {
    /** Returns the problems; those of an accepted selection are only warnings. */
    List<Problem> problems();

    /** Returns whether the operation is allowed. */
    boolean isAccepted();

    /** The operation is allowed. */
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

        /** Returns the version that applies; empty if the agent is not instrumented, or keeps an image that is not in the catalog. */
        public Optional<CatalogEntry> entry() {
            return entry;
        }

        /** Returns the image of the init container; empty if none is set, so that an earlier image is kept. */
        public Optional<ImageReference> image() {
            return image;
        }

        /** Returns one human-readable sentence: why this version and image, or why none. */
        public String reason() {
            return reason;
        }

        /** Returns the warnings, which a service logs. */
        @Override
        public List<Problem> problems() {
            return problems;
        }

        /** Shows everything on one line; invisible characters are escaped. */
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

    /** The operation is refused. */
    final class Rejected implements SelectionResult {
        private final List<Problem> problems;

        Rejected(List<Problem> problems) {
            problems = List.copyOf(problems);
            this.problems = problems;
        }

        /** Returns the problems, with at least one error. */
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
