package io.amp4j.samples.demo;

import com.sun.net.httpserver.HttpServer;
import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.HealthProbe;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.packages.DirectoryInstaller;
import io.amp4j.opamp.packages.PackageOptions;
import io.amp4j.opamp.packages.PackagePolicy;
import io.amp4j.opamp.packages.PackageSignature;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.ReportedPackages.PackageStatus;
import io.amp4j.opamp.testing.ServerReply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** An agent installs a signed version of a package, and refuses a forged one. */
final class PackagePart {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String NAME = "rules";
    private static final int INSTALLED = 0;
    private static final int FAILED = 3;

    /** Serves the files of the packages. */
    private static final class Downloads implements AutoCloseable {
        private final Map<String, byte[]> files = new ConcurrentHashMap<>();
        private final HttpServer server;

        Downloads() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                try (exchange) {
                    byte[] file = files.get(exchange.getRequestURI().getPath());
                    exchange.sendResponseHeaders(file == null ? 404 : 200, file == null ? -1 : file.length);
                    if (file != null) {
                        exchange.getResponseBody().write(file);
                    }
                }
            });
            server.start();
        }

        String put(String path, byte[] file) {
            files.put(path, file);
            return "http://127.0.0.1:" + server.getAddress().getPort() + path;
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    private final Timeline timeline;

    PackagePart(Timeline timeline) {
        this.timeline = timeline;
    }

    void run() throws IOException {
        timeline.chapter(
                "A package is installed, and a forged one refused",
                "The agent verifies hash and signature, unpacks beside the version in use, and reports each step.");
        try {
            install(keys(), keys());
        } catch (GeneralSecurityException e) {
            throw new DemoFailure("Ed25519: " + e.getMessage());
        }
    }

    private void install(KeyPair publisher, KeyPair stranger) throws IOException, GeneralSecurityException {
        try (Folder folder = new Folder();
                Downloads downloads = new Downloads();
                FakeOpampServer server = FakeOpampServer.start()) {
            DirectoryInstaller installer = DirectoryInstaller.in(folder.resolve("packages"));
            PackageOptions options = PackageOptions.builder(installer)
                    .signature(PackageSignature.of(List.of(publisher.getPublic())))
                    // Of loopback; a server elsewhere needs https.
                    .policy(PackagePolicy.builder().allowsPlainHttp(true).build())
                    .healthProbe(() -> Files.exists(file(installer))
                            ? HealthProbe.Answer.healthy()
                            : HealthProbe.Answer.unhealthy("there are no rules"))
                    .build();
            try (OpampClient client = OpampClient.builder(server.httpEndpoint())
                    .agent(AgentDescription.of("demo-agent", "1.0.0"))
                    .stateStore(StateStore.file(folder.resolve("state")))
                    .packages(options)
                    .heartbeat(Duration.ofMillis(200))
                    .build()) {
                client.start();
                Bytes uid = server.awaitMessage(
                                message -> message.packageStatuses().isPresent(), LIMIT)
                        .instanceUid();
                server.send(uid, offer(downloads, "1.0", publisher));
                PackageStatus installed = await(server, "1.0", INSTALLED);
                timeline.event("server", "hears Installed, version " + installed.version());
                timeline.check(
                        Files.readString(file(installer)).equals("rules 1.0"),
                        "the agent has the file of version 1.0 in its directory");

                server.send(uid, offer(downloads, "2.0", stranger));
                PackageStatus refused = await(server, "2.0", FAILED);
                timeline.event("server", "hears InstallFailed: " + refused.errorMessage());
                timeline.check(
                        refused.version().equals("1.0")
                                && Files.readString(file(installer)).equals("rules 1.0"),
                        "version 2.0, which somebody else signed, was not installed; 1.0 is still in use");
            }
        }
    }

    private static Path file(DirectoryInstaller installer) throws IOException {
        return installer.current(NAME).orElseThrow().resolve("rules.txt");
    }

    private ServerReply offer(Downloads downloads, String version, KeyPair signer) throws GeneralSecurityException {
        byte[] archive = zip("rules " + version);
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(signer.getPrivate());
        signature.update(archive);
        timeline.event("server", "offers " + NAME + " " + version + ", " + archive.length + " bytes to download");
        return ServerReply.builder()
                .offeredPackage(
                        NAME,
                        1,
                        version,
                        Bytes.utf8(NAME + version),
                        downloads.put("/rules-" + version + ".zip", archive),
                        Bytes.of(MessageDigest.getInstance("SHA-256").digest(archive)),
                        Bytes.of(signature.sign()))
                .allPackagesHash(Bytes.utf8("all of " + version))
                .build();
    }

    private static PackageStatus await(FakeOpampServer server, String offered, int status) {
        return status(server.awaitMessage(
                        message -> status(message)
                                .filter(one -> one.offeredVersion().equals(offered) && one.status() == status)
                                .isPresent(),
                        LIMIT))
                .orElseThrow();
    }

    private static Optional<PackageStatus> status(ReceivedMessage message) {
        return message.packageStatuses().map(all -> all.packages().get(NAME));
    }

    private static KeyPair keys() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    private static byte[] zip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("rules.txt"));
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }
}
