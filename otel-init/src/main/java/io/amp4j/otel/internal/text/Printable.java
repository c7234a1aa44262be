package io.amp4j.otel.internal.text;

import java.util.Collection;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * Makes text from outside safe for a log, a terminal or a message: on one line, without characters that control a terminal, hide text or
 * change its order. Every message, event and {@code toString} uses this. The other modules have the same class, because the jars share no
 * code.
 */
public final class Printable {
    /** How much of a text of unlimited length is shown. */
    public static final int LONGEST = 200;

    /** How much of one name is shown in a list that may be long. */
    private static final int LONGEST_NAME = 100;

    private static final int MOST_NAMES = 20;

    /** How many combining marks one letter may have; more of them would draw over the lines around it. */
    private static final int MOST_MARKS = 2;

    private Printable() {}

    /** Returns the text with every invisible character escaped; the same instance if there is none. */
    public static String text(String text) {
        int first = 0;
        while (first < text.length() && isShown(text, first)) {
            first += Character.charCount(text.codePointAt(first));
        }
        if (first == text.length()) {
            return text;
        }
        StringBuilder printable = new StringBuilder(text.length() + 16).append(text, 0, first);
        int c;
        for (int at = first; at < text.length(); at += Character.charCount(c)) {
            c = text.codePointAt(at);
            if (isShown(text, at)) {
                printable.appendCodePoint(c);
            } else {
                printable.append(escape(c));
            }
        }
        return printable.toString();
    }

    /**
     * Like {@link #text(String)}, but of at most {@code longest} characters of the text; an ellipsis and a number tell how many are left
     * out.
     */
    public static String text(String text, int longest) {
        if (text.length() <= longest) {
            return text(text);
        }
        int end = Character.isSurrogatePair(text.charAt(longest - 1), text.charAt(longest)) ? longest - 1 : longest;
        return text(text.substring(0, end)) + "…(" + (text.length() - end) + " more)";
    }

    /** Returns the names in brackets, each escaped and truncated; an ellipsis and a number tell how many are left out. */
    public static String names(Collection<String> names) {
        StringJoiner list = new StringJoiner(", ", "[", "]");
        names.stream().limit(MOST_NAMES).forEach(name -> list.add(text(name, LONGEST_NAME)));
        if (names.size() > MOST_NAMES) {
            list.add("…(" + (names.size() - MOST_NAMES) + " more)");
        }
        return list.toString();
    }

    /**
     * Returns equivalent JSON in which invisible characters of its strings are escaped, so that it can be shown. Its line breaks, which are
     * only outside of strings, are kept.
     */
    public static String json(String document) {
        StringBuilder json = new StringBuilder(document.length());
        int c;
        for (int at = 0; at < document.length(); at += Character.charCount(c)) {
            c = document.codePointAt(at);
            if (isShown(document, at) || c == '\n' || c == '\r') {
                json.appendCodePoint(c);
            } else {
                for (char unit : Character.toChars(c)) {
                    json.append(escape(unit));
                }
            }
        }
        return json.toString();
    }

    /** Describes an unexpected text, which may be a secret, only by its length. */
    public static String described(String text) {
        return text.isEmpty() ? "an empty text" : "a text of " + text.length() + " characters";
    }

    /** The escape of JSON and Java; with braces beyond 16 bits. */
    private static String escape(int c) {
        return String.format(Locale.ROOT, c < 0x10000 ? "\\u%04x" : "\\u{%x}", c);
    }

    private static boolean isShown(String text, int at) {
        return isVisible(text.codePointAt(at)) && marksUpTo(text, at) <= MOST_MARKS;
    }

    /** Returns the number of consecutive marks that end at {@code at}; stops counting at one more than allowed. */
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

    /** Characters without a standard meaning, such as private use, count as invisible, because their display is unknown. */
    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> !isDrawnAsNothing(c);
        };
    }

    /**
     * Letters, marks and signs that are blank by design: fillers, selectors, the blank Braille pattern, the musical symbol without a note
     * head.
     */
    private static boolean isDrawnAsNothing(int c) {
        return c == 0x034F
                || c == 0x115F
                || c == 0x1160
                || c == 0x17B4
                || c == 0x17B5
                || (c >= 0x180B && c <= 0x180F)
                || c == 0x2800
                || c == 0x3164
                || (c >= 0xFE00 && c <= 0xFE0F)
                || c == 0xFFA0
                || c == 0x16FE4
                || c == 0x1D159
                || (c >= 0xE0000 && c <= 0xE0FFF);
    }
}
