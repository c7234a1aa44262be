package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.text.Printable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configuration that the agent really runs with, merged from the server's, from files and from other sources. {@link #toString()} does
 * not show the content of the files.
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

    /** Returns a configuration of these files, by name; there may be none. */
    public static EffectiveConfig of(Map<String, ConfigFile> files) {
        return new EffectiveConfig(files);
    }

    /** Returns a configuration of a single file, whose name is empty. */
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

    /** Names the files with their sizes on one line; characters that are not printable are escaped. */
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
         * @throws IllegalArgumentException if there is already a file of that name
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

        /** Returns the configuration; the builder can still be used. */
        public EffectiveConfig build() {
            return new EffectiveConfig(files);
        }
    }
}
