package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.text.Printable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** Defensive copies and limits that the value classes share. */
final class Copies {
    /**
     * The maximum depth of a health tree, far beyond any real one. Many protobuf parsers refuse messages that nest deeper than 100 levels;
     * a component takes two levels and a map attribute three, so a server could not read a deeper tree.
     */
    static final int MAX_HEALTH_DEPTH = 50;

    /** The maximum depth of a tree of available components, see {@link #MAX_HEALTH_DEPTH}. */
    static final int MAX_DETAILS_DEPTH = 40;

    /** The maximum depth of an attribute's value, see {@link #MAX_HEALTH_DEPTH}. */
    static final int MAX_ATTRIBUTE_DEPTH = 30;

    /** The maximum length to which a text is shown if it may come from the server. */
    static final int LONGEST_SHOWN = 200;

    private static final int MOST_FILES = 20;

    private static final Instant LAST_INSTANT = Instant.ofEpochSecond(0, Long.MAX_VALUE);

    private Copies() {}

    /**
     * Copies a map, keeping its order. {@code Map.copyOf} iterates in an order that differs between JVMs, so the bytes that go to the
     * server would differ too.
     */
    static <V> Map<String, V> ordered(Map<String, ? extends V> map, String what) {
        requireNonNull(map, what);
        Map<String, V> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            requireNonNull(key, () -> what + " has a null key");
            copy.put(
                    key,
                    requireNonNull(
                            value, () -> what + " has no value for '" + Printable.text(key, LONGEST_SHOWN) + "'"));
        });
        return Collections.unmodifiableMap(copy);
    }

    /** Copies a collection as a list. */
    static <T> List<T> list(Collection<? extends T> elements, String what) {
        requireNonNull(elements, what);
        List<T> copy = new ArrayList<>(elements);
        copy.forEach(element -> requireNonNull(element, () -> what + " has a null element"));
        return Collections.unmodifiableList(copy);
    }

    /** Copies a set, keeping its order. */
    static <T> Set<T> set(Set<? extends T> elements, String what) {
        return Collections.unmodifiableSet(new LinkedHashSet<T>(list(elements, what)));
    }

    /** Refuses a map with a null key; its values may be null. */
    static void requireKeys(Map<String, ?> map, String what) {
        requireNonNull(map, what);
        map.keySet().forEach(key -> requireNonNull(key, () -> what + " has a null key"));
    }

    /** Refuses a time that does not fit 63 bits of nanoseconds since the Unix epoch. */
    static Instant requireEpochNanos(Instant instant, String what) {
        requireNonNull(instant, what);
        if (instant.isBefore(Instant.EPOCH) || instant.isAfter(LAST_INSTANT)) {
            throw new IllegalArgumentException(
                    what + " must lie between " + Instant.EPOCH + " and " + LAST_INSTANT + ": " + instant);
        }
        return instant;
    }

    static void requireDepth(int depth, int max, String what) {
        if (depth > max) {
            throw new IllegalArgumentException(what + " must not nest deeper than " + max + " levels: " + depth);
        }
    }

    /** Names the files with their sizes and types on one line; of many files only the first ones. */
    static String shown(Map<String, ConfigFile> files) {
        StringJoiner list = new StringJoiner(", ", "{", "}");
        files.entrySet().stream()
                .limit(MOST_FILES)
                .forEach(file -> list.add(Printable.text(file.getKey(), LONGEST_SHOWN) + "=" + file.getValue()));
        if (files.size() > MOST_FILES) {
            list.add("…(" + (files.size() - MOST_FILES) + " more)");
        }
        return list.toString();
    }

    /** Describes text that may be confidential by its length only. */
    static String length(String text) {
        return text.isEmpty() ? "none" : text.length() + " chars";
    }
}
