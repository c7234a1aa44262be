package io.amp4j.catalog.internal.node;

import io.amp4j.catalog.internal.node.Document.RepeatedKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the keys of one mapping. Finding a repeated key costs nothing for a small mapping and a hash for a large one. */
final class MappingBuilder {
    private static final int LARGE = 16;

    /** Past this many the file is beyond repair by reading a list of its faults. */
    private static final int MOST_REPETITIONS = 1_000;

    private record Repetition(int first, String key, int line, int column) {}

    private String[] keys = new String[4];
    private Node[] values = new Node[4];
    private int[] places = new int[8];
    private int size;
    private @Nullable Map<String, Integer> index;
    private @Nullable List<Repetition> repetitions;

    /** Adds a key; of a key that is there already only the place is kept. */
    void add(String key, Node value, int line, int column) {
        int first = indexOf(key);
        if (first >= 0) {
            if (repetitions == null) {
                repetitions = new ArrayList<>();
            }
            if (repetitions.size() < MOST_REPETITIONS) {
                repetitions.add(new Repetition(first, key, line, column));
            }
            return;
        }
        append(key, value, line, column);
    }

    /** Adds a key that a merge brings, unless it is there already. */
    void addMerged(String key, Node value, int line, int column) {
        if (indexOf(key) < 0) {
            append(key, value, line, column);
        }
    }

    private void append(String key, Node value, int line, int column) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
            places = Arrays.copyOf(places, 4 * size);
        }
        keys[size] = key;
        values[size] = value;
        places[2 * size] = line;
        places[2 * size + 1] = column;
        if (index != null) {
            index.put(key, size);
        }
        size++;
    }

    private int indexOf(String key) {
        if (size < LARGE) {
            for (int i = 0; i < size; i++) {
                if (keys[i].equals(key)) {
                    return i;
                }
            }
            return -1;
        }
        if (index == null) {
            index = new HashMap<>();
            for (int i = 0; i < size; i++) {
                index.put(keys[i], i);
            }
        }
        return index.getOrDefault(key, -1);
    }

    /** Returns the position of a key, or -1. */
    int position(String key) {
        return indexOf(key);
    }

    int line(int position) {
        return places[2 * position];
    }

    int column(int position) {
        return places[2 * position + 1];
    }

    /** Returns the place of the first repetition of a key as line and column, or null when the key stands once. */
    int @Nullable [] repetition(String key) {
        if (repetitions != null) {
            for (Repetition r : repetitions) {
                if (r.key().equals(key)) {
                    return new int[] {r.line(), r.column()};
                }
            }
        }
        return null;
    }

    /** Returns the value at a position and forgets it together with its key, which must not be repeated. */
    Node take(int at) {
        Node value = values[at];
        int after = size - at - 1;
        System.arraycopy(keys, at + 1, keys, at, after);
        System.arraycopy(values, at + 1, values, at, after);
        System.arraycopy(places, 2 * at + 2, places, 2 * at, 2 * after);
        size--;
        index = null;
        if (repetitions != null) {
            // Positions have moved; what was repeated keeps its first place by name.
            repetitions.replaceAll(
                    r -> r.first() > at ? new Repetition(r.first() - 1, r.key(), r.line(), r.column()) : r);
        }
        return value;
    }

    MappingNode build(int line, int column, List<RepeatedKey> repeated) {
        MappingNode mapping = new MappingNode(
                size == keys.length ? keys : Arrays.copyOf(keys, size),
                size == values.length ? values : Arrays.copyOf(values, size),
                2 * size == places.length ? places : Arrays.copyOf(places, 2 * size),
                line,
                column);
        if (repetitions != null) {
            for (Repetition r : repetitions) {
                repeated.add(new RepeatedKey(
                        mapping,
                        r.key(),
                        r.line(),
                        r.column(),
                        mapping.keyLine(r.first()),
                        mapping.keyColumn(r.first())));
            }
        }
        return mapping;
    }
}
