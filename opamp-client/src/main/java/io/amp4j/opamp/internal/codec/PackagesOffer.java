package io.amp4j.opamp.internal.codec;

import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.internal.text.Printable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The packages that the agent is to have.
 *
 * @param packages by name; a single top-level package may have the empty name
 * @param allPackagesHash the server's name for all packages together; opaque
 */
public record PackagesOffer(Map<String, Item> packages, Hash allPackagesHash) {
    public PackagesOffer {
        packages = Collections.unmodifiableMap(new LinkedHashMap<>(packages));
    }

    /** Returns whether both are the same by all that is judged: where the files are, and with which headers, may differ. */
    public boolean isSame(PackagesOffer other) {
        return allPackagesHash.equals(other.allPackagesHash)
                && packages.keySet().equals(other.packages.keySet())
                && packages.entrySet().stream().allMatch(entry -> {
                    Item item = other.packages.get(entry.getKey());
                    return item != null && item.isSame(entry.getValue());
                });
    }

    /** Names the packages. */
    @Override
    public String toString() {
        return "PackagesOffer[packages=" + Printable.names(packages.keySet()) + ", allPackagesHash=" + allPackagesHash
                + "]";
    }

    /** The place of a package. */
    public enum Type {
        TOP_LEVEL,
        ADDON,
        /** One that this client does not know. */
        UNKNOWN
    }

    /** One package; {@code hash} is the server's name for this package in this version, and opaque. */
    public record Item(Type type, String version, @Nullable File file, Hash hash) {
        /** Returns the SHA-256 of the content; empty if none is offered. */
        public Hash contentHash() {
            return file == null ? Hash.EMPTY : file.contentHash();
        }

        private boolean isSame(Item other) {
            return hash.equals(other.hash)
                    && version.equals(other.version)
                    && type == other.type
                    && contentHash().equals(other.contentHash())
                    && signature().equals(other.signature())
                    && hasUrl() == other.hasUrl();
        }

        private Bytes signature() {
            return file == null ? Bytes.EMPTY : file.signature();
        }

        private boolean hasUrl() {
            return file != null && !file.url().isEmpty();
        }

        @Override
        public String toString() {
            return "Item[type=" + type + ", version=" + Printable.text(version, 100) + ", file=" + file + ", hash="
                    + hash + "]";
        }
    }

    /**
     * The file of a package.
     *
     * @param url where it is
     * @param contentHash the SHA-256 of its content
     * @param signature what proves where it comes from; empty if nothing does
     * @param headers what to send along with the request for it
     */
    public record File(String url, Hash contentHash, Bytes signature, List<HeaderLine> headers) {
        public File {
            headers = List.copyOf(headers);
        }

        /** Does not show the URL, which may hold credentials. */
        @Override
        public String toString() {
            return "File[contentHash=" + contentHash + ", headers=" + headers + "]";
        }
    }
}
