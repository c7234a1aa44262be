package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/** What becomes of a {@link Selection}. A service answers {@link Rejected} with HTTP 400. */
public sealed interface SelectionResult permits SelectionResult.Accepted, SelectionResult.Rejected {
    /** Returns what is wrong: of an accepted selection warnings only. */
    List<Problem> problems();

    /** Returns whether the operation may go on. */
    boolean isAccepted();

    /**
     * The operation may go on.
     *
     * @param entry the version that applies; empty when the agent is not instrumented, or keeps an image that the catalog does not
     *     know
     * @param image what is to run in the init container; empty when nothing is set and an earlier image stands
     * @param reason one sentence for a person: why this version and image, or why none
     * @param problems warnings, which a service logs
     */
    record Accepted(Optional<CatalogEntry> entry, Optional<ImageReference> image, String reason, List<Problem> problems)
            implements SelectionResult {
        /** Copies the warnings. */
        public Accepted {
            requireNonNull(entry, "entry");
            requireNonNull(image, "image");
            requireNonNull(reason, "reason");
            problems = List.copyOf(problems);
        }

        @Override
        public boolean isAccepted() {
            return true;
        }
    }

    /**
     * The operation must not go on.
     *
     * @param problems at least one error
     */
    record Rejected(List<Problem> problems) implements SelectionResult {
        /** Copies the problems. */
        public Rejected {
            problems = List.copyOf(problems);
        }

        @Override
        public boolean isAccepted() {
            return false;
        }
    }
}
