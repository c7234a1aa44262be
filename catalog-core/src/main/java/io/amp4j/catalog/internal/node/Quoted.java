package io.amp4j.catalog.internal.node;

import java.util.Locale;

/**
 * Texts of the input as messages show them: in quotes, on one line and never endless. Nothing in them steers a terminal, hides or changes the
 * order of what is read. Every message and {@code toString} goes through here; the escapes are AMP's, so that its words are found in ours.
 */
public final class Quoted {
    private static final int LONGEST = 100;

    /** How many marks one letter may have; more of them draw over the lines around it. */
    private static final int MOST_MARKS = 2;

    private Quoted() {}

    /** Returns the text in double quotes with AMP's escapes; only the first hundred characters of a long text, and how many more it has. */
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
            if (!isShown(text, i)) {
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
                    if (isShown(text, i)) {
                        to.appendCodePoint(c);
                    } else {
                        to.append(escaped(c));
                    }
                }
            }
        }
        if (end < text.length()) {
            to.append("…(").append(text.length() - end).append(" more)");
        }
    }

    /** As Go writes it, and as YAML reads it. */
    private static String escaped(int c) {
        String format = c < 0x80 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x";
        return String.format(Locale.ROOT, format, c);
    }

    /**
     * Returns a JSON document with what is not visible in its texts as escapes of JSON, so that it says the same and can be shown. Outside of
     * texts it has line feeds.
     */
    public static String inJson(String document) {
        StringBuilder json = new StringBuilder(document.length());
        int c;
        for (int at = 0; at < document.length(); at += Character.charCount(c)) {
            c = document.codePointAt(at);
            if (c == '\n' || isShown(document, at)) {
                json.appendCodePoint(c);
            } else {
                for (char unit : Character.toChars(c)) {
                    json.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
            }
        }
        return json.toString();
    }

    private static boolean isShown(String text, int at) {
        return isVisible(text.codePointAt(at)) && marksUpTo(text, at) <= MOST_MARKS;
    }

    /** Returns how many marks stand in a row there, this one among them; counts to one more than there may be. */
    private static int marksUpTo(String text, int at) {
        int marks = 0;
        int c = text.codePointAt(at);
        for (int start = at; isMark(c) && ++marks <= MOST_MARKS && start > 0; start -= Character.charCount(c)) {
            c = text.codePointBefore(start);
        }
        return marks;
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    /** What has no meaning here, such as private use, is as good as hidden: nobody knows what a screen makes of it. */
    private static boolean isVisible(int c) {
        int type = Character.getType(c);
        return c == ' '
                || (!Invisible.is(c)
                        && type != Character.SURROGATE
                        && type != Character.PRIVATE_USE
                        && type != Character.UNASSIGNED);
    }
}
