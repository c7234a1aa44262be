package io.amp4j.opamp.testing;

import io.amp4j.opamp.testing.internal.CertificateRequest;
import io.amp4j.opamp.testing.internal.CertificateWriter;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A certificate authority for one test; it signs every request. Certificates are valid from a day ago for ten years.
 *
 * @since 0.1.0
 */
public final class TestCertificateAuthority {
    private static final Duration VALID = Duration.ofDays(3650);

    private final TestCertificate own;
    private final CertificateWriter writer;

    private TestCertificateAuthority(TestCertificate own, CertificateWriter writer) {
        this.own = own;
        this.writer = writer;
    }

    /** Creates an authority with a new key on P-256. */
    public static TestCertificateAuthority create(String name) {
        KeyPair keys = ec();
        CertificateWriter writer = new CertificateWriter(name, keys.getPrivate());
        Instant from = yesterday();
        X509Certificate own = signed(() -> writer.authority(keys.getPublic(), from, from.plus(VALID)));
        return new TestCertificateAuthority(new TestCertificate(own, keys), writer);
    }

    /** Returns the authority's own certificate, which the other side must trust. */
    public X509Certificate certificate() {
        return own.certificate();
    }

    /** Returns {@link #certificate()} as PEM text. */
    public String pem() {
        return own.certificatePem();
    }

    /** Creates a certificate for a server with these host names and addresses, with a key on P-256. */
    public TestCertificate server(String... hosts) {
        Instant from = yesterday();
        return leaf("fake OpAMP server", ec(), from, from.plus(VALID), List.of(hosts));
    }

    /** Creates a server certificate that expired an hour ago. */
    public TestCertificate expiredServer(String... hosts) {
        Instant from = yesterday();
        return leaf("expired OpAMP server", ec(), from, from.plus(Duration.ofHours(23)), List.of(hosts));
    }

    /** Creates a certificate for a client, with a key on P-256. */
    public TestCertificate client(String commonName) {
        Instant from = yesterday();
        return leaf(commonName, ec(), from, from.plus(VALID), List.of());
    }

    /** Creates a certificate for a client, with an RSA key of 2,048 bits. */
    public TestCertificate rsaClient(String commonName) {
        Instant from = yesterday();
        KeyPair rsa = signed(() -> {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        });
        return leaf(commonName, rsa, from, from.plus(VALID), List.of());
    }

    /**
     * Signs a request for a certificate (PKCS #10 in PEM), as an agent sends it in its {@code connection_settings_request}.
     *
     * @return the certificate in PEM, for a client, with the requested name
     * @throws IllegalArgumentException if it is not a request with a valid signature, of ECDSA with SHA-256, Ed25519 or RSA with SHA-256
     */
    public String sign(String requestPem) {
        Instant from = yesterday();
        return sign(requestPem, from, from.plus(VALID));
    }

    /** Like {@link #sign(String)}, with a certificate that is valid from {@code from} to {@code to}. */
    public String sign(String requestPem, Instant from, Instant to) {
        CertificateRequest request = CertificateRequest.parse(requestPem);
        return signed(() -> CertificateWriter.pem(
                "CERTIFICATE", writer.requested(request, from, to).getEncoded()));
    }

    /** Returns the private key of the authority as unencrypted PKCS #8 PEM text, for other tools that sign certificates. */
    public String privateKeyPem() {
        return own.privateKeyPem();
    }

    private TestCertificate leaf(String subject, KeyPair keys, Instant from, Instant to, List<String> hosts) {
        return new TestCertificate(signed(() -> writer.leaf(subject, keys.getPublic(), from, to, hosts)), keys);
    }

    private static Instant yesterday() {
        return Instant.now().minus(Duration.ofDays(1));
    }

    private static KeyPair ec() {
        return signed(() -> {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        });
    }

    private static <T> T signed(Crypto<T> work) {
        try {
            return work.run();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot make test certificates", e);
        }
    }

    private interface Crypto<T> {
        T run() throws GeneralSecurityException;
    }
}
