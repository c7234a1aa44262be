package io.amp4j.samples.supervisor;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Documents of YAML, of which JSON is a part: a tree of maps, lists, texts and {@link Plain} values. Numbers stay as they are written, so that a
 * version 3.10 does not become 3.1.
 */
final class Documents {
    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            // On for a new factory, and off for one that is built. "grpc:" must not become "grpc: ''".
            .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build();

    private static final JsonFactory JSON = new JsonFactory();

    private static final Pattern SECRET_KEY = Pattern.compile(
            "(?i)passw|passphrase|pwd|secret|token|(?:api|private|access|account|shared|signing)[-_]?key|key_?(?:pem|data)|"
                    + "authorization|credential|bearer|cookie|connection[-_]?string|dsn");

    private Documents() {}

    /** A number, a boolean or nothing, as written. */
    record Plain(String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    /** Says what is wrong with a document. */
    static final class BadDocument extends Exception {
        private static final long serialVersionUID = 1;

        BadDocument(String message) {
            super(message);
        }
    }

    /** Returns the map that a text of YAML is; an empty text is an empty map. */
    static Map<String, Object> read(String text) throws BadDocument {
        try (YAMLParser parser = YAML.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null || (first == JsonToken.VALUE_NULL && parser.nextToken() == null)) {
                return new LinkedHashMap<>();
            }
            if (first != JsonToken.START_OBJECT) {
                throw new BadDocument("must be a map, not a list or a single value");
            }
            Map<String, Object> map = map(parser);
            if (parser.nextToken() != null) {
                throw new BadDocument("must be one document, not several");
            }
            return map;
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
            throw new BadDocument(where
                    + String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("cannot be read"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> map(YAMLParser parser) throws IOException, BadDocument {
        Map<String, Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            if (key.equals("<<")) {
                throw new BadDocument(line(parser) + "merge keys (<<) are not supported");
            }
            parser.nextToken();
            map.put(key, value(parser));
        }
        return map;
    }

    private static Object value(YAMLParser parser) throws IOException, BadDocument {
        if (parser.isCurrentAlias()) {
            throw new BadDocument(line(parser) + "aliases (*name) are not supported; write the value again");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> map(parser);
            case START_ARRAY -> list(parser);
            case VALUE_NULL -> new Plain("null");
            case VALUE_TRUE -> new Plain("true");
            case VALUE_FALSE -> new Plain("false");
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Plain(parser.getText());
            default -> parser.getText();
        };
    }

    private static List<Object> list(YAMLParser parser) throws IOException, BadDocument {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(parser));
        }
        return list;
    }

    private static String line(JsonParser parser) {
        return "line " + parser.currentTokenLocation().getLineNr() + ": ";
    }

    static String write(Map<String, Object> document, Settings.Format format) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = format == Settings.Format.JSON
                ? JSON.createGenerator(text).useDefaultPrettyPrinter()
                : YAML.createGenerator(text)) {
            write(document, generator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(Object value, JsonGenerator generator) throws IOException {
        if (value instanceof Map<?, ?> map) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                generator.writeFieldName(String.valueOf(entry.getKey()));
                write(entry.getValue(), generator);
            }
            generator.writeEndObject();
        } else if (value instanceof List<?> list) {
            generator.writeStartArray();
            for (Object item : list) {
                write(item, generator);
            }
            generator.writeEndArray();
        } else if (!(value instanceof Plain plain)) {
            generator.writeString(String.valueOf(value));
        } else if (plain.text().equals("null")) {
            generator.writeNull();
        } else if (plain.text().equals("true") || plain.text().equals("false")) {
            generator.writeBoolean(Boolean.parseBoolean(plain.text()));
        } else {
            generator.writeNumber(plain.text());
        }
    }

    /** Returns the two documents in one: maps are merged, and of everything else {@code upper} has the last word. */
    static Map<String, Object> merge(Map<String, Object> lower, Map<String, Object> upper) {
        Map<String, Object> merged = new LinkedHashMap<>(lower);
        upper.forEach((key, value) -> {
            Object before = merged.get(key);
            merged.put(key, isMap(before) && isMap(value) ? merge(asMap(before), asMap(value)) : value);
        });
        return merged;
    }

