package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import io.amp4j.catalog.internal.node.Quoted;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A number of agents that run with one version on one Python.
 *
 * @since 0.1.0
 */
public final class Pin {
    private final @Nullable String version;
    private final String python;
    private final int count;

    private Pin(@Nullable String version, String python, int count) {
        requireNonNull(python, "python");
        if (count < 1) {
            throw new IllegalArgumentException("count must be at least 1: " + count);
        }
        this.version = version;
        this.python = python;
        this.count = count;
    }

    /**
     * Returns a pin of {@code count} agents.
     *
     * @throws IllegalArgumentException if the count is below 1
     */
    public static Pin of(@Nullable String version, String python, int count) {
        return new Pin(version, python, count);
    }

    /** Returns the stored version; null if none is stored, which means the platform's current default. */
    public @Nullable String version() {
        return version;
    }

    /** Returns a Python version, normalized as in {@link PythonMinor#normalize}. */
    public String python() {
        return python;
    }

    /** Returns how many agents; at least 1. */
    public int count() {
        return count;
    }

    /** Shows everything on one line; invisible characters are escaped. */
    @Override
    public String toString() {
        return Quoted.onOneLine("Pin[version=" + version + ", python=" + python + ", count=" + count + "]");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Pin that
                && Objects.equals(version, that.version)
                && python.equals(that.python)
                && count == that.count;
    }

    @Override
    public int hashCode() {
        return Objects.hash(version, python, count);
    }
}
