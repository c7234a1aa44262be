package io.amp4j.opamp.internal.restrict;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/** Checks JSON against rules, and writes its allowed part. */
final class JsonWalk {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final RuleChecker checker;
    private final JsonParser parser;
    private final JsonGenerator out;

    private JsonWalk(RuleChecker checker, JsonParser parser, JsonGenerator out) {
        this.checker = checker;
        this.parser = parser;
        this.out = out;
    }

    /** Checks a document, and writes its allowed part if there is a writer. */
    static void walk(String text, RuleChecker checker, @Nullable Writer writer) throws UnreadableException {
        try (JsonParser parser = JSON.createParser(text);
                JsonGenerator out = JSON.createGenerator(writer == null ? Writer.nullWriter() : writer)) {
            new JsonWalk(checker, parser, out).document();
        } catch (JsonProcessingException e) {
            throw new UnreadableException("cannot be read"
                    + (e.getLocation() == null
                            ? ""
                            : " (line " + e.getLocation().getLineNr() + ")"));
        } catch (IOException e) {
            throw new UncheckedIOException("texts are read and written in memory", e);
        }
    }

    private void document() throws IOException, UnreadableException {
        JsonToken first = parser.nextToken();
        if (first == JsonToken.START_OBJECT) {
            map();
        } else if (first != null) {
            throw new UnreadableException("is no map");
        }
        if (parser.nextToken() != null) {
            throw new UnreadableException("has several documents");
        }
    }

    private void map() throws IOException, UnreadableException {
        checker.begin();
        out.writeStartObject();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            int before = checker.enter(key);
            value(key);
            checker.leave(before);
        }
        out.writeEndObject();
        checker.end();
    }

    private void list() throws IOException, UnreadableException {
        checker.begin();
        out.writeStartArray();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            value(null);
        }
        out.writeEndArray();
        checker.end();
    }

    private void value(@Nullable String key) throws IOException, UnreadableException {
        JsonToken token = parser.currentToken();
        boolean isRefused = token.isStructStart()
                ? checker.refusesStructure()
                : checker.refusesValue(token == JsonToken.VALUE_NULL ? null : parser.getText());
        if (isRefused) {
            parser.skipChildren();
            return;
        }
        if (key != null) {
            out.writeFieldName(key);
        }
        switch (token) {
            case START_OBJECT -> map();
            case START_ARRAY -> list();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> out.writeNumber(parser.getText());
            default -> out.copyCurrentEvent(parser);
        }
    }
}
