package io.amp4j.otel.internal.otlp;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.BiConsumer;

/** What belongs to the same object, in the order in which the objects were first seen. */
final class IdentityGroups<K, V> {
    private final IdentityHashMap<K, List<V>> members = new IdentityHashMap<>();
    private final List<K> keys = new ArrayList<>();

    void add(K key, V member) {
        List<V> group = members.get(key);
        if (group == null) {
            group = new ArrayList<>();
            members.put(key, group);
            keys.add(key);
        }
        group.add(member);
    }

    void forEach(BiConsumer<K, List<V>> action) {
        keys.forEach(key -> action.accept(key, members.getOrDefault(key, List.of())));
    }
}
