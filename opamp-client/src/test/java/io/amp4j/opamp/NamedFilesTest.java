package io.amp4j.opamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.amp4j.opamp.testing.TestCertificate;
import io.amp4j.opamp.testing.TestCertificateAuthority;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may stand where a certificate or a key is to be read. */
class NamedFilesTest {
    @TempDir
    Path folder;

    @Test
    void readsALinkToAFileAsKubernetesMountsASecret() throws IOException {
        Path file = Files.createDirectory(folder.resolve("..2026_01_01")).resolve("ca.pem");
        Files.writeString(file, TestCertificateAuthority.create("one").pem());
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_01_01"));
        Path link = Files.createSymbolicLink(folder.resolve("ca.pem"), Path.of("..data/ca.pem"));

        assertThat(TlsSettings.builder().trustedCertificatesFile(link).build().toString())
                .contains("1 given CAs");
    }

    @Test
    void readsNoDevice() {
        Path zero = Path.of("/dev/zero");
        assumeTrue(Files.exists(zero));

        assertRefuses(zero, "it is not a regular file");
    }

    @Test
    void isNotHeldUpByAPipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "needs mkfifo");

        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertRefuses(pipe, "it is not a regular file"));
    }

    @Test
    void readsNoDirectory() {
        assertRefuses(folder, "it is a directory");
    }

    @Test
    void readsNoMoreOfAFileThanItsLimit() throws IOException {
        Path large = folder.resolve("large");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(8L << 30);
        }

        assertRefuses(large, "it is larger than 4096 KiB");
    }

    /** Who may read it is left to whoever made it: a mounted Secret is readable by all in its pod. */
    @Test
    void readsAKeyThatEverybodyCanRead() throws IOException {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
        TestCertificate client = TestCertificateAuthority.create("one").client("agent");
        Path chain = Files.writeString(folder.resolve("client.pem"), client.certificatePem());
        Path key = Files.writeString(folder.resolve("client.key"), client.privateKeyPem());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-rw-rw-"));

        assertThat(TlsSettings.builder().clientCertificateFiles(chain, key).build())
                .isNotEqualTo(TlsSettings.DEFAULT);
    }

    private static void assertRefuses(Path file, String problem) {
        String sentence = "the file " + file + " cannot be read: " + problem;
        assertThatThrownBy(() ->
                        TlsSettings.builder().trustedCertificatesFile(file).build())
                .isInstanceOf(OpampException.class)
                .hasMessage("the TLS settings cannot be used: " + sentence);
        assertThatThrownBy(() ->
                        TlsSettings.builder().clientCertificateFiles(file, file).build())
                .isInstanceOf(OpampException.class)
                .hasMessage("the TLS settings cannot be used: " + sentence + "; " + sentence);
    }
}
