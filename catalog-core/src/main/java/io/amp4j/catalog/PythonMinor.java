package io.amp4j.catalog;

/**
 * The minor of a Python version, as AMP reads it: the image is bound to {@code 3.11}, whatever the patch.
 *
 * @since 0.1.0
 */
public final class PythonMinor {
    private PythonMinor() {}

    /**
     * Returns {@code major.minor} of a language version, or an empty text if it has none.
     *
     * <p>{@code 3.11}, {@code 3.11.4}, {@code 3.11.x} and {@code " 3.11 "} are all {@code 3.11}; {@code 3} and a blank are empty. As in
     * AMP, the parts need not be numbers. A text that already is a minor is returned unchanged.
     */
    public static String normalize(String languageVersion) {
        String text = languageVersion.trim();
        int firstDot = text.indexOf('.');
        if (firstDot < 0) {
            return "";
        }
        int secondDot = text.indexOf('.', firstDot + 1);
        int end = secondDot < 0 ? text.length() : secondDot;
        String major = text.substring(0, firstDot).trim();
        String minor = text.substring(firstDot + 1, end).trim();
        if (major.isEmpty() || minor.isEmpty()) {
            return "";
        }
        int length = major.length() + 1 + minor.length();
        return length == languageVersion.length() ? languageVersion : major + "." + minor;
    }

    /** Returns whether the text is a bare minor of numbers without leading zeros, such as {@code 3.11}. */
    public static boolean isBare(String text) {
        int dot = text.indexOf('.');
        return dot > 0 && isNumber(text, 0, dot) && isNumber(text, dot + 1, text.length());
    }

    private static boolean isNumber(String text, int from, int to) {
        int digits = to - from;
        if (digits < 1 || digits > 4 || (digits > 1 && text.charAt(from) == '0')) {
            return false;
        }
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return true;
    }
}
