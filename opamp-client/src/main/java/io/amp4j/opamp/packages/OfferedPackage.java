package io.amp4j.opamp.packages;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.Experimental;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.internal.text.Printable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A package that the server offers. Where it is downloaded from is not part of this, since that may hold credentials.
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.BETA)
public final class OfferedPackage {
    private final String name;
    private final PackageType type;
    private final String version;
    private final Hash hash;
    private final Hash contentHash;
    private final Bytes signature;

    private OfferedPackage(Builder builder) {
        name = builder.name;
        type = builder.type;
        version = builder.version;
        hash = builder.hash;
        contentHash = builder.contentHash;
        signature = builder.signature;
    }

    /** Starts a top-level package of this name without a version, hashes or signature. The name of the only package of an agent may be empty. */
    public static Builder builder(String name) {
        return new Builder(requireNonNull(name, "name"));
    }

    /** Returns the name, by which one package takes the place of another. */
    public String name() {
        return name;
    }

    /** Returns the place of the package. */
    public PackageType type() {
        return type;
    }

    /** Returns the version as the server calls it; a text for people, which need not grow. */
    public String version() {
        return version;
    }

    /** Returns the server's name for this package in this version; to be kept and compared, and nothing else. */
    public Hash hash() {
        return hash;
    }

    /** Returns the SHA-256 of the file. */
    public Hash contentHash() {
        return contentHash;
    }

    /** Returns what proves where the file comes from; empty if nothing does. */
    public Bytes signature() {
        return signature;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OfferedPackage that
                && name.equals(that.name)
                && type == that.type
                && version.equals(that.version)
                && hash.equals(that.hash)
                && contentHash.equals(that.contentHash)
                && signature.equals(that.signature);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, type, version, hash, contentHash, signature);
    }

    @Override
    public String toString() {
        return "OfferedPackage[name=" + Printable.text(name, 100) + ", type=" + type + ", version="
                + Printable.text(version, 100) + ", hash=" + hash + ", contentHash=" + contentHash + "]";
    }

    /**
     * Collects the parts of a package. Not for use by several threads.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private final String name;
        private PackageType type = PackageType.TOP_LEVEL;
        private String version = "";
        private Hash hash = Hash.EMPTY;
        private Hash contentHash = Hash.EMPTY;
        private Bytes signature = Bytes.EMPTY;

        private Builder(String name) {
            this.name = name;
        }

        /** Sets the place of the package. */
        public Builder type(PackageType value) {
            type = requireNonNull(value, "value");
            return this;
        }

        /** Sets the version. */
        public Builder version(String value) {
            version = requireNonNull(value, "value");
            return this;
        }

        /** Sets the server's name for this package in this version. */
        public Builder hash(Hash value) {
            hash = requireNonNull(value, "value");
            return this;
        }

        /** Sets the SHA-256 of the file. */
        public Builder contentHash(Hash value) {
            contentHash = requireNonNull(value, "value");
            return this;
        }

        /** Sets what proves where the file comes from. */
        public Builder signature(Bytes value) {
            signature = requireNonNull(value, "value");
            return this;
        }

        /** Returns the package. */
        public OfferedPackage build() {
            return new OfferedPackage(this);
        }
    }
}
