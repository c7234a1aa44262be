package io.amp4j.catalog.internal.node;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.amp4j.catalog.ReadLimits;
import io.amp4j.catalog.internal.node.Document.RepeatedKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds the nodes of one document from a parser's tokens: tokens, because a bound object has lost both the text of an
 * unquoted {@code 3.10} and its place.
 *
 * <p>An alias becomes the very node of its anchor, so that no input grows by being read.
 */
final class NodeBuilder {
    private final JsonParser parser;
    private final @Nullable YAMLParser yaml;
    private final String text;
    private final ReadLimits limits;
    private final Places places;
    private final MergeKeys mergeKeys;
    private final Map<String, Node> anchors = new HashMap<>();
    private final List<RepeatedKey> repeatedKeys = new ArrayList<>();
    private int aliases;
    /** How far {@link #opensWithQuote} has counted: the parser counts code points, the text has UTF-16 units. */
    private int cursorPoints;

    private int cursorUnits;

    NodeBuilder(JsonParser parser, String text, ReadLimits limits, Places places) {
        this.parser = parser;
        this.yaml = parser instanceof YAMLParser yamlParser ? yamlParser : null;
        this.text = text;
        this.limits = limits;
        this.places = places;
        this.mergeKeys = new MergeKeys(limits.aliases());
    }

    Document document(String name) throws IOException, ReadFailure {
        JsonToken first = parser.nextToken();
        Node root = first == null ? null : node(first, 0);
        JsonToken second = parser.nextToken();
        if (second != null) {
            JsonLocation at = parser.currentTokenLocation();
            throw failure(
                    "several-documents",
                    "the input holds a second document, which AMP would silently ignore; keep one document and"
                            + " delete the line ---",
                    at.getLineNr(),
                    at.getColumnNr());
        }
        boolean empty = root instanceof ScalarNode scalar && scalar.kind() == ScalarNode.Kind.NULL;
        return new Document(name, text, empty ? null : root, List.copyOf(repeatedKeys));
    }

    private Node node(JsonToken token, int depth) throws IOException, ReadFailure {
        String anchor = null;
        if (yaml != null) {
            if (yaml.isCurrentAlias()) {
                return alias(yaml.getText());
            }
            anchor = yaml.getObjectId();
            if (anchor != null) {
                anchors.remove(anchor);
            }
        }
        Node node = switch (token) {
            case START_OBJECT -> mapping(depth + 1);
            case START_ARRAY -> sequence(depth + 1);
            default -> scalar(token);
        };
        if (anchor != null) {
            anchors.put(anchor, node);
        }
        return node;
    }

    private Node alias(String name) throws ReadFailure {
        JsonLocation at = parser.currentTokenLocation();
        if (++aliases > limits.aliases()) {
            throw failure(
                    "too-many-aliases",
                    "more than " + limits.aliases() + " aliases; write the values out, or raise the limit",
                    at.getLineNr(),
                    at.getColumnNr());
        }
        Node target = anchors.get(name);
        if (target == null) {
            throw failure(
                    "bad-alias",
                    "alias *" + Quoted.shortened(name) + " has no complete anchor &" + Quoted.shortened(name)
                            + " before it; define the anchor first, and not around the alias",
                    at.getLineNr(),
                    at.getColumnNr());
        }
        return target;
    }

    private Node scalar(JsonToken token) throws IOException {
        JsonLocation at = parser.currentTokenLocation();
        int line = places.line(at.getLineNr(), at.getColumnNr());
        int column = places.column(at.getLineNr(), at.getColumnNr());
        String value = parser.getText();
        ScalarNode.Kind kind = switch (token) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> ScalarNode.Kind.NUMBER;
            case VALUE_TRUE, VALUE_FALSE -> ScalarNode.Kind.BOOLEAN;
            case VALUE_NULL -> ScalarNode.Kind.NULL;
            case VALUE_EMBEDDED_OBJECT -> ScalarNode.Kind.BINARY;
            default ->
                value.isEmpty() && yaml != null && !opensWithQuote(at) ? ScalarNode.Kind.NULL : ScalarNode.Kind.TEXT;
        };
        return new ScalarNode(kind, value, line, column);
    }

    /** Tells {@code key: ""} from {@code key:}; the token of both is an empty text. */
    private boolean opensWithQuote(JsonLocation at) {
        int target = (int) at.getCharOffset();
        if (target < cursorPoints) {
            cursorPoints = 0;
            cursorUnits = 0;
        }
        cursorUnits = Math.min(text.length(), text.offsetByCodePoints(cursorUnits, target - cursorPoints));
        cursorPoints = target;
        if (cursorUnits >= text.length()) {
            return false;
        }
        char c = text.charAt(cursorUnits);
        // Besides quotes: a block scalar, a tag or an anchor may stand before an empty text.
        return c == '"' || c == '\'' || c == '|' || c == '>' || c == '!';
    }

    private Node sequence(int depth) throws IOException, ReadFailure {
        JsonLocation at = parser.currentTokenLocation();
        refuseDepth(depth, at);
        List<Node> items = new ArrayList<>(4);
        JsonToken token = parser.nextToken();
        while (token != null && token != JsonToken.END_ARRAY) {
            items.add(node(token, depth));
            token = parser.nextToken();
        }
        return new SequenceNode(
                items, places.line(at.getLineNr(), at.getColumnNr()), places.column(at.getLineNr(), at.getColumnNr()));
    }

    private Node mapping(int depth) throws IOException, ReadFailure {
        JsonLocation at = parser.currentTokenLocation();
        refuseDepth(depth, at);
        MappingBuilder mapping = new MappingBuilder();
        JsonToken token = parser.nextToken();
        while (token == JsonToken.FIELD_NAME) {
            JsonLocation keyAt = parser.currentTokenLocation();
            String key = parser.currentName();
            Node value = node(parser.nextToken(), depth);
            mapping.add(
                    key,
                    value,
                    places.line(keyAt.getLineNr(), keyAt.getColumnNr()),
                    places.column(keyAt.getLineNr(), keyAt.getColumnNr()));
            token = parser.nextToken();
        }
        if (yaml != null) {
            mergeKeys.apply(mapping);
        }
        return mapping.build(
                places.line(at.getLineNr(), at.getColumnNr()),
                places.column(at.getLineNr(), at.getColumnNr()),
                repeatedKeys);
    }

    private void refuseDepth(int depth, JsonLocation at) throws ReadFailure {
        if (depth > limits.depth()) {
            throw failure(
                    "too-deep",
                    "lists and mappings nest deeper than " + limits.depth()
                            + " levels; a catalog needs five, so check the file, or raise the limit",
                    at.getLineNr(),
                    at.getColumnNr());
        }
    }

    private ReadFailure failure(String code, String reason, int line, int column) {
        return new ReadFailure(code, reason, places.line(line, column), places.column(line, column));
    }
}
