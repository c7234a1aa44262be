package io.amp4j.opamp.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.HealthProbe;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.packages.Archives;
import io.amp4j.opamp.packages.DirectoryInstaller;
import io.amp4j.opamp.packages.PackageOptions;
import io.amp4j.opamp.packages.PackagePolicy;
import io.amp4j.opamp.packages.PackageSignature;
import io.amp4j.opamp.packages.PackageStatus.State;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.ReportedPackages;
import io.amp4j.opamp.testing.ReportedPackages.PackageStatus;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PackagesTest {

    private static final int INSTALLED = 0;
    private static final int FAILED = 3;
    private static final int DOWNLOADING = 4;

    @TempDir
    private Path temporary;

    private final FileHost host = new FileHost();

    @AfterEach
    void closeHost() {
        host.close();
    }

    private DirectoryInstaller installer() {
        return DirectoryInstaller.in(temporary.resolve("packages"));
    }

    private PackageOptions.Builder options(UnaryOperator<PackagePolicy.Builder> change) {
        return PackageOptions.builder(installer())
                .policy(change.apply(
                                PackagePolicy.builder().requiresSignature(false).allowsPlainHttp(true))
                        .build());
    }

    private PackageOptions.Builder options() {
        return options(policy -> policy);
    }

    private OpampClientBuilder stored(OpampClientBuilder client, PackageOptions options) {
        return client.stateStore(StateStore.file(temporary.resolve("state"))).packages(options);
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] archive(String text) {
        return Archives.tarGz(Archives.file("run", text));
    }

    private ServerReply.Builder offer(String name, String version) {
        return offer(ServerReply.builder(), name, version, archive(name + version));
    }

    private ServerReply.Builder offer(ServerReply.Builder reply, String name, String version, byte[] content) {
        String file = name + version;
        return reply.offeredPackage(
                        name,
                        name.isEmpty() ? 0 : 1,
                        version,
                        Stage.hash(name + version),
                        host.put(file, content),
                        Bytes.of(sha256(content)),
                        Bytes.EMPTY)
                .allPackagesHash(Stage.hash("all of " + file));
    }

    /** Has the server say something, once all that was before is over, and waits until all that follows is. */
    private static void say(Stage stage, ServerReply.Builder reply) {
        stage.rest();
        stage.push(reply.build());
        stage.rest();
    }

    /** Starts another client in place of the one before, and waits until it is connected. */
    private static void restart(Stage stage, UnaryOperator<OpampClientBuilder> change) {
        stage.start(change);
        stage.rest();
    }

    /** Lets everything happen that can without the server. */
    private static void settle(Stage stage) {
        for (int i = 0; i < 3; i++) {
            stage.rest();
            stage.advanceSeconds(1);
        }
        stage.rest();
    }

    private static List<ReportedPackages> reported(Stage stage) {
        return stage.messages().stream()
                .flatMap(message -> message.packageStatuses().stream())
                .toList();
    }

    private static ReportedPackages last(Stage stage) {
        List<ReportedPackages> all = reported(stage);
        return all.get(all.size() - 1);
    }

    private static PackageStatus last(Stage stage, String name) {
        PackageStatus status = last(stage).packages().get(name);
        assertThat(status).isNotNull();
        return status;
    }

    private String content(String name) throws IOException {
        return Files.readString(installer().current(name).orElseThrow().resolve("run"));
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({
        "R-327", "R-329", "R-333", "R-334", "R-336", "R-342", "R-343", "R-344", "R-347", "R-350", "R-353", "R-354",
        "R-355", "R-356", "R-358", "R-363"
    })
    void installsWhatIsOffered(Transport transport) throws IOException {
        try (Stage stage = Stage.on(transport)) {
            stage.connect(client -> client.header("Authorization", "Bearer s3cr3t")
                    .packages(options().build()));
            assertThat(last(stage).packages()).isEmpty();
            ServerReply.Builder both = offer(offer("", "1"), "add-on", "2", archive("add-on"));
            say(stage, both.offeredPackageHeader("", "X-Token", "t0ken"));
            settle(stage);

            assertThat(content("")).isEqualTo("1");
            assertThat(content("add-on")).isEqualTo("add-on");
            assertThat(host.requests).hasSize(2).allSatisfy(request -> {
                assertThat(request.line).startsWith("GET ");
                assertThat(request.header("Authorization")).isNull();
            });
            assertThat(host.requests)
                    .filteredOn(request -> request.line.startsWith("GET /1 "))
                    .allMatch(request -> "t0ken".equals(request.header("X-Token")));
            assertThat(last(stage).packages()).containsOnlyKeys("", "add-on").allSatisfy((name, status) -> {
                assertThat(status.name()).isEqualTo(name);
                assertThat(status.status()).isEqualTo(INSTALLED);
                assertThat(status.version()).isEqualTo(name.isEmpty() ? "1" : "2");
                assertThat(status.hash()).isEqualTo(Stage.hash(name + status.version()));
                assertThat(status.offeredVersion()).isEqualTo(status.version());
                assertThat(status.offeredHash()).isEqualTo(status.hash());
                assertThat(status.errorMessage()).isEmpty();
                assertThat(status.download()).isEmpty();
            });
            assertThat(last(stage).offeredAllHash()).isEqualTo(Stage.hash("all of add-on2"));
            assertThat(reported(stage).get(1).packages().values())
                    .as("before it is there")
                    .allMatch(status ->
                            status.version().isEmpty() && status.hash().size() == 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-328", "R-330", "R-366"})
    void downloadsNothingTwiceNotEvenAfterARestart(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.connect(client -> stored(client, options().build()));
            say(stage, offer("a", "1"));
            settle(stage);
            say(stage, offer("a", "1"));
            // Another aggregate, the same package.
            say(stage, offer("a", "1").allPackagesHash(Stage.hash("other")));
            settle(stage);
            assertThat(host.paths()).containsExactly("/a1");
            ReportedPackages before = last(stage);

            int messages = stage.messages().size();
            restart(stage, client -> stored(client, options().build()));
            ReceivedMessage first = stage.messages().stream()
                    .skip(messages)
                    .filter(message -> message.packageStatuses().isPresent())
                    .findFirst()
                    .orElseThrow();
            assertThat(first.packageStatuses()).contains(before);
            say(stage, offer("a", "1").allPackagesHash(Stage.hash("other")));
            settle(stage);
            assertThat(host.paths()).containsExactly("/a1");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-338", "R-340", "R-341", "R-346", "R-361", "R-367"})
    @Defect("S9")
    void keepsTheFormerVersionIfAFileIsNotWhatWasPromised(Transport transport) throws IOException {
        try (Stage stage = Stage.on(transport)) {
            stage.connect(client -> stored(client, options().build()));
            say(stage, offer("a", "1"));
            settle(stage);
            ServerReply.Builder two = offer("a", "2");
            host.put("a2", archive("something else"));
            say(stage, offer(two, "b", "1", archive("b")));
            settle(stage);

            PackageStatus status = last(stage, "a");
            assertThat(status.status()).isEqualTo(FAILED);
            assertThat(status.errorMessage()).isEqualTo("its content does not have the hash that was offered");
            assertThat(status.version()).isEqualTo("1");
            assertThat(status.offeredVersion()).isEqualTo("2");
            assertThat(status.offeredHash()).isEqualTo(Stage.hash("a2"));
            assertThat(content("a")).isEqualTo("a1");
            assertThat(last(stage, "b").status()).isEqualTo(INSTALLED);
            assertThat(stage.client().status().packages())
                    .isEqualTo(Map.of(
                            "a",
                            io.amp4j.opamp.packages.PackageStatus.of(
                                    State.FAILED, "1", "2", "its content does not have the hash that was offered", 0),
                            "b",
                            io.amp4j.opamp.packages.PackageStatus.of(State.INSTALLED, "1", "1", "", 0)));

            host.requests.clear();
            for (int i = 0; i < 3; i++) {
                say(stage, two);
            }
            settle(stage);
            assertThat(host.paths()).as("of what is known to be bad").isEmpty();
            say(stage, offer("a", "3"));
            settle(stage);
            assertThat(content("a")).isEqualTo("a3");
            assertThat(last(stage, "a").errorMessage()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-339", "R-403", "R-404"})
    void installsWhatIsSignedByTheKeysOfTheAgentAlone(Transport transport) throws Exception {
        KeyPair ours = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        KeyPair theirs = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        PackageOptions options = options(policy -> policy.requiresSignature(true))
                .signature(PackageSignature.of(List.of(ours.getPublic())))
                .build();
        try (Stage stage = Stage.on(transport)) {
            stage.connect(client -> client.packages(options));
            byte[] content = archive("signed");
            ServerReply.Builder reply = ServerReply.builder().allPackagesHash(Stage.hash("all"));
            for (String name : List.of("good", "forged", "unsigned")) {
                Bytes signature = name.equals("unsigned")
                        ? Bytes.EMPTY
                        : Bytes.of(sign(name.equals("good") ? ours : theirs, content));
                reply.offeredPackage(
                        name, 1, "1", Stage.hash(name), host.put(name, content), Bytes.of(sha256(content)), signature);
            }
            say(stage, reply);
            settle(stage);

            assertThat(last(stage, "good").status()).isEqualTo(INSTALLED);
            assertThat(last(stage, "forged").errorMessage()).isEqualTo("the signature fits no key of this agent");
            assertThat(last(stage, "unsigned").errorMessage()).contains("no signature");
            assertThat(installer().installed()).hasSize(1);
            assertThat(host.paths()).containsExactlyInAnyOrder("/good", "/forged");
        }
    }

    private static byte[] sign(KeyPair keys, byte[] content) throws GeneralSecurityException {
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(keys.getPrivate());
        signer.update(content);
        return signer.sign();
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-335")
    void continuesADownloadThatBrokeOff(Transport transport) throws IOException {
        try (Stage stage = Stage.on(transport)) {
            stage.connect(client -> client.packages(options().build()));
            byte[] content = "0123456789".repeat(20_000).getBytes(UTF_8);
            ServerReply.Builder reply = offer(ServerReply.builder(), "a", "1", content);
            host.cutOnce("a1", 100_000);
            say(stage, reply);
            settle(stage);

            assertThat(host.requests).hasSize(2);
            assertThat(host.requests.get(1).header("Range")).isEqualTo("bytes=100000-");
            assertThat(host.requests.get(1).header("If-Range")).isEqualTo("\"1\"");
            assertThat(installer().current("a").orElseThrow().resolve("a")).hasBinaryContent(content);
            assertThat(last(stage, "a").status()).isEqualTo(INSTALLED);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-348", "R-349", "R-351", "R-352", "R-359", "R-360", "R-362", "R-364"})
    void reportsAllPackagesWhileItDownloads(Transport transport) {
        CountDownLatch gate = new CountDownLatch(1);
        try (Stage stage = Stage.on(transport)) {
            stage.connect(client ->
                    client.packages(options(policy -> policy.parallelism(1)).build()));
            say(stage, offer("a", "1"));
            settle(stage);
            ServerReply.Builder both = offer(offer("b", "1"), "c", "1", archive("c"));
            host.hold("b1", gate);
            host.hold("c1", gate);
            stage.push(both.build());
            stage.server.awaitMessage(
                    message -> message.packageStatuses()
                            .map(all -> all.packages().size() == 3)
                            .orElse(false),
                    Stage.LIMIT);
            ReportedPackages under = stage.server.messages().stream()
                    .flatMap(message -> message.packageStatuses().stream())
                    .filter(all -> all.packages().size() == 3)
                    .findFirst()
                    .orElseThrow();
            gate.countDown();
            settle(stage);

            assertThat(under.packages().get("a").status()).isEqualTo(INSTALLED);
            assertThat(under.packages().values())
                    .filteredOn(status -> !status.name().equals("a"))
                    .allSatisfy(status -> {
                        assertThat(status.status()).isIn(1, DOWNLOADING);
                        assertThat(status.offeredHash().size()).isPositive();
                        assertThat(status.errorMessage()).isEmpty();
                        assertThat(status.download().isPresent()).isEqualTo(status.status() == DOWNLOADING);
                    });
            assertThat(last(stage).packages().values()).allMatch(status -> status.status() == INSTALLED);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-331", "R-337", "R-357"})
    void removesWhatIsNotOfferedAndLeavesWhatIsLocal(Transport transport) throws IOException {
        LocalInstaller local = new LocalInstaller(installer());
        PackageOptions options = PackageOptions.builder(local)
                .policy(PackagePolicy.builder()
                        .requiresSignature(false)
                        .allowsPlainHttp(true)
                        .removesUnoffered(true)
                        .build())
                .build();
        try (Stage stage = Stage.on(transport)) {
            stage.connect(client -> client.packages(options));
            say(stage, offer(offer("a", "1"), "b", "1", archive("b")));
            settle(stage);
            say(stage, offer("a", "1"));
            settle(stage);

            assertThat(last(stage).packages()).containsOnlyKeys("a", "local");
            PackageStatus own = last(stage, "local");
            assertThat(own.version()).isEqualTo("7");
            assertThat(own.offeredVersion()).isEmpty();
            assertThat(own.offeredHash().size()).isZero();
            assertThat(installer().current("b")).isEmpty();
            host.requests.clear();
            say(stage, offer("a", "1"));
            settle(stage);
            assertThat(host.paths()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-332", "R-345"})
    void goesByHashesAndNotByVersions(Transport transport) throws IOException {
        try (Stage stage = Stage.on(transport)) {
            stage.connect(client -> client.packages(options().build()));
            byte[] content = archive("same");
            say(stage, offer(ServerReply.builder(), "a", "2", content));
            settle(stage);
            say(stage, offer(ServerReply.builder(), "a", "2-renamed", content));
            settle(stage);
            assertThat(host.paths()).containsExactly("/a2");
            assertThat(last(stage, "a").version()).isEqualTo("2-renamed");

            say(stage, offer("a", "1"));
            settle(stage);
            assertThat(content("a")).isEqualTo("a1");
            assertThat(last(stage, "a").version()).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-365")
    void saysWhatIsWrongWithAnOfferAsAWhole(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.connect(client -> client.packages(options().build()));
            say(
                    stage,
                    ServerReply.builder()
                            .offeredPackage(
                                    "a", 0, "1", Bytes.EMPTY, host.put("a", new byte[1]), Stage.hash("x"), Bytes.EMPTY)
                            .allPackagesHash(Stage.hash("bad")));
            settle(stage);
            assertThat(last(stage).errorMessage()).isEqualTo("the package 'a' is offered without a hash");

            say(stage, offer("a", "1"));
            settle(stage);
            assertThat(last(stage).errorMessage()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-368")
    void followsTheNewerOfferAlone(Transport transport) throws IOException {
        CountDownLatch gate = new CountDownLatch(1);
        try (Stage stage = Stage.on(transport)) {
            stage.connect(client -> client.packages(options().build()));
            ServerReply.Builder one = offer("a", "1");
            host.hold("a1", gate);
            stage.push(one.build());
            stage.server.awaitMessage(
                    message -> message.packageStatuses()
                            .map(all -> all.packages().containsKey("a"))
                            .orElse(false),
                    Stage.LIMIT);
            stage.push(offer("a", "2").build());
            stage.server.awaitMessage(
                    message -> message.packageStatuses()
                            .map(all -> "2".equals(version(all, "a")))
                            .orElse(false),
                    Stage.LIMIT);
            gate.countDown();
            settle(stage);

            assertThat(content("a")).isEqualTo("a2");
            assertThat(reported(stage)).noneMatch(all -> "1".equals(version(all, "a")));
        }
    }

    private static String version(ReportedPackages all, String name) {
        PackageStatus status = all.packages().get(name);
        return status == null ? "" : status.version();
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-369", "R-402"})
    @Defect("S9")
    void keepsToTheRulesOfTheAgent(Transport transport) throws IOException {
        try (Stage stage = Stage.on(transport)) {
            stage.connect(client -> client.packages(
                    options(policy -> policy.maxBytes(1000).names(Set.of("large", "bare", "missing", "good")))
                            .build()));
            ServerReply.Builder reply = offer("good", "1");
            offer(reply, "large", "1", new byte[1001]);
            offer(reply, "other", "1", archive("x"));
            offer(reply, "missing", "1", archive("y"));
            reply.offeredPackage("bare", 0, "1", Stage.hash("bare"), "", Bytes.EMPTY, Bytes.EMPTY);
            reply.offeredPackage(
                    "missing",
                    0,
                    "1",
                    Stage.hash("missing"),
                    host.put("missing1", new byte[0]) + "/nothing",
                    Bytes.of(sha256(new byte[0])),
                    Bytes.EMPTY);
            say(stage, reply);
            settle(stage);

            assertThat(last(stage, "good").status()).isEqualTo(INSTALLED);
            assertThat(last(stage, "large").errorMessage()).isEqualTo("it is larger than 1000 bytes");
            assertThat(last(stage, "other").errorMessage()).contains("does not take a package of this name");
            assertThat(last(stage, "bare").errorMessage()).contains("without a file");
            assertThat(last(stage, "missing").errorMessage()).isEqualTo("the server answered with status 404");
            assertThat(installer().installed()).hasSize(1);
            assertThat(host.paths()).doesNotContain("/other1");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-346")
    void rollsBackAVersionThatIsNotHealthy(Transport transport) throws IOException {
        HealthProbe probe = () ->
                content("a").equals("a2") ? HealthProbe.Answer.unhealthy("port closed") : HealthProbe.Answer.healthy();
        PackageOptions options = options()
                .healthProbe(probe)
                .healthWindow(java.time.Duration.ofSeconds(5))
                .build();
        try (Stage stage = Stage.on(transport)) {
            stage.connect(client -> stored(client, options));
            say(stage, offer("a", "1"));
            settle(stage);
            say(stage, offer("a", "2"));
            settle(stage);
            settle(stage);

            assertThat(content("a")).isEqualTo("a1");
            assertThat(last(stage, "a").status()).isEqualTo(FAILED);
            assertThat(last(stage, "a").errorMessage()).isEqualTo("it did not become healthy within 5 s: port closed");
            assertThat(last(stage, "a").version()).isEqualTo("1");

            host.requests.clear();
            restart(stage, client -> stored(client, options));
            say(stage, offer("a", "2"));
            settle(stage);
            assertThat(host.paths()).isEmpty();
            assertThat(last(stage, "a").status()).isEqualTo(FAILED);
        }
    }

    /** A store on a disk that is full now and then. */
    private static final class FullStore implements StateStore {
        private final StateStore files;
        private volatile boolean isFull;

        FullStore(StateStore files) {
            this.files = files;
        }

        @Override
        public Optional<ClientState> load() throws IOException {
            return files.load();
        }

        @Override
        public void save(ClientState state) throws IOException {
            if (isFull) {
                throw new IOException("No space left on device");
            }
            files.save(state);
        }

        @Override
        public void close() throws IOException {
            files.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void installsNothingWhileItsStateCannotBeSaved(Transport transport) throws IOException {
        FullStore store = new FullStore(StateStore.file(temporary.resolve("state")));
        try (Stage stage = Stage.on(transport)) {
            stage.connect(client -> client.stateStore(store).packages(options().build()));
            say(stage, offer("a", "1"));
            settle(stage);
            store.isFull = true;
            say(stage, offer("a", "2"));
            settle(stage);

            assertThat(content("a")).isEqualTo("a1");
            assertThat(last(stage, "a").version()).isEqualTo("1");
            assertThat(last(stage, "a").status()).isEqualTo(FAILED);
            assertThat(last(stage, "a").errorMessage())
                    .isEqualTo("it could not be installed: the state of the agent cannot be saved");

            store.isFull = false;
            say(stage, offer("a", "3"));
            settle(stage);
            assertThat(content("a")).isEqualTo("a3");
            assertThat(last(stage, "a").status()).isEqualTo(INSTALLED);
            restart(stage, client -> stored(client, options().build()));
            assertThat(last(stage, "a").version()).isEqualTo("3");
        }
    }

    @Test
    void saysWhichOptionsDoNotFitTogether() {
        try (Stage stage = Stage.on(Transport.HTTP)) {
            assertThatThrownBy(() -> PackageOptions.builder(installer()).build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("requires signatures, and nothing verifies them");
            assertThatThrownBy(() -> stage.builder()
                            .capabilities(List.of(AgentCapability.ACCEPTS_PACKAGES))
                            .build())
                    .hasMessageContaining("need packages(…)");
            assertThatThrownBy(() -> stage.builder()
                            .packages(options().build())
                            .capabilities(List.of(AgentCapability.ACCEPTS_PACKAGES))
                            .build())
                    .hasMessageContaining("needs REPORTS_PACKAGE_STATUSES");
        }
    }

    @Test
    void acceptsNothingWithoutTheCapability() {
        try (Stage stage = Stage.on(Transport.HTTP)) {
            stage.connect(client ->
                    client.packages(options().build()).capabilities(List.of(AgentCapability.REPORTS_PACKAGE_STATUSES)));
            say(stage, offer("a", "1"));
            settle(stage);

            assertThat(host.paths()).isEmpty();
            assertThat(last(stage).packages()).isEmpty();
        }
    }
}
