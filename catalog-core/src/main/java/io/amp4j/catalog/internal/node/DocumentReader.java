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
    private static final JsonFactory JSON = new JsonFactory();
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
            return new NodeBuilder(parser, limits, places).document(name, text);
        } catch (JsonProcessingException e) {
            throw malformed(e, places);
        } catch (IOException | RuntimeException e) {
            // Nothing is read from outside here: whatever else a parser throws, it throws because of the text.
            throw new ReadFailure(
                    "malformed", "the text cannot be parsed (" + e.getClass().getSimpleName() + ")", 1, 1);
        }
    }

    private static ReadFailure malformed(JsonProcessingException e, Places places) {
        if (e.getCause() instanceof MarkedYAMLException marked) {
            Mark mark = marked.getProblemMark() == null ? marked.getContextMark() : marked.getProblemMark();
            int line = mark == null ? 1 : mark.getLine() + 1;
            int column = mark == null ? 1 : mark.getColumn() + 1;
            return failure("yaml: ", ParserWords.of(marked), line, column, places);
        }
        JsonLocation location = e.getLocation();
        int line = location == null ? 1 : Math.max(1, location.getLineNr());
        int column = location == null ? 1 : Math.max(1, location.getColumnNr());
        return failure("", ParserWords.of(e), line, column, places);
    }

    /** AMP's words name the line as well, so it is in the text and not only in the place. */
    private static ReadFailure failure(String format, String words, int line, int column, Places places) {
        int outerLine = places.line(line, column);
        return new ReadFailure(
                "malformed", format + "line " + outerLine + ": " + words, outerLine, places.column(line, column));
    }
}
