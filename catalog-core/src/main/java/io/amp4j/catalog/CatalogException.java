package io.amp4j.catalog;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Thrown for input that is not a valid catalog, for a request that the catalog refuses, and if a library is missing or too old. The message
 * has every problem, one per line.
 *
 * @since 0.1.0
 */
public final class CatalogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Keeps the message of a huge broken file readable; {@link #problems()} always has all problems. */
    private static final int PROBLEMS_IN_MESSAGE = 100;

    private final transient List<Problem> problems;

    CatalogException(List<Problem> problems) {
        super(message(problems));
        this.problems = List.copyOf(problems);
    }

    CatalogException(List<Problem> problems, Throwable cause) {
        super(message(problems), cause);
        this.problems = List.copyOf(problems);
    }

    /** Returns all problems in document order: at least one error, and all warnings. */
    public List<Problem> problems() {
        // The field is transient, so a deserialized exception has only its message.
        return problems == null ? List.of() : problems;
    }

    private static String message(List<Problem> problems) {
        String shown = problems.stream()
                .limit(PROBLEMS_IN_MESSAGE)
                .map(Problem::toString)
                .collect(Collectors.joining("\n"));
        int hidden = problems.size() - PROBLEMS_IN_MESSAGE;
        return hidden > 0 ? shown + "\nand " + hidden + " more" : shown;
    }
}
