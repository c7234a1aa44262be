package io.amp4j.catalog.internal.node;

import java.util.Locale;

/** Texts of the input as messages show them: in quotes, on one line and never endless. */
public final class Quoted {
    private static final int LONGEST = 100;

    private Quoted() {}

    /** Returns the text in double quotes with AMP's escapes; only the first hundred characters of a long text. */
    public static String of(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        append(text, quoted, true);
        return quoted.append('"').toString();
    }

    /** Returns the whole text in double quotes, as a YAML file takes it. */
    public static String whole(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        append(text, quoted, true, text.length());
        return quoted.append('"').toString();
    }

    /** Returns the text without quotes, otherwise as {@link #of}. */
    public static String shortened(String text) {
        StringBuilder shortened = new StringBuilder(text.length());
        append(text, shortened, false);
        return shortened.toString();
    }

    /**
     * Returns the whole text on one line: as {@link #shortened} but of any length, for names of files, which nobody could find
     * by their beginning. A text that has nothing to escape is returned itself.
     */
    public static String onOneLine(String text) {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            if (!isVisible(text.codePointAt(i))) {
                StringBuilder line = new StringBuilder(text.length() + 16);
                append(text, line, false, text.length());
                return line.toString();
            }
        }
        return text;
    }

    private static void append(String text, StringBuilder to, boolean quotes) {
        append(text, to, quotes, LONGEST);
    }

    private static void append(String text, StringBuilder to, boolean quotes, int longest) {
        int end = Math.min(text.length(), longest);
        if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        for (int i = 0; i < end; i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            switch (c) {
                case '"' -> to.append(quotes ? "\\\"" : "\"");
                case '\\' -> to.append(quotes ? "\\\\" : "\\");
                case '\n' -> to.append("\\n");
                case '\r' -> to.append("\\r");
                case '\t' -> to.append("\\t");
                default -> {
                    if (isVisible(c)) {
                        to.appendCodePoint(c);
                    } else {
                        to.append(escaped(c));
                    }
                }
            }
        }
        if (end < text.length()) {
            to.append('…');
        }
    }

    /** As Go writes it, and as YAML reads it. */
    private static String escaped(int c) {
        String format = c < 0x80 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x";
        return String.format(Locale.ROOT, format, c);
    }

    private static boolean isVisible(int c) {
        return c == ' ' || (!Invisible.is(c) && Character.getType(c) != Character.SURROGATE);
    }
}
