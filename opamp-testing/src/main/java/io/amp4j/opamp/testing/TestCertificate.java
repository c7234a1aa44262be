package io.amp4j.opamp.testing;

import io.amp4j.opamp.testing.internal.CertificateWriter;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;

/**
 * A certificate with its private key, for one test. Immutable.
 *
 * @since 0.1.0
 */
public final class TestCertificate {
    private final X509Certificate certificate;
    private final KeyPair keys;

    TestCertificate(X509Certificate certificate, KeyPair keys) {
        this.certificate = certificate;
        this.keys = keys;
    }

    /** Returns the certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** Returns the private key. */
    public PrivateKey privateKey() {
        return keys.getPrivate();
    }

    /** Returns the certificate as PEM text. */
    public String certificatePem() {
        try {
            return CertificateWriter.pem("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a parsed certificate has its bytes", e);
        }
    }

    /** Returns the private key as unencrypted PKCS #8 PEM text. */
    public String privateKeyPem() {
        return CertificateWriter.pem("PRIVATE KEY", keys.getPrivate().getEncoded());
    }

    /** Names the subject. */
    @Override
    public String toString() {
        return "TestCertificate[" + certificate.getSubjectX500Principal().getName() + "]";
    }
}
