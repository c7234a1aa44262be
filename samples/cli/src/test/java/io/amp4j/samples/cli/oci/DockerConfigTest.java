package io.amp4j.samples.cli.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerConfigTest {
    @TempDir
    private Path directory;

    private DockerConfig config(String json) throws IOException {
        Files.writeString(directory.resolve("config.json"), json);
        return DockerConfig.read(directory, Map.of("PATH", directory.toString()));
    }

    /** Puts a credential helper on the path; the script gets the server on its standard input. */
    private void helper(String name, String script) throws IOException {
        assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"), "needs a POSIX shell");
        Path program = directory.resolve("docker-credential-" + name);
        Files.writeString(program, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void knowsNothingWhereThereIsNoFile() throws Exception {
        assertThat(DockerConfig.read(directory.resolve("nowhere"), Map.of()).credentials("ghcr.io"))
                .isEmpty();
    }

    @Test
    void looksWhereDockerLooks() {
        assertThat(DockerConfig.defaultDirectory(Map.of("DOCKER_CONFIG", "/etc/d"), Path.of("/home/a")))
                .isEqualTo(Path.of("/etc/d"));
        assertThat(DockerConfig.defaultDirectory(Map.of(), Path.of("/home/a"))).isEqualTo(Path.of("/home/a/.docker"));
    }

    @ParameterizedTest
    @CsvSource({
        "ghcr.io, ghcr.io",
        "https://ghcr.io, ghcr.io",
        "https://ghcr.io/v2/, ghcr.io",
        "GHCR.io, ghcr.io",
        "http://localhost:5000, localhost:5000",
        "https://index.docker.io/v1/, docker.io",
        "docker.io, docker.io",
        "registry-1.docker.io, docker.io"
    })
    void findsARegistryUnderEveryNameThatClientsWrite(String key, String registry) throws Exception {
        DockerConfig config = config("{\"auths\":{\"other.example\":{},\"" + key + "\":{\"auth\":\"YTpiOmM=\"}}}");

        assertThat(config.credentials(registry)).contains(new Credentials("a", "b:c", false));
        assertThat(config.credentials("another.example")).isEmpty();
    }

    @Test
    void takesIdentityTokensAndPlainPasswords() throws Exception {
        DockerConfig config = config("""
                {"auths":{
                  "a.example":{"auth":"YTpi","identitytoken":"id"},
                  "b.example":{"username":"u","password":"p"},
                  "c.example":{"auth":"%%% no base64"},
                  "d.example":{"auth":"YWI="},
                  "e.example":{}}}
                """);

        assertThat(config.credentials("a.example")).contains(new Credentials("", "id", true));
        assertThat(config.credentials("b.example")).contains(new Credentials("u", "p", false));
        assertThat(config.credentials("c.example")).isEmpty();
        assertThat(config.credentials("d.example")).isEmpty();
        assertThat(config.credentials("e.example")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cr3t-pw", "{\"auths\": s3cr3t-pw", "[\"s3cr3t-pw\"]", "\"s3cr3t-pw\"", ""})
    void quotesNothingOfAFileThatItCannotRead(String content) {
        assertThatThrownBy(() -> config(content))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("is not ")
                .hasMessageNotContaining("s3cr3t");
    }

    @Test
    void asksTheHelperOfARegistryTheStoreForOthersAndTheFileLast() throws Exception {
        helper("own", "read server; echo \"{\\\"Username\\\":\\\"own\\\",\\\"Secret\\\":\\\"$server $1\\\"}\"");
        helper("store", """
                read server
                case "$server" in
                  https://index.docker.io/v1/) echo '{"Username":"<token>","Secret":"id"}';;
                  *) echo 'credentials not found in native keychain'; exit 1;;
                esac
                """);
        DockerConfig config = config("""
                {"credsStore":"store","credHelpers":{"own.example":"own"},"auths":{"file.example":{"auth":"YTpi"}}}
                """);

        assertThat(config.credentials("own.example")).contains(new Credentials("own", "own.example get", false));
        assertThat(config.credentials("docker.io"))
                .map(Credentials::isIdentityToken)
                .contains(true);
        assertThat(config.credentials("file.example")).contains(new Credentials("a", "b", false));
        assertThat(config.credentials("other.example")).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "broken, echo s3cr3t; exit 3, docker-credential-broken failed with exit code 3",
        "chatty, echo s3cr3t, docker-credential-chatty did not answer with JSON",
        "deaf, exec 0<&-; echo s3cr3t; exit 1, docker-credential-deaf failed with exit code 1"
    })
    void saysWhyAHelperIsOfNoHelpAndNothingOfWhatItWrote(String name, String script, String message) throws Exception {
        helper(name, script);

        assertThatThrownBy(() -> config("{\"credsStore\":\"" + name + "\"}").credentials("ghcr.io"))
                .isInstanceOf(IOException.class)
                .hasMessage(message);
    }

    @Test
    void repeatsNoNameThatIsTooLongForAProgram() throws IOException {
        DockerConfig config = config("{\"credsStore\":\"" + "a".repeat(10_000) + "\"}");

        assertThatThrownBy(() -> config.credentials("ghcr.io"))
                .isInstanceOf(IOException.class)
                .hasMessage("the docker config names a credential helper that is no program name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "a/b", "-x", "a b"})
    void runsNoProgramElsewhere(String name) throws IOException {
        DockerConfig config = config("{\"credsStore\":\"" + name + "\"}");

        assertThatThrownBy(() -> config.credentials("ghcr.io"))
                .isInstanceOf(IOException.class)
                .hasMessage("the docker config names a credential helper that is no program name");
    }

    @Test
    void missesAHelperThatIsNotThereAndEndsOneThatHangs() throws Exception {
        assertThatThrownBy(() -> config("{\"credsStore\":\"gone\"}").credentials("ghcr.io"))
                .hasMessage("docker-credential-gone is not on the PATH");
        helper("hanging", "exec tail -f /dev/null");
        CredentialHelper helper = new CredentialHelper(directory.toString(), Duration.ofMillis(300));

        assertThatThrownBy(() -> helper.ask("hanging", "ghcr.io"))
                .isInstanceOf(IOException.class)
                .hasMessage("docker-credential-hanging did not answer within 0.3 s");
    }
}
