package io.amp4j.opamp.internal.restrict;

import io.amp4j.opamp.Bytes;
import java.io.StringWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges a document of YAML or JSON, and writes it again without what is not allowed. */
public final class DocumentFilter {
    private DocumentFilter() {}

    /**
     * What came of a document.
     *
     * @param problems what is not allowed, all of it
     * @param text the document without that, if it was to be written; empty otherwise
     */
    public record Filtered(List<String> problems, String text) {}

    /**
     * Loads what reads documents.
     *
     * @throws LinkageError if it is not there
     */
    public static void load() throws LinkageError {
        try {
            YamlWalk.walk("{}", new Judge(Rules.NONE), null);
            JsonWalk.walk("{}", new Judge(Rules.NONE), null);
        } catch (UnreadableException e) {
            throw new IllegalStateException("an empty map can be read", e);
        }
    }

    /** Judges a document; {@code writes} is whether what is allowed is wanted as a text if something is not. */
    public static Filtered filter(Bytes body, Rules rules, boolean isJson, boolean writes) throws UnreadableException {
        String text = body.toText();
        check(body, text);
        Judge judge = new Judge(rules);
        walk(text, judge, isJson, null);
        if (judge.problems().isEmpty() || !writes) {
            return new Filtered(judge.problems(), "");
        }
        StringWriter written = new StringWriter();
        walk(text, new Judge(rules), isJson, written);
        return new Filtered(judge.problems(), written.toString());
    }

    /** Refuses characters that end a line for some readers and not for others, or that some leave out. */
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

    private static void walk(String text, Judge judge, boolean isJson, @Nullable StringWriter out)
            throws UnreadableException {
        if (isJson) {
            JsonWalk.walk(text, judge, out);
        } else {
            YamlWalk.walk(text, judge, out);
        }
    }
}
