package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import io.amp4j.catalog.internal.node.Quoted;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One problem with the input of a catalog.
 *
 * @since 0.1.0
 */
public final class Problem {
    private final String code;
    private final Severity severity;
    private final SourceLocation location;
    private final String message;
    private final @Nullable String entry;
    private final @Nullable String field;

    private Problem(
            String code,
            Severity severity,
            SourceLocation location,
            String message,
            @Nullable String entry,
            @Nullable String field) {
        requireNonNull(code, "code");
        requireNonNull(severity, "severity");
        requireNonNull(location, "location");
        requireNonNull(message, "message");
        this.code = code;
        this.severity = severity;
        this.location = location;
        this.message = message;
        this.entry = entry;
        this.field = field;
    }

    /** Returns a problem without an entry and without a field. */
    public static Problem of(String code, Severity severity, SourceLocation location, String message) {
        return new Problem(code, severity, location, message, null, null);
    }

    /** Returns the same problem with another severity. */
    public Problem withSeverity(Severity other) {
        return new Problem(code, other, location, message, entry, field);
    }

    /** Returns the same problem with another message. */
    public Problem withMessage(String other) {
        return new Problem(code, severity, location, other, entry, field);
    }

    /** Returns the same problem inside the entry of this version, or in none. */
    public Problem withEntry(@Nullable String version) {
        return new Problem(code, severity, location, message, version, field);
    }

    /** Returns the same problem about this field, or about none. */
    public Problem withField(@Nullable String name) {
        return new Problem(code, severity, location, message, entry, name);
    }

    /** Returns the stable name of the rule, such as {@code missing-field}; {@code docs/catalog-problems.md} lists them all. */
    public String code() {
        return code;
    }

    /** Returns the severity: whether it refuses the input. */
    public Severity severity() {
        return severity;
    }

    /** Returns the location of the offending text. */
    public SourceLocation location() {
        return location;
    }

    /**
     * Returns what was found, what is allowed and what to do, without the location; it begins with AMP's own message if AMP reports the
     * same problem.
     */
    public String message() {
        return message;
    }

    /** Returns the version of the entry as it is written, or null if the problem is not inside an entry with a version. */
    public @Nullable String entry() {
        return entry;
    }

    /** Returns the field's name in the file, or null if the problem is not about one field. */
    public @Nullable String field() {
        return field;
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

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Problem that
                && code.equals(that.code)
                && severity.equals(that.severity)
                && location.equals(that.location)
                && message.equals(that.message)
                && Objects.equals(entry, that.entry)
                && Objects.equals(field, that.field);
    }

    @Override
    public int hashCode() {
        return Objects.hash(code, severity, location, message, entry, field);
    }
}
