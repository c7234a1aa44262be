package io.amp4j.opamp.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests for certificates, as the authority of a test signs them. */
class CertificateSigningTest {

    /** Made by openssl: EC on P-256, O=example, CN=checkout. */
    private static final String REQUEST = """
            -----BEGIN CERTIFICATE REQUEST-----
            MIHgMIGHAgEAMCUxEDAOBgNVBAoMB2V4YW1wbGUxETAPBgNVBAMMCGNoZWNrb3V0
            MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEhnZyfL9qG7fFivhoy/Mja6maqJyo
            gFddlFUsvP9XL6H/2Yz7SdxXPvCG6RtGgaF/R3SVgrm0fbctrZckhFt1/6AAMAoG
            CCqGSM49BAMCA0gAMEUCIGk43dRJh4tXrPV9wWfR+RMmHm0vjURfSgeVajyEQxed
            AiEAsIsHMWOcpC/WaO7QJ15htL4TE4jElTWXzkvBpJbo0d8=
            -----END CERTIFICATE REQUEST-----
            """;

    private final TestCertificateAuthority authority = TestCertificateAuthority.create("authority");

    private static X509Certificate read(String pem) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void signsWhatIsAskedForUnderTheNameThatIsAskedFor() throws Exception {
        X509Certificate certificate = read(authority.sign(REQUEST));
        certificate.verify(authority.certificate().getPublicKey());
        certificate.checkValidity();
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=checkout,O=example");
        assertThat(certificate.getIssuerX500Principal())
                .isEqualTo(authority.certificate().getSubjectX500Principal());
        assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EC");
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    }

    @Test
    void signsForAsLongAsItIsTold() throws Exception {
        Instant from = Instant.parse("2026-01-01T00:00:00Z");
        X509Certificate certificate = read(authority.sign(REQUEST, from, from.plusSeconds(60)));
        assertThat(certificate.getNotBefore().toInstant()).isEqualTo(from);
        assertThat(certificate.getNotAfter().toInstant()).isEqualTo(from.plusSeconds(60));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----",
                "-----BEGIN CERTIFICATE REQUEST-----\nMIHg\n-----END CERTIFICATE REQUEST-----"
            })
    void refusesWhatIsNoRequest(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> authority.sign(text));
    }

    @ParameterizedTest
    @CsvSource({"CGNoZWNrb3V0, CGNoZWNrb3V1, signature", "BAMC, BAMB, algorithm", "MIHgMIGH, MIHhMIGH, cut off"})
    void refusesARequestThatWasChanged(String text, String other, String problem) {
        assertThat(REQUEST).contains(text);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> authority.sign(REQUEST.replace(text, other)))
                .withMessageContaining(problem);
    }
}
