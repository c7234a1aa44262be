package io.amp4j.otel.internal.contract;

import java.util.Locale;

/** Texts of spans as a log or a terminal may show them: on one line, and with nothing that would steer either. */
public final class Printable {
    private Printable() {}

    /** Returns the text with every character that is not visible as an escape; the same instance if there is none. */
    public static String text(String text) {
        if (text.codePoints().allMatch(Printable::isVisible)) {
            return text;
        }
        StringBuilder printable = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (isVisible(c)) {
                printable.appendCodePoint(c);
            } else {
                printable.append(String.format(Locale.ROOT, "\\u%04x", c));
            }
        });
        return printable.toString();
    }

    private static boolean isVisible(int c) {
        return c == ' '
                || !(Character.isISOControl(c)
                        || Character.isSpaceChar(c)
                        || Character.getType(c) == Character.FORMAT
                        || Character.getType(c) == Character.SURROGATE);
    }
}
