package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that the server offers. {@link #toString()} does not show the content of the files.
 *
 * @since 0.1.0
 */
public final class RemoteConfig {
    private final Map<String, ConfigFile> files;
    private final Hash hash;
    private final boolean isUnchanged;

    private RemoteConfig(Map<String, ConfigFile> files, Hash hash, boolean isUnchanged) {
        files = Copies.ordered(files, "files");
        requireNonNull(hash, "hash");
        this.files = files;
        this.hash = hash;
        this.isUnchanged = isUnchanged;
    }

    /** Returns the files by name, in the order received; a single file may have the empty name. */
    public Map<String, ConfigFile> files() {
        return files;
    }

    /** Returns the hash that the server gave this configuration; opaque. */
    public Hash hash() {
        return hash;
    }

    /**
     * Returns whether the offer has no configuration at all, which means "as before". This differs from an offer of no files, which is an
     * empty configuration. {@link OpampCallbacks#onRemoteConfig} is never called with an unchanged one.
     */
    public boolean isUnchanged() {
        return isUnchanged;
    }

    /** Returns an offer of {@code files}, which may be empty. */
    public static RemoteConfig of(Map<String, ConfigFile> files, Hash hash) {
        return new RemoteConfig(files, hash, false);
    }

    /** Returns an offer that means "as before". */
    public static RemoteConfig unchanged(Hash hash) {
        return new RemoteConfig(Map.of(), hash, true);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RemoteConfig that
                && files.equals(that.files)
                && hash.equals(that.hash)
                && isUnchanged == that.isUnchanged;
    }

    @Override
    public int hashCode() {
        return Objects.hash(files, hash, isUnchanged);
    }

    @Override
    public String toString() {
        return "RemoteConfig[hash=" + hash + ", files=" + (isUnchanged ? "unchanged" : Copies.shown(files)) + "]";
    }
}
