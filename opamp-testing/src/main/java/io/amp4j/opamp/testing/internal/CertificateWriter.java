package io.amp4j.opamp.testing.internal;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Makes X.509 certificates, signed with ECDSA over SHA-256. For tests: nothing here is fit to protect anything. */
public final class CertificateWriter {
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[^:]*+:.*");
    private static final byte[] ECDSA_SHA256 = Der.sequence(Der.oid(1, 2, 840, 10045, 4, 3, 2));
    private static final byte[] SERVER_AUTH = Der.oid(1, 3, 6, 1, 5, 5, 7, 3, 1);
    private static final byte[] CLIENT_AUTH = Der.oid(1, 3, 6, 1, 5, 5, 7, 3, 2);

    private final String issuer;
    private final PrivateKey issuerKey;

    /** Signs in the name of {@code issuer}. */
    public CertificateWriter(String issuer, PrivateKey issuerKey) {
        this.issuer = issuer;
        this.issuerKey = issuerKey;
    }

    /** Makes the issuer's own certificate. */
    public X509Certificate authority(PublicKey key, Instant from, Instant to) throws GeneralSecurityException {
        // keyCertSign and cRLSign.
        byte[] usage = Der.element(0x03, new byte[] {1, 0x06});
        return write(
                commonName(issuer),
                key,
                from,
                to,
                List.of(
                        extension(true, Der.sequence(Der.bool(true)), 2, 5, 29, 19),
                        extension(true, usage, 2, 5, 29, 15)));
    }

    /** Makes the certificate for a client that {@code request} asks for, under the name that it asks for. */
    public X509Certificate requested(CertificateRequest request, Instant from, Instant to)
            throws GeneralSecurityException {
        List<byte[]> extensions = List.of(
                extension(true, Der.sequence(), 2, 5, 29, 19),
                extension(false, Der.sequence(CLIENT_AUTH), 2, 5, 29, 37));
        return write(request.subject(), request.key(), from, to, extensions);
    }

    /** Makes a certificate for one end of a connection; {@code hosts} are names or addresses, none for a client. */
    public X509Certificate leaf(String subject, PublicKey key, Instant from, Instant to, List<String> hosts)
            throws GeneralSecurityException {
        List<byte[]> extensions = new ArrayList<>();
        extensions.add(extension(true, Der.sequence(), 2, 5, 29, 19));
        extensions.add(extension(false, Der.sequence(hosts.isEmpty() ? CLIENT_AUTH : SERVER_AUTH), 2, 5, 29, 37));
        if (!hosts.isEmpty()) {
            byte[][] names = hosts.stream().map(CertificateWriter::name).toArray(byte[][]::new);
            extensions.add(extension(false, Der.sequence(names), 2, 5, 29, 17));
        }
        return write(commonName(subject), key, from, to, extensions);
    }

    private X509Certificate write(byte[] subject, PublicKey key, Instant from, Instant to, List<byte[]> extensions)
            throws GeneralSecurityException {
        byte[] body = Der.sequence(
                Der.element(0xa0, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(120, new SecureRandom()).add(BigInteger.ONE)),
                ECDSA_SHA256,
                commonName(issuer),
                Der.sequence(Der.time(from), Der.time(to)),
                subject,
                key.getEncoded(),
                Der.element(0xa3, Der.sequence(extensions.toArray(byte[][]::new))));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(issuerKey);
        signature.update(body);
        byte[] certificate = Der.sequence(body, ECDSA_SHA256, Der.bits(signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
    }

    private static byte[] commonName(String name) {
        return Der.sequence(Der.set(Der.sequence(Der.oid(2, 5, 4, 3), Der.utf8(name))));
    }

    private static byte[] extension(boolean critical, byte[] value, int... id) {
        return critical
                ? Der.sequence(Der.oid(id), Der.bool(true), Der.octets(value))
                : Der.sequence(Der.oid(id), Der.octets(value));
    }

    private static byte[] name(String host) {
        if (!ADDRESS.matcher(host).matches()) {
            return Der.element(0x82, host.getBytes(StandardCharsets.US_ASCII));
        }
        try {
            // A literal address: nothing is looked up.
            return Der.element(0x87, InetAddress.getAllByName(host)[0].getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("neither a name nor an address: " + host, e);
        }
    }

    /** Returns {@code content} as PEM text. */
    public static String pem(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + label
                + "-----\n";
    }
}
