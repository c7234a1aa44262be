package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the records share when they take over what they are given. */
final class Copies {
    /**
     * How deep a tree of components or attributes may be. Far beyond any real one, and small enough that walking it never exhausts a
     * thread's stack.
     */
    static final int MAX_DEPTH = 64;

    private static final Instant LAST_INSTANT = Instant.ofEpochSecond(0, Long.MAX_VALUE);

    private Copies() {}

    /**
     * Copies a map, keeping its order. {@code Map.copyOf} would iterate in an order that differs from one JVM to the next, and with it
     * the bytes that go to the server.
     */
    static <V> Map<String, V> ordered(Map<String, ? extends V> map, String what) {
        requireNonNull(map, what);
        Map<String, V> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            requireNonNull(key, () -> what + " has a null key");
            copy.put(key, requireNonNull(value, () -> what + " has no value for '" + key + "'"));
        });
        return Collections.unmodifiableMap(copy);
    }

    /** Refuses a time that nanoseconds since the Unix epoch in 63 bits cannot hold. */
    static Instant requireEpochNanos(Instant instant, String what) {
        requireNonNull(instant, what);
        if (instant.isBefore(Instant.EPOCH) || instant.isAfter(LAST_INSTANT)) {
            throw new IllegalArgumentException(
                    what + " must lie between " + Instant.EPOCH + " and " + LAST_INSTANT + ": " + instant);
        }
        return instant;
    }

    static void requireDepth(int depth, String what) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException(what + " must not nest deeper than " + MAX_DEPTH + " levels: " + depth);
        }
    }

    /** Describes text that may be confidential by its length alone. */
    static String length(String text) {
        return text.isEmpty() ? "none" : text.length() + " chars";
    }
}
