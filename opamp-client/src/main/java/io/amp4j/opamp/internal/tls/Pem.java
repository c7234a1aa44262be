package io.amp4j.opamp.internal.tls;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads certificates and private keys from PEM text (RFC 7468). Errors are added to a list of problems, which never quote the text, because
 * it may be a private key.
 */
public final class Pem {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

    /** The algorithm identifiers of PKCS #8, and the names that {@link KeyFactory} has for them. */
    private static final Map<String, String> KEY_ALGORITHMS = Map.of(
            "2a864886f70d010101", "RSA",
            "2a864886f70d01010a", "RSASSA-PSS",
            "2a8648ce3d0201", "EC",
            "2b6570", "Ed25519",
            "2b6571", "Ed448");

    private static final byte[] RSA_ALGORITHM = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    private static final byte[] EC_OID = HexFormat.of().parseHex("06072a8648ce3d0201");
    private static final byte[] ZERO = {2, 1, 0};

    private static final class Block {
        private final String label;
        private final byte[] der;

        Block(String label, byte[] der) {
            this.label = label;
            this.der = der;
        }
    }

    private Pem() {}

    /** Returns the certificates in {@code text}, in order; {@code what} names the text in problems. */
    public static List<X509Certificate> certificates(String text, String what, List<String> problems) {
        List<X509Certificate> found = new ArrayList<>();
        CertificateFactory factory;
        try {
            factory = CertificateFactory.getInstance("X.509");
        } catch (CertificateException e) {
            throw new IllegalStateException("this JVM reads no X.509 certificates", e);
        }
        int number = 0;
        int before = problems.size();
        for (Block block : blocks(text, what, problems)) {
            if (!block.label.equals("CERTIFICATE") && !block.label.equals("X509 CERTIFICATE")) {
                continue;
            }
            number++;
            try {
                found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der)));
            } catch (CertificateException e) {
                problems.add("certificate " + number + " of " + what + " cannot be read");
            }
        }
        if (number == 0 && problems.size() == before) {
            problems.add(what + " holds no certificate; expected PEM text with -----BEGIN CERTIFICATE-----");
        }
        return found;
    }

    /**
     * Returns the first private key in {@code text}: PKCS #8, PKCS #1 (RSA) or SEC 1 (EC).
     *
     * @param owner the public key that belongs to it, which names the curve of an EC key that does not name it itself
     */
    public static @Nullable PrivateKey privateKey(
            String text, String what, @Nullable PublicKey owner, List<String> problems) {
        int before = problems.size();
        byte[] curve = null;
        for (Block block : blocks(text, what, problems)) {
            byte[] pkcs8;
            switch (block.label) {
                case "EC PARAMETERS" -> {
                    curve = block.der;
                    continue;
                }
                case "PRIVATE KEY" -> pkcs8 = block.der;
                case "RSA PRIVATE KEY" ->
                    pkcs8 = Der.write(Der.SEQUENCE, ZERO, RSA_ALGORITHM, Der.write(Der.OCTET_STRING, block.der));
                case "EC PRIVATE KEY" -> pkcs8 = fromSec1(block.der, curve, owner);
                case "ENCRYPTED PRIVATE KEY" -> {
                    problems.add(encrypted(what));
                    return null;
                }
                default -> {
                    continue;
                }
            }
            try {
                return KeyFactory.getInstance(algorithm(pkcs8)).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                problems.add("the private key of " + what + " cannot be read; expected an RSA, EC or EdDSA key");
                return null;
            }
        }
        if (problems.size() == before) {
            problems.add(what + " holds no private key; expected PEM text with -----BEGIN PRIVATE KEY-----,"
                    + " -----BEGIN RSA PRIVATE KEY----- or -----BEGIN EC PRIVATE KEY-----");
        }
        return null;
    }

    private static String encrypted(String what) {
        return "the private key of " + what + " is encrypted; decrypt it first, for example with openssl pkey";
    }

    private static List<Block> blocks(String text, String what, List<String> problems) {
        List<Block> blocks = new ArrayList<>();
        // The header lines of an encrypted key hold hyphens, which the pattern of a block does not.
        if (text.contains("Proc-Type: 4,ENCRYPTED")) {
            problems.add(encrypted(what));
            return blocks;
        }
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            try {
                byte[] der = Base64.getDecoder().decode(matcher.group(2).replaceAll("\\s", ""));
                blocks.add(new Block(matcher.group(1), der));
            } catch (IllegalArgumentException e) {
                problems.add("a " + matcher.group(1) + " of " + what + " is not Base64 text");
            }
        }
        return blocks;
    }

    /** Finds the first OBJECT IDENTIFIER after the version, which in PKCS #8 is the algorithm. */
    private static String algorithm(byte[] pkcs8) {
        Der sequence = Der.read(pkcs8, 0);
        Der version = Der.read(pkcs8, sequence.start());
        Der identifier = Der.read(pkcs8, version.end());
        Der oid = Der.read(pkcs8, identifier.start());
        String name = KEY_ALGORITHMS.get(HexFormat.of().formatHex(pkcs8, oid.start(), oid.end()));
        if (name == null) {
            throw new IllegalArgumentException("unknown algorithm");
        }
        return name;
    }

    /** SEC 1 is a sequence of version, key, [0] curve, [1] public key; the last two may be missing. */
    private static byte[] fromSec1(byte[] sec1, byte @Nullable [] parameters, @Nullable PublicKey owner) {
        byte[] curve = parameters;
        try {
            Der sequence = Der.read(sec1, 0);
            for (int at = sequence.start(); at < sequence.end(); ) {
                Der element = Der.read(sec1, at);
                if (element.tag() == Der.CONTEXT_0) {
                    curve = Arrays.copyOfRange(sec1, element.start(), element.end());
                }
                at = element.end();
            }
            if (curve == null && owner != null) {
                byte[] spki = owner.getEncoded();
                Der algorithm = Der.read(spki, Der.read(spki, 0).start());
                Der oid = Der.read(spki, algorithm.start());
                curve = Arrays.copyOfRange(spki, oid.end(), algorithm.end());
            }
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
        return curve == null
                ? new byte[0]
                : Der.write(
                        Der.SEQUENCE, ZERO, Der.write(Der.SEQUENCE, EC_OID, curve), Der.write(Der.OCTET_STRING, sec1));
    }
}
