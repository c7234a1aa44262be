package io.amp4j.catalog.internal.node;

/** Characters that nobody sees: white space by Unicode's measure, controls, and what is drawn as nothing at all. */
public final class Invisible {
    private Invisible() {}

    /** Returns whether the character leaves no mark on a screen or on paper. */
    public static boolean is(int codePoint) {
        if (codePoint > ' ' && codePoint < 0x7F) {
            return false;
        }
        return Character.isWhitespace(codePoint)
                || Character.isSpaceChar(codePoint)
                || Character.isISOControl(codePoint)
                || Character.getType(codePoint) == Character.FORMAT
                || isDrawnAsNothing(codePoint);
    }

    /** Letters, marks and signs that are blank by design: fillers, selectors, the Braille pattern without dots, the note without a head. */
    private static boolean isDrawnAsNothing(int codePoint) {
        return codePoint == 0x034F
                || codePoint == 0x115F
                || codePoint == 0x1160
                || codePoint == 0x17B4
                || codePoint == 0x17B5
                || (codePoint >= 0x180B && codePoint <= 0x180F)
                || codePoint == 0x2065
                || codePoint == 0x2800
                || codePoint == 0x3164
                || (codePoint >= 0xFE00 && codePoint <= 0xFE0F)
                || codePoint == 0xFFA0
                || (codePoint >= 0xFFF0 && codePoint <= 0xFFF8)
                || codePoint == 0x16FE4
                || codePoint == 0x1D159
                || (codePoint >= 0xE0000 && codePoint <= 0xE0FFF);
    }

    /** Returns whether such a character stands at either end of the text. */
    public static boolean isAround(String text) {
        return !text.isEmpty() && (is(text.codePointAt(0)) || is(text.codePointBefore(text.length())));
    }

    /** Returns whether the text is nothing else; the empty text is. */
    public static boolean isAll(String text) {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            if (!is(text.codePointAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Returns the text without any of them, also inside. */
    public static String without(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints().filter(codePoint -> !is(codePoint)).forEach(visible::appendCodePoint);
        return visible.toString();
    }
}
