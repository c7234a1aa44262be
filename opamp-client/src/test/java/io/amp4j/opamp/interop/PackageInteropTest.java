package io.amp4j.opamp.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.interop.ReferenceServer.ServedFile;
import io.amp4j.opamp.packages.DirectoryInstaller;
import io.amp4j.opamp.packages.PackageOptions;
import io.amp4j.opamp.packages.PackagePolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The reference server offers a package and serves its file, well or badly. */
@Interop
class PackageInteropTest {
    private static final int SIZE = 300_000;
    private static final String INSTALLED = "installed";
    private static final String FAILED = "PackageStatusEnum_InstallFailed";

    @TempDir
    private Path directory;

    private InteropAgent start(ReferenceServer server, Endpoint endpoint) {
        return InteropAgent.start(InteropAgent.options(server, endpoint)
                .stateStore(StateStore.file(directory.resolve("state")))
                .packages(PackageOptions.builder(DirectoryInstaller.in(directory.resolve("packages")))
                        .policy(PackagePolicy.builder()
                                .requiresSignature(false)
                                .allowsPlainHttp(true)
                                .maxAttempts(3)
                                .build())
                        .build()));
    }

    private static ObjectNode how() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Offers a file as version 1 of a package and returns how the agent reports that it ended. */
    private static Seen offer(ReferenceServer server, InteropAgent agent, String url, String sha256) {
        server.awaitMessage();
        server.push(agent.uid(), Offers.addOn("probe", "1", url, sha256));
        return server.awaitMessage("the end of the installation", seen -> {
            String status = status(seen);
            return status.equals(INSTALLED) || status.equals(FAILED);
        });
    }

    private static String status(Seen seen) {
        JsonNode probe = seen.message().at("/packageStatuses/packages/probe");
        // The JSON mapping leaves out what is the default: Installed.
        return probe.isObject() && !probe.has("status")
                ? INSTALLED
                : probe.path("status").asText();
    }

    private static String reason(Seen seen) {
        return seen.text("/packageStatuses/packages/probe/errorMessage");
    }

    /** What the server saw of those who asked for a file, by the value of one header. */
    private static List<String> downloads(ReferenceServer server, String header) {
        return server.log().stream()
                .filter(seen -> seen.event().equals("file"))
                .map(seen -> seen.header(header))
                .toList();
    }

    private List<String> hashesOfWhatIsInstalled() throws IOException {
        try (Stream<Path> all = Files.walk(directory.resolve("packages"))) {
            return all.filter(Files::isRegularFile)
                    .map(PackageInteropTest::sha256)
                    .toList();
        }
    }

    private static String sha256(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Has the agent install a file that is served this way. */
    private void installs(Endpoint endpoint, ReferenceServer server, ObjectNode how) throws IOException {
        ServedFile file = server.serve("probe.bin", SIZE, how);
        try (InteropAgent agent = start(server, endpoint)) {
            Seen end = offer(server, agent, server.fileUrl(endpoint, file), file.sha256());
            assertThat(status(end)).as(reason(end)).isEqualTo(INSTALLED);
            assertThat(end.text("/packageStatuses/packages/probe/agentHasVersion"))
                    .isEqualTo("1");
        }
        assertThat(hashesOfWhatIsInstalled()).contains(file.sha256());
    }

    /** Has the agent refuse what is served this way, because it is not what was offered. */
    private void refuses(Endpoint endpoint, ReferenceServer server, ObjectNode how) throws IOException {
        ServedFile file = server.serve("probe.bin", SIZE, how);
        try (InteropAgent agent = start(server, endpoint)) {
            Seen end = offer(server, agent, server.fileUrl(endpoint, file), file.sha256());
            assertThat(status(end)).isEqualTo(FAILED);
            assertThat(reason(end)).contains("does not have the hash that was offered");
        }
        assertThat(hashesOfWhatIsInstalled()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void installsWhatIsServedWell(Endpoint endpoint, ReferenceServer server) throws Exception {
        installs(endpoint, server, how());
        assertThat(downloads(server, "Range")).containsExactly("");
        StatusInteropTest.assertOrderly(server);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP", "SECURE_WEBSOCKET"})
    void goesOnWhereTheConnectionWasCut(Endpoint endpoint, ReferenceServer server) throws Exception {
        installs(endpoint, server, how().put("cut", 1).put("cutAfter", 100_000));
        assertThat(downloads(server, "Range")).containsExactly("", "bytes=100000-");
        assertThat(downloads(server, "If-Range").get(1)).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTPS", "WEBSOCKET"})
    void beginsAnewWhereTheServerKnowsNoRanges(Endpoint endpoint, ReferenceServer server) throws Exception {
        installs(endpoint, server, how().put("cut", 1).put("cutAfter", 100_000).put("noRange", true));
        assertThat(downloads(server, "Range")).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP", "SECURE_WEBSOCKET"})
    void takesAFileOfUnknownLength(Endpoint endpoint, ReferenceServer server) throws Exception {
        installs(endpoint, server, how().put("noLength", true));
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTPS", "WEBSOCKET"})
    void waitsAsLongAsABusyServerSays(Endpoint endpoint, ReferenceServer server) throws Exception {
        installs(endpoint, server, how().put("busy", 1).put("retryAfterSeconds", 2));
        List<Long> times = server.log().stream()
                .filter(seen -> seen.event().equals("file"))
                .map(Seen::at)
                .toList();
        assertThat(times).hasSize(2);
        assertThat(times.get(1) - times.get(0)).isGreaterThanOrEqualTo(1_500);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP", "SECURE_WEBSOCKET"})
    void installsNothingWhoseBytesAreNotThoseOffered(Endpoint endpoint, ReferenceServer server) throws Exception {
        refuses(endpoint, server, how().put("wrong", true));
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP", "SECURE_WEBSOCKET"})
    void installsNothingThatIsNotWhole(Endpoint endpoint, ReferenceServer server) throws Exception {
        refuses(endpoint, server, how().put("tooLong", -5));
    }

    /** The bytes are all there, and their hash is right; what was announced beyond them never comes. */
    @ParameterizedTest
    @EnumSource(names = {"HTTP", "SECURE_WEBSOCKET"})
    void goesByTheHashAndNotByTheLengthThatIsAnnounced(Endpoint endpoint, ReferenceServer server) throws Exception {
        installs(endpoint, server, how().put("tooLong", 5));
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTPS", "SECURE_WEBSOCKET"})
    void goesFromTlsToPlainTextForNoRedirect(Endpoint endpoint, ReferenceServer server) throws Exception {
        ServedFile plain = server.serve("probe.bin", SIZE, how());
        ServedFile moved = server.serve("moved.bin", SIZE, how().put("location", server.fileUrl(Endpoint.HTTP, plain)));
        try (InteropAgent agent = start(server, endpoint)) {
            Seen end = offer(server, agent, server.fileUrl(endpoint, moved), plain.sha256());
            assertThat(status(end)).isEqualTo(FAILED);
            assertThat(reason(end)).contains("redirect");
        }
        assertThat(hashesOfWhatIsInstalled()).isEmpty();
        assertThat(server.log())
                .noneMatch(seen -> seen.json().path("path").asText().contains("probe.bin"));
    }
}
