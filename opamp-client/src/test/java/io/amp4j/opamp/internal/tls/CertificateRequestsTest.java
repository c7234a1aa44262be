package io.amp4j.opamp.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.amp4j.opamp.internal.tls.CertificateRequests.Kind;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What others read out of a request that was made here. */
class CertificateRequestsTest {
    private static final String NAME = "019b76da-a800-7cc1-beeb-8da1658eec67";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void isReadAndVerifiedByBouncyCastle(Kind kind) throws Exception {
        KeyPair key = CertificateRequests.newKey(kind);
        String pem = CertificateRequests.pem(kind, key.getPublic(), key.getPrivate(), NAME);

        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            PKCS10CertificationRequest request = (PKCS10CertificationRequest) parser.readObject();
            assertThat(request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key.getPublic())))
                    .isTrue();
            assertThat(request.getSubject().getRDNs()).hasSize(1);
            assertThat(request.getSubject()
                            .getRDNs(BCStyle.CN)[0]
                            .getFirst()
                            .getValue()
                            .toString())
                    .isEqualTo(NAME);
            assertThat(request.getSubjectPublicKeyInfo().getEncoded())
                    .isEqualTo(key.getPublic().getEncoded());
            assertThat(request.getAttributes()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void isVerifiedByOpenssl(Kind kind) throws Exception {
        KeyPair key = CertificateRequests.newKey(kind);
        Path file = folder.resolve("request.pem");
        Files.writeString(file, CertificateRequests.pem(kind, key.getPublic(), key.getPrivate(), "Käse, \"a\"=b"));
        Process process;
        try {
            process = new ProcessBuilder(
                            "openssl",
                            "req",
                            "-verify",
                            "-noout",
                            "-subject",
                            "-nameopt",
                            "utf8,-esc_msb",
                            "-in",
                            file.toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "there is no openssl here");
            return;
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).containsIgnoringCase("verify OK").contains("Käse, \"a\"=b");
    }

    @ParameterizedTest
    @EnumSource
    void writesKeysThatAreReadAgain(Kind kind) {
        KeyPair key = CertificateRequests.newKey(kind);
        List<String> problems = new ArrayList<>();
        assertThat(Pem.privateKey(CertificateRequests.pem(key.getPrivate()), "the key", key.getPublic(), problems))
                .isEqualTo(key.getPrivate());
        assertThat(problems).isEmpty();
    }
}
