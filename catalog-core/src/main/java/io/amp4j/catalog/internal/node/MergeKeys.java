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
        Node source = mapping.take(MERGE);
        if (source == null) {
            return;
        }
        if (source instanceof SequenceNode sequence) {
            merge(sequence.items(), mapping, source);
        } else {
            merge(List.of(source), mapping, source);
        }
    }

    private void merge(List<Node> sources, MappingBuilder into, Node at) throws ReadFailure {
        for (Node source : sources) {
            if (!(source instanceof MappingNode mapping)) {
                throw new ReadFailure(
                        "bad-merge-key",
                        "the merge key << needs a mapping or a list of mappings, not " + source.description()
                                + "; use it as <<: *anchor",
                        at.line(),
                        at.column());
            }
            for (int i = 0; i < mapping.size(); i++) {
                if (++merged > limit) {
                    throw new ReadFailure(
                            "too-many-aliases",
                            "more than " + limit + " merged keys; write the values out, or raise the limit",
                            at.line(),
                            at.column());
                }
                into.addMerged(mapping.key(i), mapping.value(i), mapping.keyLine(i), mapping.keyColumn(i));
            }
        }
    }
}
