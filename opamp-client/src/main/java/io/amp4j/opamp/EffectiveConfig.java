package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The configuration that the agent really runs with, after merging what it got from the server, from files and from elsewhere.
 * {@link #toString()} does not show what is in the files.
 *
 * @param files the files by name, in the order given
 */
public record EffectiveConfig(Map<String, ConfigFile> files) {
    public EffectiveConfig {
        files = Copies.ordered(files, "files");
    }

    /** Returns the configuration of an agent with a single file, whose name is empty. */
    public static EffectiveConfig of(ConfigFile file) {
        return new EffectiveConfig(Map.of("", file));
    }

    /** Returns a builder without files. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects files. */
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
                throw new IllegalArgumentException("there is a file '" + name + "' already; names must be unique");
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
