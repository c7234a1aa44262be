package io.amp4j.catalog;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Input that does not make a catalog, a question that the catalog refuses, or a library that is missing or too old. The message holds every problem, one a line.
 *
 * @since 0.1.0
 */
public final class CatalogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** So that the exception of a huge broken file can still be read; {@link #problems()} always has them all. */
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

    /** Returns all problems in document order: at least one error, and the warnings beside it. */
    public List<Problem> problems() {
        // The field is transient: an exception that travelled through serialization keeps its message only.
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
