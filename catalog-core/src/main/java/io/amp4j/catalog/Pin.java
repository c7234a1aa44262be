package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Agents that run with one version on one Python.
 *
 * @param version the stored version; null when none is stored, which means the platform's default of the day
 * @param python a Python version, normalized as in {@link PythonMinor#normalize}
 * @param count how many agents; at least 1
 */
public record Pin(@Nullable String version, String python, int count) {
    /** Refuses a count below 1. */
    public Pin {
        requireNonNull(python, "python");
        if (count < 1) {
            throw new IllegalArgumentException("count must be at least 1: " + count);
        }
    }
}
