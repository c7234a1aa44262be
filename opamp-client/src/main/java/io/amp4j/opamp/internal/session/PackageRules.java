package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.internal.codec.PackagesOffer;
import io.amp4j.opamp.packages.InstalledPackage;
import io.amp4j.opamp.packages.OfferedPackage;
import io.amp4j.opamp.packages.PackageType;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Which offered packages are refused before anything is done about them. */
final class PackageRules {
    private static final int SHA256_BYTES = 32;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_VERSION = 200;

    private PackageRules() {}

    /** Returns why a package is refused, or null. */
    static @Nullable String refusal(
            String name, PackagesOffer.Item item, PackageTerms terms, @Nullable InstalledPackage installed) {
        PackagesOffer.File file = item.file();
        if (!terms.policy().allows(name)) {
            return "this agent does not take a package of this name";
        }
        if (name.length() > LONGEST_NAME || name.chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
            return "the name has more than " + LONGEST_NAME + " characters, or a control character among them";
        }
        if (item.version().length() > LONGEST_VERSION) {
            return "the version has more than " + LONGEST_VERSION + " characters";
        }
        if (item.type() == PackagesOffer.Type.UNKNOWN) {
            return "the type of the package is not known";
        }
        if (file == null || file.url().isEmpty()) {
            return "the package is offered without a file to download";
        }
        if (file.contentHash().bytes().size() != SHA256_BYTES) {
            return "the file is offered without a SHA-256 of its content, so it cannot be verified";
        }
        if (terms.policy().requiresSignature() && file.signature().isEmpty()) {
            return "the package has no signature, and this agent requires one";
        }
        if (!terms.policy().allowsDowngrade()
                && installed != null
                && compare(item.version(), installed.version()) < 0) {
            return "the version is older than the one that is installed, and this agent does not go back";
        }
        return null;
    }

    /** Returns the package that an item offers; one that is not refused. */
    static OfferedPackage offered(String name, PackagesOffer.Item item) {
        OfferedPackage.Builder builder = OfferedPackage.builder(name)
                .type(item.type() == PackagesOffer.Type.TOP_LEVEL ? PackageType.TOP_LEVEL : PackageType.ADDON)
                .version(item.version())
                .hash(item.hash());
        PackagesOffer.File file = item.file();
        if (file != null) {
            builder.contentHash(file.contentHash()).signature(file.signature());
        }
        return builder.build();
    }

    /** Compares versions part by part: numbers by value, other parts as text; what has a further part is greater, unless that is a pre-release. */
    static int compare(String one, String other) {
        String[] ones = parts(one);
        String[] others = parts(other);
        for (int i = 0; i < Math.max(ones.length, others.length); i++) {
            if (i >= ones.length || i >= others.length) {
                boolean longer = i >= others.length;
                String further = longer ? ones[i] : others[i];
                boolean release = isNumber(further);
                return longer == release ? 1 : -1;
            }
            int difference = comparePart(ones[i], others[i]);
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    private static String[] parts(String version) {
        String plain = version.replaceFirst("^[vV](?=[0-9])", "").replaceFirst("\\+.*", "");
        return plain.split("[.-]", -1);
    }

    private static int comparePart(String one, String other) {
        boolean isNumber = isNumber(one);
        if (isNumber && isNumber(other)) {
            return new BigInteger(one).compareTo(new BigInteger(other));
        }
        // A pre-release is less than a number in its place.
        return isNumber == isNumber(other) ? one.compareTo(other) : isNumber ? 1 : -1;
    }

    private static boolean isNumber(String part) {
        return !part.isEmpty() && part.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
