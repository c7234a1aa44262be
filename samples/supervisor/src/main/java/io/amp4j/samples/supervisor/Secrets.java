package io.amp4j.samples.supervisor;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Values that must not be shown. Those of less than eight characters are not recognized: words would be taken for them. */
final class Secrets {
    static final String HIDDEN = "***";
    private static final int SHORTEST = 8;

    /** Longest first, as one may be a part of another. */
    private final Set<String> values = new ConcurrentSkipListSet<>(
            Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    /** Adds a value, and each of its lines: a key of several lines is printed line by line. */
    void add(String value) {
        addOne(value);
        value.lines().map(String::strip).forEach(this::addOne);
    }

    private void addOne(String value) {
        if (value.length() >= SHORTEST) {
            values.add(value);
        }
    }

    /** Returns {@code text} with every known value hidden. */
    String redact(String text) {
        String redacted = text;
        for (String value : values) {
            redacted = redacted.replace(value, HIDDEN);
        }
        return redacted;
    }

    @Override
    public String toString() {
        return "Secrets[" + values.size() + "]";
    }
}
