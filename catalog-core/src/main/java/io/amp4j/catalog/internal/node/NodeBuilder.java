package io.amp4j.catalog.internal.node;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
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
    private final @Nullable LocatedYaml yaml;
    private final ReadLimits limits;
    private final Places places;
    private final MergeKeys mergeKeys;
    private final Map<String, Node> anchors = new HashMap<>();
    private final List<RepeatedKey> repeatedKeys = new ArrayList<>();
    private int aliases;

    /** The place of the token that was looked at last, see {@link #locate}. */
    private int line;

    private int column;

    NodeBuilder(JsonParser parser, ReadLimits limits, Places places) {
        this.parser = parser;
        this.yaml = parser instanceof LocatedYaml located ? located : null;
        this.limits = limits;
        this.places = places;
        this.mergeKeys = new MergeKeys(limits.aliases());
    }

    Document document(String name, String text) throws IOException, ReadFailure {
        JsonToken first = parser.nextToken();
        Node root = first == null ? null : node(first, 0);
        if (parser.nextToken() != null) {
            throw failure(
                    "several-documents",
                    "the input holds a second document, which AMP would silently ignore; keep one document and"
                            + " delete the line ---; of rendered manifests keep the ConfigMap alone");
        }
        boolean empty = root instanceof ScalarNode scalar && scalar.kind() == ScalarNode.Kind.NULL;
        return new Document(name, text, empty ? null : root, List.copyOf(repeatedKeys));
    }

    private void locate() {
        int rawLine;
        int rawColumn;
        if (yaml != null) {
            rawLine = yaml.line();
            rawColumn = yaml.column();
        } else {
            JsonLocation at = parser.currentTokenLocation();
            rawLine = at.getLineNr();
            rawColumn = at.getColumnNr();
        }
        line = places.line(rawLine, rawColumn);
        column = places.column(rawLine, rawColumn);
    }

    private Node node(@Nullable JsonToken token, int depth) throws IOException, ReadFailure {
        if (token == null) {
            throw failure("malformed", "found unexpected end of stream; a value is missing or not valid");
        }
        String anchor = null;
        if (yaml != null) {
            if (yaml.isCurrentAlias()) {
                return alias(yaml.getText());
            }
            anchor = yaml.anchor();
            if (anchor != null) {
                // Inside its own node the anchor is not complete, whatever it named before.
                anchors.remove(anchor);
            }
        }
        locate();
        Node node = switch (token) {
            case START_OBJECT -> mapping(depth + 1, line, column);
            case START_ARRAY -> sequence(depth + 1, line, column);
            default -> scalar(token);
        };
        if (anchor != null) {
            anchors.put(anchor, node);
        }
        return node;
    }

    private Node alias(String name) throws ReadFailure {
        if (++aliases > limits.aliases()) {
            throw failure(
                    "too-many-aliases",
                    "more than " + limits.aliases() + " aliases; write the values out, or raise the limit");
        }
        Node target = anchors.get(name);
        if (target == null) {
            throw failure(
                    "bad-alias",
                    "alias *" + Quoted.shortened(name) + " has no complete anchor &" + Quoted.shortened(name)
                            + " before it; define the anchor first, and not around the alias");
        }
        return target;
    }

    private Node scalar(JsonToken token) throws IOException {
        String value = parser.getText();
        ScalarNode.Kind kind = switch (token) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> ScalarNode.Kind.NUMBER;
            case VALUE_TRUE, VALUE_FALSE -> ScalarNode.Kind.BOOLEAN;
            case VALUE_NULL -> ScalarNode.Kind.NULL;
            case VALUE_EMBEDDED_OBJECT -> ScalarNode.Kind.BINARY;
            default ->
                // The token of "key:" is an empty text, as that of "key: ''" is.
                value.isEmpty() && yaml != null && yaml.isPlain() ? ScalarNode.Kind.NULL : ScalarNode.Kind.TEXT;
        };
        return new ScalarNode(kind, value, line, column);
    }

    private Node sequence(int depth, int startLine, int startColumn) throws IOException, ReadFailure {
        refuseDepth(depth);
        List<Node> items = new ArrayList<>(4);
        JsonToken token = parser.nextToken();
        while (token != JsonToken.END_ARRAY) {
            items.add(node(token, depth));
            token = parser.nextToken();
        }
        return new SequenceNode(items, startLine, startColumn);
    }

    private Node mapping(int depth, int startLine, int startColumn) throws IOException, ReadFailure {
        refuseDepth(depth);
        MappingBuilder mapping = new MappingBuilder();
        JsonToken token = parser.nextToken();
        while (token == JsonToken.FIELD_NAME) {
            locate();
            int keyLine = line;
            int keyColumn = column;
            String key = parser.currentName();
            if (yaml != null && yaml.anchor() != null) {
                anchors.put(yaml.anchor(), new ScalarNode(ScalarNode.Kind.TEXT, key, keyLine, keyColumn));
            }
            mapping.add(key, node(parser.nextToken(), depth), keyLine, keyColumn);
            token = parser.nextToken();
        }
        if (yaml != null) {
            mergeKeys.apply(mapping);
        }
        return mapping.build(startLine, startColumn, repeatedKeys);
    }

    private void refuseDepth(int depth) throws ReadFailure {
        if (depth > limits.depth()) {
            throw failure(
                    "too-deep",
                    "lists and mappings nest deeper than " + limits.depth()
                            + " levels; a catalog needs five, so check the file, or raise the limit");
        }
    }

    /** A failure at the current token. */
    private ReadFailure failure(String code, String reason) {
        locate();
        return new ReadFailure(code, reason, line, column);
    }
}
