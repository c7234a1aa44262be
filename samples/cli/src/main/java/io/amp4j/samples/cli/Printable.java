package io.amp4j.samples.cli;

import java.util.Locale;

/** Texts of files and arguments as a terminal may show them: on one line, and with nothing that would steer it. */
final class Printable {
    private static final int WIDEST_CELL = 60;

    private Printable() {}

    /** Returns the text with every character that is not visible as an escape. */
    static String text(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)
                    || (c != ' ' && Character.isSpaceChar(c))
                    || Character.getType(c) == Character.FORMAT) {
                printable.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                printable.append(c);
            }
        }
        return printable.toString();
    }

    /** Returns the same, but only the beginning of a text that would make a table unreadable. */
    static String cell(String text) {
        return text.length() <= WIDEST_CELL ? text(text) : text(text.substring(0, WIDEST_CELL)) + "…";
    }
}
