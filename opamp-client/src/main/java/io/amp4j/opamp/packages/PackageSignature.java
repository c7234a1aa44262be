package io.amp4j.opamp.packages;

import io.amp4j.opamp.Experimental;
import io.amp4j.opamp.internal.packages.PinnedKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Collection;

/**
 * Says whether a package comes from whom it should. Called on a thread that may block, after the SHA-256 of the file was verified and before
 * anything is installed.
 *
 * <p>The checks of {@link #of} and {@link #ofPem} cover the content of the file alone, and neither name nor version: a server can offer
 * genuine content of old, or of another package, under any name and version.
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.BETA)
@FunctionalInterface
public interface PackageSignature {

    /**
     * Returns if the signature of the package is genuine.
     *
     * @throws GeneralSecurityException if it is not; the message is reported to the server
     * @throws IOException if that cannot be found out; the package is not installed then either
     */
    void verify(OfferedPackage offered, Path file) throws GeneralSecurityException, IOException;

    /**
     * Returns a check of detached signatures over the content of the file, against keys of which one has to fit: Ed25519 (64 bytes, RFC 8032)
     * for files up to 64 MiB, and ECDSA on P-256 with SHA-256 (DER) for files of any size. The keys are the agent's own, apart from all that the
     * connection to the server trusts.
     *
     * @throws IllegalArgumentException if there is no key, or one of another kind
     */
    static PackageSignature of(Collection<PublicKey> keys) {
        return PinnedKeys.of(keys);
    }

    /**
     * Returns the same with keys out of PEM text, as {@code openssl pkey -pubout} writes it.
     *
     * @throws IllegalArgumentException if there is no key, or one of another kind
     */
    static PackageSignature ofPem(String pem) {
        return PinnedKeys.ofPem(pem);
    }
}
