package io.amp4j.opamp.simulation;

import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.internal.codec.PackagesOffer;
import io.amp4j.opamp.packages.OfferedPackage;
import java.util.List;
import java.util.Locale;

/**
 * A version of a package, which is what it is for every agent and at any time.
 *
 * @param number the place among the versions of all packages
 * @param content which content it has; another version may have the same
 */
record OfferedVersion(String name, int number, Kind kind, int content) {
    private static final int SHA256_BYTES = 32;

    /** What a version is like. */
    enum Kind {
        GOOD,
        /** The file has another hash than the one that is offered, or a wrong signature. */
        CORRUPT,
        /** There is no file. */
        MISSING,
        /** Nobody has signed it. */
        UNSIGNED,
        /** No installer takes it. */
        UNINSTALLABLE,
        /** No agent becomes healthy with it. */
        SICK,
        /** The process ends with it before it is healthy. */
        DEADLY;

        static Kind of(OfferedPackage offered) {
            String version = offered.version();
            return valueOf(version.substring(version.lastIndexOf('-') + 1).toUpperCase(Locale.ROOT));
        }

        /** Whether it may be installed where a signature is required or not. */
        boolean isVerifiable(boolean requiresSignature) {
            return this != CORRUPT && this != MISSING && (this != UNSIGNED || !requiresSignature);
        }
    }

    String version() {
        return "1." + number + "-" + kind.name().toLowerCase(Locale.ROOT);
    }

    private Hash hash() {
        return new Hash(Bytes.utf8(name + " " + version()));
    }

    private Hash contentHash() {
        String text = name + " of " + content;
        return new Hash(Bytes.utf8(text + "-".repeat(SHA256_BYTES - text.length())));
    }

    /** @param offer which offer it is in, since the file may be elsewhere each time */
    PackagesOffer.Item item(int offer) {
        return new PackagesOffer.Item(
                name.equals(PackageOffers.ADDON) ? PackagesOffer.Type.ADDON : PackagesOffer.Type.TOP_LEVEL,
                version(),
                new PackagesOffer.File(
                        "https://files.example/" + offer + "/" + content,
                        contentHash(),
                        kind == Kind.UNSIGNED ? Bytes.EMPTY : Bytes.utf8("signature"),
                        List.of()),
                hash());
    }
}