    /** Returns {@code document} with what {@code local} has at {@code path}, also if that is nothing. */
    static Map<String, Object> keep(Map<String, Object> document, Map<String, Object> local, List<String> path) {
        String key = path.get(0);
        Map<String, Object> kept = new LinkedHashMap<>(document);
        if (path.size() == 1) {
            if (local.containsKey(key)) {
                kept.put(key, local.get(key));
            } else {
                kept.remove(key);
            }
            return kept;
        }
        Map<String, Object> below = asMap(local.get(key));
        boolean has = has(local, path);
        if (has || isMap(document.get(key))) {
            kept.put(key, keep(asMap(document.get(key)), below, path.subList(1, path.size())));
        }
        return kept;
    }

    private static boolean has(Map<String, Object> document, List<String> path) {
        if (path.size() == 1) {
            return document.containsKey(path.get(0));
        }
        Object below = document.get(path.get(0));
        return isMap(below) && has(asMap(below), path.subList(1, path.size()));
    }

    /** Returns the document without the values of keys that sound like secrets, and without those of all keys below them. */
    static Map<String, Object> masked(Map<String, Object> document) {
        return masked(document, false);
    }

    private static Map<String, Object> masked(Map<String, Object> document, boolean isSecret) {
        Map<String, Object> masked = new LinkedHashMap<>();
        document.forEach((key, value) -> masked.put(
                key, masked(value, isSecret || SECRET_KEY.matcher(key).find())));
        return masked;
    }

    private static Object masked(Object value, boolean isSecret) {
        if (value instanceof List<?> list) {
            return list.stream().map(item -> masked(item, isSecret)).toList();
        }
        if (isMap(value)) {
            return masked(asMap(value), isSecret);
        }
        return isSecret ? Secrets.HIDDEN : value;
    }

    /** Returns the path, above {@code path}, at which there is a text; a Collector may replace it by a map. */
    static Optional<String> textAbove(Map<String, Object> document, List<String> path) {
        Map<String, Object> at = document;
        for (int length = 1; length < path.size(); length++) {
            Object value = at.get(path.get(length - 1));
            if (value instanceof String) {
                return Optional.of(String.join(".", path.subList(0, length)));
            }
            at = asMap(value);
        }
        return Optional.empty();
    }

    /** Returns whether a key of the document or of any map in it is such a one. */
    static boolean anyKey(Map<String, Object> document, Predicate<String> wanted) {
        return document.keySet().stream().anyMatch(wanted)
                || document.values().stream().anyMatch(value -> anyKey(value, wanted));
    }

    private static boolean anyKey(Object value, Predicate<String> wanted) {
        return value instanceof List<?> list
                ? list.stream().anyMatch(item -> anyKey(item, wanted))
                : isMap(value) && anyKey(asMap(value), wanted);
    }

    /** Returns the document with {@code change} made to each text that is a value. */
    static Map<String, Object> withTexts(Map<String, Object> document, UnaryOperator<String> change) {
        Map<String, Object> changed = new LinkedHashMap<>();
        document.forEach((key, value) -> changed.put(key, withText(value, change)));
        return changed;
    }

    private static Object withText(Object value, UnaryOperator<String> change) {
        if (value instanceof List<?> list) {
            List<Object> changed = new ArrayList<>();
            list.forEach(item -> changed.add(withText(item, change)));
            return changed;
        }
        if (isMap(value)) {
            return withTexts(asMap(value), change);
        }
        return value instanceof String text ? change.apply(text) : value;
    }

    private static boolean isMap(@Nullable Object value) {
        return value instanceof Map;
    }

    /** Returns the map, or an empty one in place of anything else. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> asMap(@Nullable Object value) {
        return value instanceof Map ? (Map<String, Object>) value : Map.of();
    }
}
