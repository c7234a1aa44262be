package io.amp4j.otel;

import io.amp4j.otel.internal.text.Printable;
import java.util.ArrayList;
import java.util.List;

/**
 * Configuration that spans cannot be exported with; the message names everything missing or wrong, and no secret.
 *
 * @since 0.1.0
 */
public final class AmpConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ArrayList<String> problems;

    AmpConfigurationException(List<String> problems) {
        super(message(problems));
        this.problems = new ArrayList<>(printable(problems));
    }

    AmpConfigurationException(List<String> problems, Throwable cause) {
        super(message(problems), cause);
        this.problems = new ArrayList<>(printable(problems));
    }

    /** Every problem, one sentence each, in the order in which the settings are documented. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** A value of a variable must not write lines of its own. */
    private static List<String> printable(List<String> problems) {
        return problems.stream().map(Printable::text).toList();
    }

    private static String message(List<String> found) {
        List<String> problems = printable(found);
        return problems.size() == 1
                ? "cannot send spans to AMP: " + problems.get(0)
                : "cannot send spans to AMP, " + problems.size() + " problems:\n  - " + String.join("\n  - ", problems);
    }
}
