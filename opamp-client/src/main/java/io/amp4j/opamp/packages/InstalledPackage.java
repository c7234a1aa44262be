package io.amp4j.opamp.packages;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.Experimental;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.internal.text.Printable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A package that the agent has.
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.BETA)
public final class InstalledPackage {
    private final String name;
    private final String version;
    private final Hash hash;
    private final Hash contentHash;

    private InstalledPackage(String name, String version, Hash hash, Hash contentHash) {
        this.name = requireNonNull(name, "name");
        this.version = requireNonNull(version, "version");
        this.hash = requireNonNull(hash, "hash");
        this.contentHash = requireNonNull(contentHash, "contentHash");
    }

    /** Returns a package that was installed from an offer, as it was offered. */
    public static InstalledPackage from(OfferedPackage offered) {
        requireNonNull(offered, "offered");
        return new InstalledPackage(offered.name(), offered.version(), offered.hash(), offered.contentHash());
    }

    /**
     * Returns a package that did not come from a server. It is reported, and never removed for not being offered.
     *
     * @param hash a name for its content; the server compares it with its own, so any that no server uses will do
     */
    public static InstalledPackage local(String name, String version, Hash hash) {
        return new InstalledPackage(name, version, hash, Hash.EMPTY);
    }

    /** Returns the name. */
    public String name() {
        return name;
    }

    /** Returns the version. */
    public String version() {
        return version;
    }

    /** Returns the server's name for this package in this version, or that of a local package. */
    public Hash hash() {
        return hash;
    }

    /** Returns the SHA-256 of the file that it was installed from; empty for a local package. */
    public Hash contentHash() {
        return contentHash;
    }

    /** Returns whether it came from an offer of a server. */
    public boolean isFromServer() {
        return !contentHash.isEmpty();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof InstalledPackage that
                && name.equals(that.name)
                && version.equals(that.version)
                && hash.equals(that.hash)
                && contentHash.equals(that.contentHash);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, version, hash, contentHash);
    }

    @Override
    public String toString() {
        return "InstalledPackage[name=" + Printable.text(name, 100) + ", version=" + Printable.text(version, 100)
                + ", hash=" + hash + ", contentHash=" + contentHash + "]";
    }
}
