package io.amp4j.catalog.internal.node;

import io.amp4j.catalog.SourceLocation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One input as nodes.
 *
 * @param name what the caller named the input
 * @param text the decoded input
 * @param root the top-level value; null when the input is empty
 * @param repeatedKeys every key that stands a second time in its mapping, in document order
 */
public record Document(String name, String text, @Nullable Node root, List<RepeatedKey> repeatedKeys) {
    /**
     * A key that its mapping already has.
     *
     * @param owner the mapping
     * @param key the key
     * @param line the line of the second one
     * @param column the column of the second one
     * @param firstLine the line of the first one
     * @param firstColumn the column of the first one
     */
    public record RepeatedKey(MappingNode owner, String key, int line, int column, int firstLine, int firstColumn) {}

    /** Returns the place of a node. */
    public SourceLocation at(Node node) {
        return new SourceLocation(name, node.line(), node.column());
    }

    /** Returns the place of a key. */
    public SourceLocation at(MappingNode mapping, int index) {
        return new SourceLocation(name, mapping.keyLine(index), mapping.keyColumn(index));
    }
}
