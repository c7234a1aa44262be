package io.amp4j.opamp.testing.internal;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A request for a certificate (PKCS #10) whose signature is right. For tests: of all algorithms it knows three.
 *
 * @param subject the name asked for, in DER
 * @param key the key to certify
 */
@SuppressWarnings("ArrayRecordComponent") // handed on as it is, never compared
public record CertificateRequest(byte[] subject, PublicKey key) {
    private static final String BEGIN = "-----BEGIN CERTIFICATE REQUEST-----";
    private static final String END = "-----END CERTIFICATE REQUEST-----";

    /** The signature algorithms by their object identifier, with the algorithm of the key. */
    private static final Map<String, List<String>> ALGORITHMS = Map.of(
            "06082a8648ce3d040302", List.of("SHA256withECDSA", "EC"),
            "06032b6570", List.of("Ed25519", "Ed25519"),
            "06092a864886f70d01010b", List.of("SHA256withRSA", "RSA"));

    /**
     * Reads PEM text.
     *
     * @throws IllegalArgumentException if it is no request, or its signature is wrong
     */
    public static CertificateRequest parse(String pem) {
        int begin = pem.indexOf(BEGIN);
        int end = pem.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("no PEM text of a certificate request");
        }
        byte[] der = Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN.length(), end));
        Elements request = new Elements(content(new Elements(der).next()));
        byte[] info = request.next();
        byte[] algorithm = new Elements(content(request.next())).next();
        byte[] bits = content(request.next());
        Elements fields = new Elements(content(info));
        fields.next();
        byte[] subject = fields.next();
        byte[] key = fields.next();
        List<String> names = ALGORITHMS.get(HexFormat.of().formatHex(algorithm));
        if (names == null) {
            throw new IllegalArgumentException("the signature algorithm of the request is unknown");
        }
        try {
            PublicKey publicKey = KeyFactory.getInstance(names.get(1)).generatePublic(new X509EncodedKeySpec(key));
            Signature signature = Signature.getInstance(names.get(0));
            signature.initVerify(publicKey);
            signature.update(info);
            if (!signature.verify(bits, 1, bits.length - 1)) {
                throw new IllegalArgumentException("the signature of the request is wrong");
            }
            return new CertificateRequest(subject, publicKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the request cannot be read", e);
        }
    }

    private static byte[] content(byte[] element) {
        return Arrays.copyOfRange(element, contentStart(element, 0), element.length);
    }

    private static int contentStart(byte[] in, int at) {
        int first = in[at + 1] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    /** The elements of a sequence, one after the other. */
    private static final class Elements {
        private final byte[] in;
        private int at;

        Elements(byte[] in) {
            this.in = in;
        }

        /** Returns the next element, whole. */
        byte[] next() {
            if (at + 2 > in.length || contentStart(in, at) > in.length) {
                throw new IllegalArgumentException("the request is cut off");
            }
            int start = contentStart(in, at);
            int length = start == at + 2 ? in[at + 1] : 0;
            for (int i = at + 2; i < start; i++) {
                length = length << 8 | (in[i] & 0xff);
            }
            if (length < 0 || start + length > in.length) {
                throw new IllegalArgumentException("the request is cut off");
            }
            byte[] element = Arrays.copyOfRange(in, at, start + length);
            at = start + length;
            return element;
        }
    }
}
