package io.amp4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.testing.FakeOpampServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers of {@code amp4j opamp agent} that the list of processes does not show. */
class OpampHeadersTest {
    private static final String SECRET = "hunter2";

    @TempDir
    private Path directory;

    static Path ownFile(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void reachTheServerFromOptionFileAndVariableAndAreNotShown() throws Exception {
        Path file = ownFile(directory.resolve("headers"), """
            # for the staging server
            Authorization: Bearer %s file

            X-Tenant: file\r
            x-both: file
            """.formatted(SECRET));
        try (FakeOpampServer server = FakeOpampServer.start();
                OpampTerminal agent = OpampTerminal.agent(
                        Map.of("AMP4J_HEADERS", "x-api-key=" + SECRET + "%2C+%3D, X-Tenant=variable,X-Both=variable"),
                        server.httpEndpoint().toString(),
                        "--header",
                        "X-Both=option",
                        "--header-file",
                        file.toString())) {
            assertThat(agent.await("started").path("headers"))
                    .extracting(name -> name.asText())
                    .containsExactly("X-Both", "Authorization", "X-Tenant", "x-api-key");
            agent.await("connected");
            assertThat(server.messages().get(0).request()).satisfies(request -> {
                assertThat(request.header("Authorization")).contains("Bearer " + SECRET + " file");
                assertThat(request.header("X-Tenant")).contains("file");
                assertThat(request.header("x-api-key")).contains(SECRET + ",+=");
                assertThat(request.headers().get("X-Both")).containsExactly("option");
            });
            assertThat(agent.everything()).doesNotContain(SECRET);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-----w-", "rw--w----"})
    void areNotTakenFromAFileThatOthersCanReadOrWrite(String permissions) throws Exception {
        Path file = ownFile(directory.resolve("headers"), "Authorization: " + SECRET);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

        assertThat(refusal(file))
                .contains("--header-file " + file + " can be read by everybody, or written by others: chmod 600");
    }

    /** Kubernetes mounts secrets as links to files that all may read and nobody can change. */
    @Test
    void sayHowASecretOfKubernetesIsMountedForTheAgentAlone() throws Exception {
        Path data = ownFile(Files.createDirectory(directory.resolve("..data")).resolve("headers"), "A: " + SECRET);
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("r--r--r--"));
        Path file = Files.createSymbolicLink(directory.resolve("headers"), data);

        assertThat(refusal(file)).contains("defaultMode: 0400 (0440 with fsGroup)", "or use AMP4J_HEADERS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"r--------", "r--r-----"})
    void areTakenFromAFileThatBeginsWithAByteOrderMark(String permissions) throws Exception {
        Path file = ownFile(directory.resolve("headers"), "\uFEFFAuthorization: " + SECRET + "\r\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        try (FakeOpampServer server = FakeOpampServer.start();
                OpampTerminal agent = OpampTerminal.agent(
                        Map.of(), server.httpEndpoint().toString(), "--header-file", file.toString())) {
            agent.await("connected");
            assertThat(server.messages().get(0).request().header("Authorization"))
                    .contains(SECRET);
        }
    }

    @Test
    void areNotTakenFromWhatIsNoFileOrTooLarge() throws Exception {
        assertThat(refusal(directory)).contains("it is a directory");
        assertThat(refusal(Path.of("/dev/zero"))).contains("it is not a regular file");
        assertThat(refusal(directory.resolve("missing")))
                .contains("--header-file " + directory.resolve("missing") + " does not exist");
        assertThat(refusal(ownFile(directory.resolve("large"), "A: " + "x".repeat(64 << 10))))
                .contains("it is larger than 64 KiB");
    }

    private static String refusal(Path file) {
        List<String> arguments =
                new ArrayList<>(List.of("opamp", "agent", "http://localhost:1", "--header-file", file.toString()));
        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out() + run.err()).doesNotContain(SECRET);
        return run.err();
    }
}
