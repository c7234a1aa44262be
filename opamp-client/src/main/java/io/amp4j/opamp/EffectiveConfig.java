package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.text.Printable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configuration that the agent really runs with, after merging what it got from the server, from files and from elsewhere.
 * {@link #toString()} does not show what is in the files.
 *
 * @since 0.1.0
 */
public final class EffectiveConfig {
    private final Map<String, ConfigFile> files;

    private EffectiveConfig(Map<String, ConfigFile> files) {
        files = Copies.ordered(files, "files");
        this.files = files;
    }

    /** Returns the files by name, in the order given. */
    public Map<String, ConfigFile> files() {
        return files;
    }

    /** Returns the configuration of an agent with these files, by name; there may be none. */
    public static EffectiveConfig of(Map<String, ConfigFile> files) {
        return new EffectiveConfig(files);
    }

    /** Returns the configuration of an agent with a single file, whose name is empty. */
    public static EffectiveConfig of(ConfigFile file) {
        return new EffectiveConfig(Map.of("", requireNonNull(file, "file")));
    }

    /** Returns a builder without files. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EffectiveConfig that && files.equals(that.files);
    }

    @Override
    public int hashCode() {
        return files.hashCode();
    }

    /** Names the files with their sizes on one line, what is not printable as escapes. */
    @Override
    public String toString() {
        return "EffectiveConfig[files=" + Copies.shown(files) + "]";
    }

    /**
     * Collects files.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private final Map<String, ConfigFile> files = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Adds a file.
         *
         * @throws IllegalArgumentException if there is one of that name already
         */
        public Builder file(String name, ConfigFile file) {
            requireNonNull(name, "name");
            requireNonNull(file, "file");
            if (files.containsKey(name)) {
                throw new IllegalArgumentException("there is a file '" + Printable.text(name, Copies.LONGEST_SHOWN)
                        + "' already; names must be unique");
            }
            files.put(name, file);
            return this;
        }

        /** Returns the configuration; the builder can be used on. */
        public EffectiveConfig build() {
            return new EffectiveConfig(files);
        }
    }
}
