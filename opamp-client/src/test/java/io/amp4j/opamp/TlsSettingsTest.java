package io.amp4j.opamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.TestCertificate;
import io.amp4j.opamp.testing.TestCertificateAuthority;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsSettingsTest {
    private static final TestCertificateAuthority AUTHORITY = TestCertificateAuthority.create("one");
    private static final TestCertificateAuthority OTHER = TestCertificateAuthority.create("two");
    private static final TestCertificate CLIENT = AUTHORITY.client("agent");

    @Test
    void trustsThePlatformAndSpeaksTls12And13ByDefault() {
        assertThat(TlsSettings.DEFAULT.versions()).containsExactly("TLSv1.2", "TLSv1.3");
        assertThat(TlsSettings.DEFAULT.cipherSuites()).isEmpty();
        assertThat(TlsSettings.DEFAULT.verifies()).isTrue();
        assertThat(TlsSettings.DEFAULT.trustManager().getAcceptedIssuers()).isNotEmpty();
    }

    @Test
    void readsThePlatformsAuthoritiesWhenTheyAreFirstNeeded(@TempDir Path directory) throws Exception {
        String property = "javax.net.ssl.trustStore";
        String before = System.getProperty(property);
        System.setProperty(
                property,
                Files.writeString(directory.resolve("cacerts"), "no key store").toString());
        try {
            TlsSettings settings = TlsSettings.builder().build();
            assertThatExceptionOfType(OpampException.class)
                    .isThrownBy(settings::sslContext)
                    .withMessageStartingWith("TLS cannot be set up with these certificates and keys: ");
        } finally {
            if (before == null) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, before);
            }
        }
    }

    /** In a JVM of its own: one that has read the authorities once goes on with those. */
    @ParameterizedTest
    @ValueSource(strings = {"https", "wss"})
    void tellsThatThePlatformsAuthoritiesCannotBeRead(String scheme, @TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("cacerts"), "no key store");
        try (FakeOpampServer server = FakeOpampServer.start()) {
            Process program = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Djavax.net.ssl.trustStore=" + file,
                            "-cp",
                            System.getProperty("java.class.path"),
                            FailingAgent.class.getName(),
                            scheme + "://127.0.0.1:" + server.httpEndpoint().getPort())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader out = program.inputReader(StandardCharsets.UTF_8)) {
                assertThat(out.readLine()).startsWith("TLS ").contains("TLS cannot be set up with these certificates");
            } finally {
                program.destroyForcibly();
            }
        }
    }

    @Test
    void trustsOnlyWhatIsGivenUnlessTheSystemIsAskedFor(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("ca.pem"), "a comment\n" + OTHER.pem());
        TlsSettings given = TlsSettings.builder()
                .trustedCertificates(AUTHORITY.pem() + "\n" + OTHER.pem())
                .build();
        assertThat(given.trustManager().getAcceptedIssuers())
                .containsExactlyInAnyOrder(AUTHORITY.certificate(), OTHER.certificate());
        TlsSettings both = TlsSettings.builder()
                .trustedCertificates(AUTHORITY.pem())
                .trustedCertificatesFile(file)
                .systemCertificates()
                .build();
        assertThat(both.trustManager().getAcceptedIssuers())
                .contains(AUTHORITY.certificate(), OTHER.certificate())
                .hasSizeGreaterThan(2);
    }

    @ParameterizedTest
    @CsvSource({
        "1.2, 1.2, TLSv1.2",
        "TLSv1.2, TLSv1.3, TLSv1.2 TLSv1.3",
        "tls1.3, TLS 1.3, TLSv1.3",
        "TLSv1, 1.1, TLSv1 TLSv1.1",
        "1.0, 1.3, TLSv1 TLSv1.1 TLSv1.2 TLSv1.3"
    })
    void readsEverySpellingOfAVersion(String min, String max, String versions) {
        TlsSettings tls = TlsSettings.builder().minVersion(min).maxVersion(max).build();
        assertThat(String.join(" ", tls.versions())).isEqualTo(versions);
    }

    @Test
    void readsKeysInEveryForm(@TempDir Path directory) throws Exception {
        TestCertificate rsa = AUTHORITY.rsaClient("agent-rsa");
        byte[] pkcs1 = inner(rsa.privateKey().getEncoded());
        byte[] sec1 = inner(CLIENT.privateKey().getEncoded());
        // P-256, which is what the certificate has.
        String parameters =
                pem("EC PARAMETERS", new byte[] {6, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 3, 1, 7});
        for (String[] pair : new String[][] {
            {CLIENT.certificatePem(), CLIENT.privateKeyPem()},
            {CLIENT.certificatePem(), pem("EC PRIVATE KEY", sec1)},
            {CLIENT.certificatePem(), parameters + pem("EC PRIVATE KEY", sec1)},
            {rsa.certificatePem(), rsa.privateKeyPem()},
            {rsa.certificatePem(), pem("RSA PRIVATE KEY", pkcs1).replace("\n", "\r\n")}
        }) {
            TlsSettings text =
                    TlsSettings.builder().clientCertificate(pair[0], pair[1]).build();
            assertThat(text.toString()).contains("client certificate").doesNotContain(pair[1].substring(40, 80));
            Path chain = Files.writeString(directory.resolve("chain.pem"), pair[0]);
            Path key = Files.writeString(directory.resolve("key.pem"), pair[1]);
            assertThat(TlsSettings.builder().clientCertificateFiles(chain, key).build())
                    .isEqualTo(text);
        }
    }

    @Test
    void tellsAllProblemsTogether(@TempDir Path directory) throws Exception {
        Path missing = directory.resolve("missing.pem");
        Path empty = Files.writeString(directory.resolve("empty.pem"), "nothing here");
        assertThatExceptionOfType(OpampException.class)
                .isThrownBy(() -> TlsSettings.builder()
                        .trustedCertificatesFile(missing)
                        .trustedCertificatesFile(empty)
                        .trustedCertificates("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")
                        .clientCertificate(
                                CLIENT.certificatePem(), OTHER.client("b").privateKeyPem())
                        .minVersion("1.3")
                        .maxVersion("1.2")
                        .cipherSuites(List.of("TLS_NONSENSE"))
                        .build())
                .withMessageContaining("missing.pem cannot be read: NoSuchFileException")
                .withMessageContaining("empty.pem holds no certificate")
                .withMessageContaining("certificate 1 of the CA text cannot be read")
                .withMessageContaining("does not belong to the first certificate")
                .withMessageContaining("the lowest version TLSv1.3 is above the highest, TLSv1.2")
                .withMessageContaining("TLS_NONSENSE");
    }

    @Test
    void refusesKeysThatItCannotUseWithoutRepeatingThem() throws Exception {
        String broken = pem("PRIVATE KEY", "s3cr3t s3cr3t s3cr3t".getBytes(StandardCharsets.UTF_8));
        String legacy = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n"
                + "-----END RSA PRIVATE KEY-----";
        String dsa = pem(
                "PRIVATE KEY",
                KeyPairGenerator.getInstance("DSA")
                        .generateKeyPair()
                        .getPrivate()
                        .getEncoded());
        for (String[] row : new String[][] {
            {broken, "cannot be read"},
            {pem("EC PRIVATE KEY", new byte[] {1, 2, 3}), "cannot be read"},
            {dsa, "expected an RSA, EC or EdDSA key"},
            {pem("ENCRYPTED PRIVATE KEY", new byte[40]), "is encrypted"},
            {legacy, "is encrypted"},
            {"-----BEGIN PRIVATE KEY-----\n****\n-----END PRIVATE KEY-----", "is not Base64"},
            {"s3cr3t", "holds no private key"},
            {CLIENT.certificatePem(), "holds no private key"}
        }) {
            assertThatExceptionOfType(OpampException.class)
                    .isThrownBy(() -> TlsSettings.builder()
                            .clientCertificate(CLIENT.certificatePem(), row[0])
                            .build())
                    .withMessageContaining(row[1])
                    .withMessageNotContaining("s3cr3t");
        }
    }

    @Test
    void refusesVersionsAndSuitesThatDoNotFit() {
        assertThatExceptionOfType(OpampException.class)
                .isThrownBy(() -> TlsSettings.builder()
                        .minVersion("SSLv3")
                        .maxVersion("1.4")
                        .build())
                .withMessageContaining("'SSLv3' is unknown")
                .withMessageContaining("'1.4' is unknown");
        assertThatExceptionOfType(OpampException.class)
                .isThrownBy(() -> TlsSettings.builder()
                        .maxVersion("1.2")
                        .cipherSuites(List.of("TLS_AES_128_GCM_SHA256"))
                        .build())
                .withMessageContaining("none of the cipher suites can be used with TLSv1.2");
        assertThat(TlsSettings.builder()
                        .cipherSuites(List.of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"))
                        .build()
                        .cipherSuites())
                .containsExactly("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    }

    @Test
    void takesAContextOfTheCallerButNotBoth() throws Exception {
        SSLContext context = SSLContext.getDefault();
        TlsSettings tls = TlsSettings.builder()
                .sslContext(context, TlsSettings.DEFAULT.trustManager())
                .build();
        assertThat(tls.sslContext()).isSameAs(context);
        assertThatExceptionOfType(OpampException.class)
                .isThrownBy(() -> TlsSettings.builder()
                        .sslContext(context, TlsSettings.DEFAULT.trustManager())
                        .insecureSkipVerify()
                        .build())
                .withMessageContaining("an SSLContext excludes");
    }

    @Test
    void saysLoudlyThatItVerifiesNobody() {
        TlsSettings tls = TlsSettings.builder().insecureSkipVerify().build();
        assertThat(tls.verifies()).isFalse();
        assertThat(tls.toString()).contains("SERVERS NOT VERIFIED");
    }

    @Test
    void isEqualWhenMadeOfTheSame() {
        TlsSettings one =
                TlsSettings.builder().trustedCertificates(AUTHORITY.pem()).build();
        assertThat(TlsSettings.builder().trustedCertificates(AUTHORITY.pem()).build())
                .isEqualTo(one)
                .hasSameHashCodeAs(one);
        assertThat(TlsSettings.builder().trustedCertificates(OTHER.pem()).build())
                .isNotEqualTo(one);
        assertThat(TlsSettings.builder().build()).isEqualTo(TlsSettings.DEFAULT);
        assertThat(TlsSettings.builder().insecureSkipVerify().build()).isNotEqualTo(TlsSettings.DEFAULT);
    }

    /** Takes the content of the OCTET STRING, which ends a PKCS #8 key and is the key in its older form. */
    private static byte[] inner(byte[] pkcs8) {
        for (int at = 0; at < 60; at++) {
            if (pkcs8[at] == 4) {
                int count = pkcs8[at + 1] & 0xff;
                int head = count < 0x80 ? 2 : 2 + (count & 0x7f);
                int length = count;
                if (count >= 0x80) {
                    length = 0;
                    for (int i = 0; i < (count & 0x7f); i++) {
                        length = length << 8 | (pkcs8[at + 2 + i] & 0xff);
                    }
                }
                if (at + head + length == pkcs8.length) {
                    return Arrays.copyOfRange(pkcs8, at + head, pkcs8.length);
                }
            }
        }
        throw new IllegalArgumentException("no inner key");
    }

    private static String pem(String label, byte[] der) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
    }

    @Test
    void leavesTheTrustWithoutTheClientCertificate() throws Exception {
        X509TrustManager trust = TlsSettings.DEFAULT.trustManager();
        TlsSettings own = TlsSettings.builder()
                .minVersion("1.3")
                .sslContext(SSLContext.getDefault(), trust)
                .build();

        TlsSettings without = own.withoutClientCertificate();

        assertThat(without.hasClientCertificate()).isFalse();
        assertThat(without.trustManager()).isSameAs(trust);
        assertThat(without.versions()).containsExactly("TLSv1.3");
        assertThat(without.withoutClientCertificate()).isSameAs(without);
    }
}
