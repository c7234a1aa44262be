package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import io.amp4j.catalog.internal.node.Quoted;

/**
 * A location in the input, ordered by line, then column.
 *
 * @param source the file as the caller named it, or another origin of the text
 * @param line counts from 1; 0 if the location is the whole source
 * @param column counts characters from 1; 0 if the location is the whole source
 * @since 0.1.0
 */
public record SourceLocation(String source, int line, int column) {
    /** Refuses negative numbers, and a column without a line. */
    public SourceLocation {
        requireNonNull(source, "source");
        if (line < 0 || column < 0 || (line == 0) != (column == 0)) {
            throw new IllegalArgumentException("not a place in a text: line " + line + ", column " + column);
        }
    }

    /** Returns the location of a whole source, for problems without a line: a missing file, an environment variable, an argument. */
    public static SourceLocation whole(String source) {
        return new SourceLocation(source, 0, 0);
    }

    /**
     * Returns {@code file:line:column}, or only the source if the location is the whole source; always on one line, with control characters
     * of the source as escapes.
     */
    @Override
    public String toString() {
        String shown = Quoted.onOneLine(source);
        return line == 0 ? shown : shown + ":" + line + ":" + column;
    }
}
