package io.amp4j.opamp.internal.packages;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.checks.Checks;
import io.amp4j.opamp.packages.OfferedPackage;
import io.amp4j.opamp.packages.PackageSignature;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Detached signatures over the content of a file, against keys that the agent was given. */
public final class PinnedKeys implements PackageSignature {

    /** The platform keeps all that is signed with Ed25519 in memory. */
    static final long MOST_ED25519 = 64L << 20;

    private static final ECParameterSpec P256 = p256();

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");

    private final List<PublicKey> keys;

    private PinnedKeys(List<PublicKey> keys) {
        this.keys = keys;
    }

    /** Returns a check against keys of which one has to fit. */
    public static PinnedKeys of(Collection<PublicKey> keys) {
        Checks.elements("keys", keys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("there is no key; give at least one");
        }
        for (PublicKey key : keys) {
            if (!isEd25519(key) && !isP256(key)) {
                throw new IllegalArgumentException(
                        "a key is neither Ed25519 nor an EC key on P-256 but " + key.getAlgorithm());
            }
        }
        return new PinnedKeys(List.copyOf(keys));
    }

    /** Returns a check against the keys in PEM text. */
    public static PinnedKeys ofPem(String pem) {
        List<PublicKey> keys = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(requireNonNull(pem, "pem"));
        while (blocks.find()) {
            keys.add(key(blocks.group(1)));
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException(
                    "the text holds no public key; expected PEM text with -----BEGIN PUBLIC KEY-----");
        }
        return of(keys);
    }

    private static PublicKey key(String base64) {
        for (String algorithm : List.of("Ed25519", "EC")) {
            try {
                byte[] der = Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
                return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                // The other algorithm may fit.
            }
        }
        throw new IllegalArgumentException("a public key cannot be read; expected Ed25519 or EC on P-256");
    }

    private static boolean isEd25519(PublicKey key) {
        return key instanceof EdECPublicKey edwards
                && edwards.getParams().getName().equals("Ed25519");
    }

    private static boolean isP256(PublicKey key) {
        if (!(key instanceof ECPublicKey ec)) {
            return false;
        }
        ECParameterSpec found = ec.getParams();
        return found.getCurve().equals(P256.getCurve())
                && found.getGenerator().equals(P256.getGenerator())
                && found.getOrder().equals(P256.getOrder())
                && found.getCofactor() == P256.getCofactor();
    }

    private static ECParameterSpec p256() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM does not know the curve P-256", e);
        }
    }

    /**
     * Returns whether bytes are two numbers in DER, both of at least 1 and less than the order of the curve. Some platforms accept zeros as
     * a signature of everything (CVE-2022-21449).
     */
    private static boolean isInRange(byte[] signature) {
        if (signature.length < 8 || signature[0] != 0x30 || signature[1] != signature.length - 2) {
            return false;
        }
        int second = 4 + signature[3];
        if (signature[2] != 2 || signature[3] <= 0 || second + 2 >= signature.length) {
            return false;
        }
        int length = signature[second + 1];
        if (signature[second] != 2 || length <= 0 || second + 2 + length != signature.length) {
            return false;
        }
        BigInteger r = new BigInteger(signature, 4, signature[3]);
        BigInteger s = new BigInteger(signature, second + 2, length);
        return r.signum() > 0 && s.signum() > 0 && r.compareTo(P256.getOrder()) < 0 && s.compareTo(P256.getOrder()) < 0;
    }

    @Override
    public void verify(OfferedPackage offered, Path file) throws GeneralSecurityException, IOException {
        byte[] signature = offered.signature().toByteArray();
        if (signature.length == 0) {
            throw new SignatureException("the package has no signature");
        }
        boolean tooLarge = false;
        for (PublicKey key : keys) {
            if (isEd25519(key) && Files.size(file) > MOST_ED25519) {
                tooLarge = true;
            } else if (fits(key, signature, file)) {
                return;
            }
        }
        throw new SignatureException(
                tooLarge
                        ? "the signature fits no ECDSA key of this agent, and files above " + (MOST_ED25519 >> 20)
                                + " MiB cannot be verified with Ed25519"
                        : "the signature fits no key of this agent");
    }

    private static boolean fits(PublicKey key, byte[] signature, Path file)
            throws GeneralSecurityException, IOException {
        if (!isEd25519(key) && !isInRange(signature)) {
            return false;
        }
        Signature verifier = Signature.getInstance(isEd25519(key) ? "Ed25519" : "SHA256withECDSA");
        verifier.initVerify(key);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] piece = new byte[64 << 10];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                verifier.update(piece, 0, read);
            }
        }
        try {
            return verifier.verify(signature);
        } catch (SignatureException e) {
            // Not even the form of a signature of this kind.
            return false;
        }
    }
}
