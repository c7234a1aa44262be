package io.amp4j.opamp.internal.restrict;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a document of YAML or JSON, and writes it again without what is not allowed. The items of a list are at the path of the list.
 * A key {@code a::b} is two keys, as the Collector reads it. What could mean something else to another reader is refused: aliases, merge
 * keys, keys that are there twice, several documents.
 */
public final class DocumentFilter {
    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            // On for a new factory, and off for one that is built.
            .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build();

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final Rules rules;
    private final JsonParser parser;
    private final JsonGenerator out;
    private final List<String> path = new ArrayList<>();
    private final List<String> problems;

    private DocumentFilter(Rules rules, JsonParser parser, JsonGenerator out, List<String> problems) {
        this.rules = rules;
        this.parser = parser;
        this.out = out;
        this.problems = problems;
    }

    /**
     * What came of a document.
     *
     * @param problems what is not allowed, all of it; it is not in {@code text}
     * @param text the document without that
     */
    public record Filtered(List<String> problems, String text) {}

    /** The document cannot be judged. */
    public static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1;

        UnreadableException(String message) {
            super(message);
        }
    }

    /**
     * Loads what reads YAML, which this class needs to be initialized.
     *
     * @throws LinkageError if it is not there
     */
    public static void load() {}

    static YAMLParser parser(String text) throws IOException {
        return YAML.createParser(text);
    }

    /** Filters a document, of JSON or of YAML. */
    public static Filtered filter(String text, Rules rules, boolean isJson) throws UnreadableException {
        StringWriter written = new StringWriter();
        List<String> problems = new ArrayList<>();
        try (JsonParser parser = isJson ? JSON.createParser(text) : parser(text);
                JsonGenerator out = isJson
                        ? JSON.createGenerator(written).useDefaultPrettyPrinter()
                        : YAML.createGenerator(written)) {
            new DocumentFilter(rules, parser, out, problems).document();
        } catch (JsonProcessingException e) {
            throw new UnreadableException("cannot be read"
                    + (e.getLocation() == null
                            ? ""
                            : " (line " + e.getLocation().getLineNr() + ")"));
        } catch (IOException e) {
            throw new UncheckedIOException("texts are read and written in memory", e);
        }
        return new Filtered(problems, written.toString());
    }

    private void document() throws IOException, UnreadableException {
        JsonToken first = parser.nextToken();
        if (first == null || first == JsonToken.VALUE_NULL) {
            if (first != null && parser.nextToken() != null) {
                throw new UnreadableException("has several documents");
            }
            return;
        }
        if (first != JsonToken.START_OBJECT) {
            throw new UnreadableException("is no map");
        }
        map();
        if (parser.nextToken() != null) {
            throw new UnreadableException("has several documents");
        }
    }

    private void map() throws IOException, UnreadableException {
        out.writeStartObject();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            if (key.equals("<<")) {
                throw unreadable("has a merge key");
            }
            parser.nextToken();
            int length = path.size();
            path.addAll(List.of(key.split("::", -1)));
            value(key);
            path.subList(length, path.size()).clear();
        }
        out.writeEndObject();
    }

    private void list() throws IOException, UnreadableException {
        out.writeStartArray();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            value(null);
        }
        out.writeEndArray();
    }

    /** Judges and writes a value, with its key if it has one. */
    private void value(@Nullable String key) throws IOException, UnreadableException {
        if (isAlias()) {
            throw unreadable("has an alias");
        }
        JsonToken token = parser.currentToken();
        boolean isValue = !token.isStructStart();
        String problem = rules.problemOf(path, isValue);
        if (problem == null && isValue && token != JsonToken.VALUE_NULL) {
            problem = rules.problemOf(path, parser.getText());
        }
        if (problem != null) {
            problems.add(problem);
            // What is left out may still hide something.
            skip();
            return;
        }
        if (key != null) {
            out.writeFieldName(key);
        }
        switch (token) {
            case START_OBJECT -> map();
            case START_ARRAY -> list();
            case VALUE_NULL -> out.writeNull();
            case VALUE_TRUE, VALUE_FALSE -> out.writeBoolean(token == JsonToken.VALUE_TRUE);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> out.writeNumber(parser.getText());
            case VALUE_STRING -> out.writeString(parser.getText());
            default -> throw unreadable("has a value of a kind that cannot be judged");
        }
    }

    private boolean isAlias() throws IOException {
        return parser instanceof YAMLParser yaml && yaml.isCurrentAlias();
    }

    private void skip() throws IOException, UnreadableException {
        int depth = 0;
        do {
            if (isAlias()) {
                throw unreadable("has an alias");
            }
            JsonToken token = parser.currentToken();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        } while (depth > 0 && parser.nextToken() != null);
    }

    private UnreadableException unreadable(String what) {
        return new UnreadableException(
                what + " (line " + parser.currentTokenLocation().getLineNr() + ")");
    }
}
