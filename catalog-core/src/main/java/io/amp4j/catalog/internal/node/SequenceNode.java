package io.amp4j.catalog.internal.node;

import java.util.List;

/** A list of values. */
public final class SequenceNode extends Node {
    private final List<Node> items;

    SequenceNode(List<Node> items, int line, int column) {
        super(line, column);
        this.items = items;
    }

    /** Returns the items; not to be modified. */
    public List<Node> items() {
        return items;
    }

    @Override
    public String description() {
        return "a list";
    }
}
