package io.amp4j.opamp.packages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amp4j.opamp.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackageSignatureTest {

    @TempDir
    private Path temporary;

    private static KeyPair keys(String algorithm) throws GeneralSecurityException {
        if (algorithm.equals("Ed25519")) {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(algorithm));
        return generator.generateKeyPair();
    }

    private static OfferedPackage signed(KeyPair keys, byte[] content) throws GeneralSecurityException {
        boolean edwards = keys.getPrivate().getAlgorithm().startsWith("Ed");
        Signature signer = Signature.getInstance(edwards ? "Ed25519" : "SHA256withECDSA");
        signer.initSign(keys.getPrivate());
        signer.update(content);
        return OfferedPackage.builder("agent")
                .signature(Bytes.of(signer.sign()))
                .build();
    }

    private Path write(byte[] content) throws IOException {
        return Files.write(temporary.resolve("file"), content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ed25519", "secp256r1"})
    void acceptsWhatOneOfTheKeysHasSigned(String algorithm) throws Exception {
        KeyPair keys = keys(algorithm);
        byte[] content = "content".getBytes(UTF_8);
        PackageSignature signature = PackageSignature.of(
                List.of(keys("secp256r1").getPublic(), keys("Ed25519").getPublic(), keys.getPublic()));

        assertThatCode(() -> signature.verify(signed(keys, content), write(content)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ed25519", "secp256r1"})
    void refusesOtherKeysOtherContentAndDamage(String algorithm) throws Exception {
        KeyPair keys = keys(algorithm);
        byte[] content = "content".getBytes(UTF_8);
        PackageSignature signature = PackageSignature.of(List.of(keys.getPublic()));
        OfferedPackage genuine = signed(keys, content);
        byte[] damaged = genuine.signature().toByteArray();
        damaged[damaged.length - 1] ^= 1;

        for (OfferedPackage bad : List.of(
                signed(keys(algorithm), content),
                signed(keys, "other".getBytes(UTF_8)),
                signature(damaged),
                signature(new byte[64]),
                signature(new byte[] {0x30}),
                signature("text".getBytes(UTF_8)))) {
            assertThatThrownBy(() -> signature.verify(bad, write(content)))
                    .isInstanceOf(SignatureException.class)
                    .hasMessage("the signature fits no key of this agent");
        }
        assertThatThrownBy(() -> signature.verify(signature(new byte[0]), write(content)))
                .hasMessage("the package has no signature");
    }

    private static OfferedPackage signature(byte[] bytes) {
        return OfferedPackage.builder("agent").signature(Bytes.of(bytes)).build();
    }

    @Test
    void readsPublicKeysOfOpenssl() throws Exception {
        KeyPair one = keys("Ed25519");
        KeyPair two = keys("secp256r1");
        byte[] content = "content".getBytes(UTF_8);
        PackageSignature signature = PackageSignature.ofPem("a note\n" + pem(one) + pem(two));

        signature.verify(signed(one, content), write(content));
        signature.verify(signed(two, content), write(content));
    }

    private static String pem(KeyPair keys) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    @Test
    void saysWhichKeysItTakes() throws Exception {
        KeyPair p384 = keys("secp384r1");
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> PackageSignature.of(List.of(p384.getPublic())))
                .withMessageContaining("neither Ed25519 nor an EC key on P-256");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PackageSignature.ofPem(pem(rsa.generateKeyPair())))
                .withMessageContaining("expected Ed25519 or EC on P-256");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PackageSignature.ofPem("-----BEGIN PRIVATE KEY-----"))
                .withMessageContaining("no public key");
        assertThatIllegalArgumentException().isThrownBy(() -> PackageSignature.of(List.of()));
    }

    @Test
    void doesNotReadALargeFileIntoMemory() throws Exception {
        Path large = temporary.resolve("large");
        try (FileChannel channel = FileChannel.open(large, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), 65L << 20);
        }
        KeyPair edwards = keys("Ed25519");

        assertThatThrownBy(
                        () -> PackageSignature.of(List.of(edwards.getPublic())).verify(signature(new byte[64]), large))
                .hasMessageContaining("cannot be verified with Ed25519");
        assertThat(large).exists();
    }

    @Test
    void refusesZerosAndNumbersThatAreTooLarge() throws Exception {
        PackageSignature signature =
                PackageSignature.of(List.of(keys("secp256r1").getPublic()));

        for (String hex : List.of(
                "3006020100020100",
                "3006020100020101",
                "3006020101020100",
                "30060201010201ff",
                "3026022100ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551020101",
                "30ff")) {
            byte[] bytes = HexFormat.of().parseHex(hex);
            assertThatThrownBy(() -> signature.verify(signature(bytes), write(new byte[] {1})))
                    .isInstanceOf(SignatureException.class);
        }
    }

    @Test
    void refusesAnotherCurveOfTheSameSize() throws Exception {
        ECParameterSpec p256 = ((ECPublicKey) keys("secp256r1").getPublic()).getParams();
        ECParameterSpec other = new ECParameterSpec(p256.getCurve(), p256.getGenerator(), p256.getOrder(), 2);
        ECPublicKey genuine = (ECPublicKey) keys("secp256r1").getPublic();
        ECPublicKey key = new ECPublicKey() {
            private static final long serialVersionUID = 1;

            @Override
            public ECPoint getW() {
                return genuine.getW();
            }

            @Override
            public String getAlgorithm() {
                return "EC";
            }

            @Override
            public String getFormat() {
                return "X.509";
            }

            @Override
            public byte[] getEncoded() {
                return genuine.getEncoded();
            }

            @Override
            public ECParameterSpec getParams() {
                return other;
            }
        };

        assertThatIllegalArgumentException().isThrownBy(() -> PackageSignature.of(List.of(key)));
    }

    @Test
    void cannotBeLeftOutWhereThePolicyRequiresIt() {
        PackageOptions.Builder options = PackageOptions.builder(DirectoryInstaller.in(temporary));

        assertThatIllegalArgumentException().isThrownBy(options::build).withMessageContaining("requires signatures");
        options.policy(PackagePolicy.builder().requiresSignature(false).build()).build();
    }
}
