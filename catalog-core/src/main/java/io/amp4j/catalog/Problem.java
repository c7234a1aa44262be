package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import io.amp4j.catalog.internal.node.Quoted;
import org.jspecify.annotations.Nullable;

/**
 * One thing wrong with the input of a catalog.
 *
 * @param code the stable name of the rule, such as {@code missing-field}; {@code docs/catalog-problems.md} lists them all
 * @param severity whether it refuses the input
 * @param location where the offending text stands
 * @param message what was found, what is allowed and what to do, without the location; it begins with AMP's own words where
 *     AMP reports the same problem
 * @param entry the version of the entry as it is written, or null when the problem is not inside an entry that names one
 * @param field the field as the file calls it, or null when the problem is not about one field
 */
public record Problem(
        String code,
        Severity severity,
        SourceLocation location,
        String message,
        @Nullable String entry,
        @Nullable String field) {
    /** Refuses null where a value is needed. */
    public Problem {
        requireNonNull(code, "code");
        requireNonNull(severity, "severity");
        requireNonNull(location, "location");
        requireNonNull(message, "message");
    }

    /** Returns whether this problem refuses the input. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** Returns {@code file:line:column: severity: message} on one line, with control characters as escapes. */
    @Override
    public String toString() {
        return location + ": " + severity.text() + ": " + Quoted.onOneLine(message);
    }
}
