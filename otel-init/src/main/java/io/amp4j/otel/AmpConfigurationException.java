package io.amp4j.otel;

import io.amp4j.otel.internal.text.Printable;
import java.util.ArrayList;
import java.util.List;

/**
 * The configuration is not sufficient to export spans; the message names everything that is missing or wrong, and shows no secret.
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

    /** Returns every problem, one sentence each, in the order in which the settings are documented. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** Escapes line breaks, so that the value of a variable cannot add lines to a log. */
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
