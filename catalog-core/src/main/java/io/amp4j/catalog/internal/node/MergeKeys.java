package io.amp4j.catalog.internal.node;

import java.util.List;

/** YAML's merge key: {@code <<: *defaults} brings the keys that the mapping does not have itself. */
final class MergeKeys {
    private static final String MERGE = "<<";

    private final int limit;
    private int merged;

    /** Merges at most this many keys in one document: merges of merges could otherwise grow a small input. */
    MergeKeys(int limit) {
        this.limit = limit;
    }

    void apply(MappingBuilder mapping) throws ReadFailure {
        int position = mapping.position(MERGE);
        if (position < 0) {
            return;
        }
        int line = mapping.line(position);
        int column = mapping.column(position);
        int[] again = mapping.repetition(MERGE);
        if (again != null) {
            throw new ReadFailure(
                    "bad-merge-key",
                    "mapping key \"<<\" already defined at line " + line
                            + "; merge several mappings as <<: [*one, *other]",
                    again[0],
                    again[1]);
        }
        Node source = mapping.take(position);
        List<Node> sources = source instanceof SequenceNode sequence ? sequence.items() : List.of(source);
        for (Node one : sources) {
            if (!(one instanceof MappingNode from)) {
                throw new ReadFailure(
                        "bad-merge-key",
                        "the merge key << needs a mapping or a list of mappings, not " + one.description()
                                + "; use it as <<: *anchor",
                        line,
                        column);
            }
            for (int i = 0; i < from.size(); i++) {
                if (++merged > limit) {
                    throw new ReadFailure(
                            "too-many-aliases",
                            "more than " + limit + " merged keys; write the values out, or raise the limit",
                            line,
                            column);
                }
                mapping.addMerged(from.key(i), from.value(i), from.keyLine(i), from.keyColumn(i));
            }
        }
    }
}
