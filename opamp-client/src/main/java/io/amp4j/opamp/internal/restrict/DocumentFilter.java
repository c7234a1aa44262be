package io.amp4j.opamp.internal.restrict;

import io.amp4j.opamp.Bytes;
import java.io.StringWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks a YAML or JSON document against rules, and writes it again without the parts that are not allowed. */
public final class DocumentFilter {
    private DocumentFilter() {}

    /**
     * The result for a document.
     *
     * @param problems all parts that are not allowed
     * @param text the document without those parts, if it was requested; empty otherwise
     */
    public record Filtered(List<String> problems, String text) {}

    /**
     * Loads the parser libraries.
     *
     * @throws LinkageError if they are missing
     */
    public static void load() throws LinkageError {
        try {
            YamlWalk.walk("{}", new RuleChecker(Rules.NONE), null);
            JsonWalk.walk("{}", new RuleChecker(Rules.NONE), null);
        } catch (UnreadableException e) {
            throw new IllegalStateException("an empty map can be read", e);
        }
    }

    /** Checks a document; {@code writes} says whether to return the allowed part as text if something is not allowed. */
    public static Filtered filter(Bytes body, Rules rules, boolean isJson, boolean writes) throws UnreadableException {
        String text = body.toText();
        check(body, text);
        RuleChecker checker = new RuleChecker(rules);
        walk(text, checker, isJson, null);
        if (checker.problems().isEmpty() || !writes) {
            return new Filtered(checker.problems(), "");
        }
        StringWriter written = new StringWriter();
        walk(text, new RuleChecker(rules), isJson, written);
        return new Filtered(checker.problems(), written.toString());
    }

    /** Refuses characters that end a line only for some parsers, or that some parsers ignore. */
    private static void check(Bytes body, String text) throws UnreadableException {
        if (!Bytes.utf8(text).equals(body)) {
            throw new UnreadableException("is no UTF-8");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\u0085' || c == '\u2028' || c == '\u2029' || (c == '\uFEFF' && i > 0)) {
                throw new UnreadableException("has the character U+" + "%04X".formatted((int) c)
                        + ", which not every reader takes for the same");
            }
        }
    }

    private static void walk(String text, RuleChecker checker, boolean isJson, @Nullable StringWriter out)
            throws UnreadableException {
        if (isJson) {
            JsonWalk.walk(text, checker, out);
        } else {
            YamlWalk.walk(text, checker, out);
        }
    }
}
