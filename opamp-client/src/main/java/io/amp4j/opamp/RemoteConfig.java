package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * A configuration that the server offers. {@link #toString()} does not show what is in the files.
 *
 * @param files the files by name, in the order received; a single file may have the empty name
 * @param hash the server's name for this configuration; opaque
 * @param isUnchanged whether the offer has no configuration at all, which means "as before". This is not the same as an offer of no
 *     files, which is a configuration that is empty. Callbacks for a configuration never see an unchanged one.
 */
public record RemoteConfig(Map<String, ConfigFile> files, Hash hash, boolean isUnchanged) {
    public RemoteConfig {
        files = Copies.ordered(files, "files");
        requireNonNull(hash, "hash");
        if (isUnchanged && !files.isEmpty()) {
            throw new IllegalArgumentException("an unchanged configuration has no files: " + files.keySet());
        }
    }

    /** Returns an offer of {@code files}, which may be empty. */
    public static RemoteConfig of(Map<String, ConfigFile> files, Hash hash) {
        return new RemoteConfig(files, hash, false);
    }

    /** Returns an offer that says "as before". */
    public static RemoteConfig unchanged(Hash hash) {
        return new RemoteConfig(Map.of(), hash, true);
    }

    @Override
    public String toString() {
        return "RemoteConfig[hash=" + hash + ", files=" + (isUnchanged ? "unchanged" : files) + "]";
    }
}
