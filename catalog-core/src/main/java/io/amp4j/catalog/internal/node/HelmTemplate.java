package io.amp4j.catalog.internal.node;

/** Text that Helm has yet to fill in: <code>{{ .Values.x }}</code>. */
public final class HelmTemplate {
    /** What to do about one. */
    public static final String ADVICE = "render it first, with helm template RELEASE CHART --show-only templates/FILE,"
            + " or take the values with helm get values RELEASE -o yaml";

    private static final String OPENING = "{{";
    private static final String CLOSING = "}}";

    private HelmTemplate() {}

    /** Returns whether the text has a whole template in it. */
    public static boolean isIn(String text) {
        int opening = text.indexOf(OPENING);
        return opening >= 0 && text.indexOf(CLOSING, opening + OPENING.length()) >= 0;
    }

    /**
     * Returns where a template stands between what a parser understood and the place where it gave up, as an offset; -1
     * when none does. Comments and quoted texts hold no template, and neither does the middle of a plain text.
     *
     * @param from up to where the text is understood
     * @param to where the parser gave up
     */
    static int between(String text, int from, int to) {
        int last = Math.min(to, text.length() - OPENING.length());
        boolean atStart = true;
        // A parser may have taken one brace or both for mappings before it gave up.
        int start = from > 0 && text.startsWith(OPENING, from - 1) ? from - 1 : from;
        for (int i = start; i <= last; i++) {
            char c = text.charAt(i);
            if (c == '#' && (i == 0 || Character.isWhitespace(text.charAt(i - 1)))) {
                i = endOfLine(text, i);
                atStart = true;
            } else if (atStart && (c == '"' || c == '\'')) {
                int closing = text.indexOf(c, i + 1);
                if (closing < 0) {
                    return -1;
                }
                i = closing;
                atStart = false;
            } else if (atStart && text.startsWith(OPENING, i)) {
                return text.indexOf(CLOSING, i) < 0 ? -1 : i;
            } else if (!isBlank(c)) {
                atStart = isIndicator(text, i);
            } else if (c == '\n') {
                atStart = true;
            }
        }
        return -1;
    }

    private static int endOfLine(String text, int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    /** Returns whether a value can begin after this character. */
    private static boolean isIndicator(String text, int at) {
        char c = text.charAt(at);
        boolean blankFollows = at + 1 >= text.length() || isBlank(text.charAt(at + 1));
        return c == '['
                || c == '{'
                || c == ','
                || c == '}'
                || c == ']'
                || ((c == ':' || c == '-' || c == '?') && blankFollows);
    }
}
