package io.amp4j.catalog.internal.node;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.amp4j.catalog.ReadLimits;
import java.io.IOException;
import java.io.StringReader;
import java.util.Locale;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Reads the bytes of one input into nodes. */
public final class DocumentReader {
    private static final JsonFactory JSON =
            JsonFactory.builder().streamReadConstraints(Bounds.NONE).build();
    private static final JsonFactory YAML = new LocatedYaml.Factory();

    private final ReadLimits limits;

    /** A reader within these limits. */
    public DocumentReader(ReadLimits limits) {
        this.limits = limits;
    }

    /**
     * Reads JSON when the name ends in {@code .json}, otherwise YAML; text that opens with a brace or a bracket is tried as
     * JSON first, because JSON may hold tabs and escapes that a YAML parser refuses.
     */
    public Document read(String name, byte[] bytes) throws ReadFailure {
        if (bytes.length > limits.bytes()) {
            throw new ReadFailure(
                    "too-large",
                    "the input is larger than " + limits.bytes()
                            + " bytes; a catalog needs a few kilobytes, so check the file, or raise the limit");
        }
        String text = TextDecoder.decode(bytes);
        if (name.toLowerCase(Locale.ROOT).endsWith(".json")) {
            return json(name, text);
        }
        if (opensLikeJson(text)) {
            try {
                return json(name, text);
            } catch (ReadFailure notJson) {
                if (!notJson.code().equals("malformed")) {
                    throw notJson;
                }
            }
        }
        return yaml(name, text, Places.AS_READ);
    }

    /** Reads a YAML text that stands inside an input, with its places translated to that input. */
    public Document readEmbedded(String name, String text, Places places) throws ReadFailure {
        return yaml(name, text, places);
    }

    private static boolean opensLikeJson(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return c == '{' || c == '[';
            }
        }
        return false;
    }

    private Document json(String name, String text) throws ReadFailure {
        return parse(JSON, name, text, Places.AS_READ);
    }

    private Document yaml(String name, String text, Places places) throws ReadFailure {
        return parse(YAML, name, text, places);
    }

    private Document parse(JsonFactory factory, String name, String text, Places places) throws ReadFailure {
        try (JsonParser parser = factory.createParser(new StringReader(text))) {
            try {
                return new NodeBuilder(parser, limits, places).document(name, text);
            } catch (JsonProcessingException e) {
                throw malformed(e, parser, text, places);
            }
        } catch (IOException | RuntimeException e) {
            // Nothing is read from outside here: whatever else a parser throws, it throws because of the text.
            throw new ReadFailure(
                    "malformed", "the text cannot be parsed (" + e.getClass().getSimpleName() + ")", 1, 1);
        }
    }

    private static ReadFailure malformed(JsonProcessingException e, JsonParser parser, String text, Places places) {
        boolean yaml = parser instanceof LocatedYaml;
        int[] at = place(e);
        int template = HelmTemplate.between(
                text, parser instanceof LocatedYaml located ? offset(text, located.understood()) : 0, offset(text, at));
        if (template >= 0) {
            int[] start = place(text, template);
            return failure(
                    yaml ? "yaml: " : "",
                    "{{ … }} is a Helm template; " + HelmTemplate.ADVICE,
                    start[0],
                    start[1],
                    places);
        }
        String words = e.getCause() instanceof MarkedYAMLException marked ? ParserWords.of(marked) : ParserWords.of(e);
        return failure(e.getCause() instanceof MarkedYAMLException ? "yaml: " : "", words, at[0], at[1], places);
    }

    /** Returns the line and column where a parser gave up, from 1. */
    private static int[] place(JsonProcessingException e) {
        if (e.getCause() instanceof MarkedYAMLException marked) {
            Mark mark = marked.getProblemMark() == null ? marked.getContextMark() : marked.getProblemMark();
            return mark == null ? new int[] {1, 1} : new int[] {mark.getLine() + 1, mark.getColumn() + 1};
        }
        JsonLocation location = e.getLocation();
        return location == null
                ? new int[] {1, 1}
                : new int[] {Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr())};
    }

    /** Returns the offset of a line and column, by the line ends that every parser knows; the end when there is no such place. */
    private static int offset(String text, int[] place) {
        int start = 0;
        for (int line = 1; line < place[0]; line++) {
            int end = text.indexOf('\n', start);
            if (end < 0) {
                break;
            }
            start = end + 1;
        }
        return Math.min(text.length(), start + place[1] - 1);
    }

    private static int[] place(String text, int offset) {
        int line = 1;
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0 && end < offset; end = text.indexOf('\n', end + 1)) {
            line++;
            start = end + 1;
        }
        return new int[] {line, text.codePointCount(start, offset) + 1};
    }

    /** AMP's words name the line as well, so it is in the text and not only in the place. */
    private static ReadFailure failure(String format, String words, int line, int column, Places places) {
        int outerLine = places.line(line, column);
        return new ReadFailure(
                "malformed", format + "line " + outerLine + ": " + words, outerLine, places.column(line, column));
    }
}
