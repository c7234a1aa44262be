package io.amp4j.catalog.internal.node;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the characters of a text that stands in a scalar are in the outer text: the YAML file inside a ConfigMap.
 *
 * <p>Exact for a literal block, which is how charts write it, and for a double-quoted text on one line, which is how JSON
 * writes it. For the other styles every place is the scalar's own.
 */
public final class EmbeddedPlaces {
    private EmbeddedPlaces() {}

    /** Returns the translation for a scalar of this text. */
    public static Places of(String outer, ScalarNode scalar) {
        int lineStart = lineStart(outer, scalar.line());
        int start = Math.min(
                outer.length(),
                outer.offsetByCodePoints(
                        lineStart, Math.min(scalar.column() - 1, outer.codePointCount(lineStart, outer.length()))));
        char opening = start < outer.length() ? outer.charAt(start) : ' ';
        if (opening == '|') {
            return literalBlock(outer, start, scalar);
        }
        if (opening == '"') {
            Places quoted = quoted(outer, start, scalar);
            if (quoted != null) {
                return quoted;
            }
        }
        return new Shifted(scalar.line(), 0, scalar.column(), 0);
    }

    private static int lineStart(String text, int line) {
        int start = 0;
        for (int i = 1; i < line; i++) {
            int end = text.indexOf('\n', start);
            if (end < 0) {
                return start;
            }
            start = end + 1;
        }
        return start;
    }

    private static Places literalBlock(String outer, int header, ScalarNode scalar) {
        int indent = firstIndent(outer, outer.indexOf('\n', header) + 1) - firstIndent(scalar.text(), 0);
        return new Shifted(scalar.line() + 1, 1, Math.max(0, indent) + 1, 1);
    }

    /** Returns the number of spaces before the first visible character. */
    private static int firstIndent(String text, int from) {
        int spaces = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                spaces = 0;
            } else if (c == ' ') {
                spaces++;
            } else {
                return spaces;
            }
        }
        return 0;
    }

    /** Line 1, column 1 of the inner text is at (line, column); the steps are 1 for exact places and 0 for a fixed one. */
    private record Shifted(int firstLine, int lineStep, int firstColumn, int columnStep) implements Places {
        @Override
        public int line(int line, int column) {
            return firstLine + lineStep * (line - 1);
        }

        @Override
        public int column(int line, int column) {
            return firstColumn + columnStep * (column - 1);
        }
    }

    /** Walks over the escapes and notes at which outer column each inner character begins. */
    private static @Nullable Places quoted(String outer, int start, ScalarNode scalar) {
        int[] columns = new int[scalar.text().length() + 1];
        int[] lineStarts = new int[16];
        int lines = 1;
        int count = 0;
        int column = scalar.column() + 1;
        int i = start + 1;
        while (i < outer.length() && outer.charAt(i) != '"') {
            char c = outer.charAt(i);
            if (c == '\n' || c == '\r' || count >= columns.length) {
                return null;
            }
            int width = 1;
            boolean newline = false;
            if (c == '\\' && i + 1 < outer.length()) {
                char escaped = outer.charAt(i + 1);
                width = escaped == 'u' ? 6 : escaped == 'x' ? 4 : escaped == 'U' ? 10 : 2;
                newline = escaped == 'n';
            } else if (Character.isHighSurrogate(c)) {
                // One character of the text, one column, two units.
                i++;
            }
            columns[count++] = column;
            if (newline) {
                lineStarts = lines == lineStarts.length ? Arrays.copyOf(lineStarts, 2 * lines) : lineStarts;
                lineStarts[lines++] = count;
            }
            column += width;
            i += width;
        }
        columns[Math.min(count, columns.length - 1)] = column;
        return new OnOneLine(scalar.line(), columns, Arrays.copyOf(lineStarts, lines), count);
    }

    private static final class OnOneLine implements Places {
        private final int outerLine;
        private final int[] columns;
        private final int[] lineStarts;
        private final int last;

        OnOneLine(int outerLine, int[] columns, int[] lineStarts, int count) {
            this.outerLine = outerLine;
            this.columns = columns;
            this.lineStarts = lineStarts;
            this.last = Math.min(count, columns.length - 1);
        }

        @Override
        public int line(int line, int column) {
            return outerLine;
        }

        @Override
        public int column(int line, int column) {
            int start = lineStarts[Math.min(line, lineStarts.length) - 1];
            return columns[Math.min(start + column - 1, last)];
        }
    }
}
