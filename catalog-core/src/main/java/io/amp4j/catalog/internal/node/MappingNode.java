package io.amp4j.catalog.internal.node;

import org.jspecify.annotations.Nullable;

/** Keys and values in the order of the input, merged keys last. Of a key that stands twice the first one counts. */
public final class MappingNode extends Node {
    private final String[] keys;
    private final Node[] values;
    /** Line and column of each key. */
    private final int[] places;

    MappingNode(String[] keys, Node[] values, int[] places, int line, int column) {
        super(line, column);
        this.keys = keys;
        this.values = values;
        this.places = places;
    }

    /** Returns the number of keys. */
    public int size() {
        return keys.length;
    }

    /** Returns a key by its position. */
    public String key(int index) {
        return keys[index];
    }

    /** Returns a value by its position. */
    public Node value(int index) {
        return values[index];
    }

    /** Returns the line of a key, from 1. */
    public int keyLine(int index) {
        return places[2 * index];
    }

    /** Returns the column of a key, from 1. */
    public int keyColumn(int index) {
        return places[2 * index + 1];
    }

    /** Returns the position of a key, or -1. */
    public int indexOf(String key) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i].equals(key)) {
                return i;
            }
        }
        return -1;
    }

    /** Returns the value of a key, or null when the key is absent. */
    public @Nullable Node find(String key) {
        int index = indexOf(key);
        return index < 0 ? null : values[index];
    }

    @Override
    public String description() {
        return "a mapping";
    }
}
