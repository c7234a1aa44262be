package io.amp4j.samples.cli.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The registry of Debian's package {@code docker-registry}, as a process on loopback that keeps its images in memory. */
final class DebianRegistry implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/docker-registry");
    private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:([0-9]+)");

    static final String USER = "puller";
    static final String PASSWORD = "open-sesame";
    /** The password above, as htpasswd writes it. */
    private static final String USERS = USER + ":$2b$04$1lQW0lo9lApsYxHkrE4yROnjMUZjJZXwGdqLhZRI1slv4BXBRm62q\n";

    private final Process process;
    private final String authority;
    private final HttpClient client = HttpClient.newHttpClient();
    private final boolean isProtected;

    private DebianRegistry(Process process, String authority, boolean isProtected) {
        this.process = process;
        this.authority = authority;
        this.isProtected = isProtected;
    }

    /** Starts one; skips the test when the package is not there, unless {@code -Dregistry=required}. */
    static DebianRegistry start(Path directory, boolean isProtected) throws Exception {
        if (System.getProperty("registry", "").equals("required")) {
            assertThat(PROGRAM).as("the package docker-registry").isExecutable();
        }
        assumeTrue(Files.isExecutable(PROGRAM), "docker-registry is not installed: apt-get install docker-registry");
        Path users = Files.writeString(directory.resolve("htpasswd"), USERS);
        Path config = Files.writeString(
                directory.resolve("registry.yml"),
                """
                version: 0.1
                log: {level: info, formatter: text}
                storage: {inmemory: {}}
                http: {addr: "127.0.0.1:0"}
                """ + (isProtected ? "auth: {htpasswd: {realm: amp4j, path: " + users + "}}\n" : ""));
        Process process = new ProcessBuilder(PROGRAM.toString(), "serve", config.toString())
                .redirectErrorStream(true)
                .start();
        try {
            return new DebianRegistry(process, listening(process).get(30, TimeUnit.SECONDS), isProtected);
        } catch (Exception e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** The port is the registry's choice; its log tells it, and must be read to the end so that it never blocks. */
    private static CompletableFuture<String> listening(Process process) {
        CompletableFuture<String> authority = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader log = process.inputReader(StandardCharsets.UTF_8)) {
                        for (String line = log.readLine(); line != null; line = log.readLine()) {
                            Matcher matcher = LISTENING.matcher(line);
                            if (matcher.find()) {
                                authority.complete("127.0.0.1:" + matcher.group(1));
                            }
                        }
                    } catch (IOException e) {
                        // The process was ended.
                    }
                    authority.completeExceptionally(new IllegalStateException("the registry ended without listening"));
                },
                "docker-registry-log");
        reader.setDaemon(true);
        reader.start();
        return authority;
    }

    String authority() {
        return authority;
    }

    /** Pushes the smallest image that there is: a config and no layer. */
    void push(String repository, String tag) throws Exception {
        String config =
                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}";
        HttpResponse<String> upload =
                send(request("/v2/" + repository + "/blobs/uploads/").POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(upload.statusCode()).isEqualTo(202);
        String location = upload.headers().firstValue("Location").orElseThrow();
        URI target = URI.create(location + (location.contains("?") ? "&" : "?") + "digest=" + digest(config));
        HttpResponse<String> blob = send(authorized(HttpRequest.newBuilder(target))
                .header("Content-Type", "application/octet-stream")
                .PUT(HttpRequest.BodyPublishers.ofString(config)));
        assertThat(blob.statusCode()).isEqualTo(201);
        String manifest = """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
                 "config":{"mediaType":"application/vnd.oci.image.config.v1+json","size":%d,"digest":"%s"},"layers":[]}
                """.formatted(config.length(), digest(config));
        HttpResponse<String> put = send(request("/v2/" + repository + "/manifests/" + tag)
                .header("Content-Type", "application/vnd.oci.image.manifest.v1+json")
                .PUT(HttpRequest.BodyPublishers.ofString(manifest)));
        assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
    }

    private HttpRequest.Builder request(String path) {
        return authorized(HttpRequest.newBuilder(URI.create("http://" + authority + path)));
    }

    private HttpRequest.Builder authorized(HttpRequest.Builder request) {
        return isProtected
                ? request.header("Authorization", Credentials.of(USER, PASSWORD).basic())
                : request;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String digest(String text) throws NoSuchAlgorithmException {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return "sha256:" + HexFormat.of().formatHex(hash);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
