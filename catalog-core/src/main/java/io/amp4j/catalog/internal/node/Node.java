package io.amp4j.catalog.internal.node;

/** A value of the input and the place where it begins. Lean: a hundred thousand entries make a million of these. */
public abstract sealed class Node permits ScalarNode, SequenceNode, MappingNode {
    private final int line;
    private final int column;

    Node(int line, int column) {
        this.line = line;
        this.column = column;
    }

    /** Returns the line, from 1. */
    public final int line() {
        return line;
    }

    /** Returns the column in characters, from 1. */
    public final int column() {
        return column;
    }

    /** Returns what the value is, for a message: {@code a list}. */
    public abstract String description();
}
