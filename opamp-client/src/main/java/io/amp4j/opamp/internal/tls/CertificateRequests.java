package io.amp4j.opamp.internal.tls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Generates key pairs and certificate requests (PKCS #10, RFC 2986). The JDK has no public API for these requests, and a provider that has
 * one is larger than this library.
 */
public final class CertificateRequests {
    private static final byte[] VERSION_1 = {Der.INTEGER, 1, 0};
    private static final byte[] NO_ATTRIBUTES = Der.write(Der.CONTEXT_0);
    private static final byte[] COMMON_NAME = HexFormat.of().parseHex("0603550403");
    private static final byte[] NO_UNUSED_BITS = {0};

    /** The kinds of keys, with how they are made and how they sign. */
    public enum Kind {
        /** ECDSA on the curve P-256, with SHA-256. */
        EC_P256("EC", "SHA256withECDSA", "300a06082a8648ce3d040302"),
        /** Ed25519. */
        ED25519("Ed25519", "Ed25519", "300506032b6570"),
        /** RSA of 3,072 bits, with SHA-256 and the padding of PKCS #1. */
        RSA_3072("RSA", "SHA256withRSA", "300d06092a864886f70d01010b0500");

        private final String algorithm;
        private final String signature;
        private final String signatureIdentifier;

        /** @param signatureIdentifier the AlgorithmIdentifier of the signature in DER, as hex digits */
        Kind(String algorithm, String signature, String signatureIdentifier) {
            this.algorithm = algorithm;
            this.signature = signature;
            this.signatureIdentifier = signatureIdentifier;
        }

        private KeyPairGenerator generator() throws GeneralSecurityException {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            initialize(generator);
            return generator;
        }

        private void initialize(KeyPairGenerator generator) throws InvalidAlgorithmParameterException {
            switch (this) {
                case EC_P256 -> generator.initialize(new ECGenParameterSpec("secp256r1"));
                case RSA_3072 -> generator.initialize(3072);
                case ED25519 -> {
                    // There is one size.
                }
            }
        }
    }

    private CertificateRequests() {}

    /**
     * Generates a key pair. RSA may take some hundred milliseconds.
     *
     * @throws IllegalStateException if this JVM does not support such keys
     */
    public static KeyPair newKey(Kind kind) {
        try {
            return kind.generator().generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM makes no keys of the kind " + kind, e);
        }
    }

    /**
     * Returns a request in PEM text, signed with the key, whose subject has only that common name.
     *
     * @throws IllegalStateException if this JVM cannot sign with it
     */
    public static String pem(Kind kind, PublicKey publicKey, PrivateKey privateKey, String commonName) {
        byte[] subject = Der.write(
                Der.SEQUENCE,
                Der.write(
                        Der.SET,
                        Der.write(
                                Der.SEQUENCE,
                                COMMON_NAME,
                                Der.write(Der.UTF8_STRING, commonName.getBytes(StandardCharsets.UTF_8)))));
        byte[] info = Der.write(Der.SEQUENCE, VERSION_1, subject, publicKey.getEncoded(), NO_ATTRIBUTES);
        byte[] signed = Der.write(
                Der.SEQUENCE,
                info,
                HexFormat.of().parseHex(kind.signatureIdentifier),
                Der.write(Der.BIT_STRING, NO_UNUSED_BITS, sign(kind, privateKey, info)));
        return pem("CERTIFICATE REQUEST", signed);
    }

    /** Returns a private key in PEM text (PKCS #8), as {@link Pem#privateKey} reads it. */
    public static String pem(PrivateKey key) {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    private static byte[] sign(Kind kind, PrivateKey key, byte[] text) {
        try {
            Signature signature = Signature.getInstance(kind.signature);
            signature.initSign(key);
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM does not sign with keys of the kind " + kind, e);
        }
    }

    private static String pem(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }
}
