package io.amp4j.opamp.internal.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.amp4j.opamp.Hash;
import io.amp4j.opamp.ProxySettings;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.internal.http.DownloadOutcome.Kind;
import io.amp4j.opamp.testing.TestCertificate;
import io.amp4j.opamp.testing.TestCertificateAuthority;
import io.amp4j.opamp.transport.ConnectionTarget;
import io.amp4j.opamp.transport.TestServer;
import io.amp4j.opamp.transport.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileDownloadTest {
    /** A thread each: from Java 25 on tasks that block stop each other in the common pool of a machine with two processors. */
    private static final Executor THREADS = task -> new Thread(task, "download").start();

    private static final byte[] CONTENT = content(300_000);
    private static final TestCertificateAuthority AUTHORITY = TestCertificateAuthority.create("downloads");

    @TempDir
    private Path directory;

    private final Downloads downloads = new Downloads();
    private final BlockingQueue<Wire.Request> requests = new LinkedBlockingQueue<>();
    private final List<Long> totals = new ArrayList<>();

    @AfterEach
    void close() {
        downloads.close();
    }

    private static byte[] content(int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(7).nextBytes(bytes);
        return bytes;
    }

    private static Hash sha256(byte[] content) {
        try {
            return Hash.of(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** A connection with credentials of its own, which no download may have. */
    private static ConnectionTarget connection() {
        return ConnectionTarget.builder(URI.create("http://127.0.0.1:1/v1/opamp"))
                .headers(Map.of("Authorization", List.of("Bearer s3cr3t")))
                .proxy(ProxySettings.DIRECT)
                .build();
    }

    private static DownloadSource source(String url) {
        return source(url, 1 << 20);
    }

    private static DownloadSource source(String url, long maxBytes) {
        return new DownloadSource(
                "file",
                url,
                List.of(Map.entry("X-Offered", "yes")),
                sha256(CONTENT),
                maxBytes,
                true,
                Duration.ofSeconds(30));
    }

    private DownloadOutcome run(DownloadSource source) {
        return run(connection(), source);
    }

    private DownloadOutcome run(ConnectionTarget connection, DownloadSource source) {
        return new FileDownload(downloads, connection, source, directory, (bytes, total) -> totals.add(total)).run();
    }

    private TestServer.Script answer(String status, byte[] body, String... headers) {
        return wire -> {
            requests.add(wire.readRequest());
            wire.respond(
                    status,
                    body,
                    Stream.concat(Stream.of(headers), Stream.of("Connection: close"))
                            .toArray(String[]::new));
        };
    }

    /** Promises all and sends a part. */
    private TestServer.Script cut(int at, String... headers) {
        return wire -> {
            requests.add(wire.readRequest());
            wire.write("HTTP/1.1 200 OK\r\nContent-Length: " + CONTENT.length + "\r\n"
                    + String.join(
                            "", Stream.of(headers).map(line -> line + "\r\n").toList()) + "\r\n");
            wire.write(Arrays.copyOf(CONTENT, at));
        };
    }

    private TestServer.Script rest(int from) {
        return answer(
                "206 Partial Content",
                Arrays.copyOfRange(CONTENT, from, CONTENT.length),
                "Content-Range: bytes " + from + "-" + (CONTENT.length - 1) + "/" + CONTENT.length);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).toList();
        }
    }

    private void assertDone(DownloadOutcome outcome) throws IOException {
        assertThat(outcome.kind()).as(outcome.reason()).isEqualTo(Kind.DONE);
        assertThat(outcome.file()).hasBinaryContent(CONTENT);
        assertThat(files()).hasSize(1);
    }

    @Test
    void downloadsWithTheOfferedHeadersAndNoneOfTheConnection() throws Exception {
        try (TestServer server = TestServer.plain(answer("200 OK", CONTENT))) {
            assertDone(run(source(server.uri("http").toString())));

            Wire.Request request = requests.remove();
            assertThat(request.line).startsWith("GET ");
            assertThat(request.header("X-Offered")).isEqualTo("yes");
            assertThat(request.header("Authorization")).isNull();
            assertThat(request.header("OpAMP-Instance-UID")).isNull();
            assertThat(request.header("Range")).isNull();
            assertThat(request.header("Accept-Encoding")).isEqualTo("identity");
            assertThat(totals).contains((long) CONTENT.length);
        }
    }

    @Test
    void takesAnAnswerWithoutALength() throws Exception {
        TestServer.Script script = wire -> {
            wire.readRequest();
            wire.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
            wire.write(CONTENT);
        };
        try (TestServer server = TestServer.plain(script)) {
            assertDone(run(source(server.uri("http").toString())));
            assertThat(totals).containsOnly(-1L);
        }
    }

    @Test
    void continuesWhereItBrokeOffIfTheFileIsStillTheSame() throws Exception {
        try (TestServer server = TestServer.plain(cut(200_000, "ETag: \"v1\""), rest(200_000))) {
            DownloadSource source = source(server.uri("http").toString());
            assertThat(run(source).kind()).isEqualTo(Kind.RETRY);
            assertDone(run(source));

            requests.remove();
            Wire.Request second = requests.remove();
            assertThat(second.header("Range")).isEqualTo("bytes=200000-");
            assertThat(second.header("If-Range")).isEqualTo("\"v1\"");
        }
    }

    @Test
    void startsOverIfTheServerSendsAllOfIt() throws Exception {
        try (TestServer server = TestServer.plain(cut(200_000), answer("200 OK", CONTENT))) {
            DownloadSource source = source(server.uri("http").toString());
            assertThat(run(source).kind()).isEqualTo(Kind.RETRY);
            assertDone(run(source));
        }
    }

    @Test
    void startsOverIfWhatFollowsIsOfAnotherFile() throws Exception {
        byte[] other = new byte[CONTENT.length - 1000];
        try (TestServer server = TestServer.plain(
                cut(1000),
                answer(
                        "206 Partial Content",
                        other,
                        "Content-Range: bytes 1000-" + (CONTENT.length - 1) + "/" + CONTENT.length),
                answer("200 OK", CONTENT))) {
            DownloadSource source = source(server.uri("http").toString());
            assertThat(run(source).kind()).isEqualTo(Kind.RETRY);
            assertThat(run(source).reason()).isEqualTo("it is another file since it broke off");
            assertDone(run(source));
            requests.remove();
            requests.remove();
            assertThat(requests.remove().header("Range")).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes 0-9/10", "bytes 999-299999/300000", "bytes */300000", "nonsense", ""})
    void startsOverIfTheServerContinuesElsewhere(String range) throws Exception {
        try (TestServer server = TestServer.plain(
                cut(1000),
                answer("206 Partial Content", new byte[10], "Content-Range: " + range),
                answer("200 OK", CONTENT))) {
            DownloadSource source = source(server.uri("http").toString());
            run(source);
            assertThat(run(source).kind()).isEqualTo(Kind.RETRY);
            assertDone(run(source));
        }
    }

    @Test
    void startsOverIfTheServerKnowsNoSuchRange() throws Exception {
        try (TestServer server = TestServer.plain(
                cut(1000), answer("416 Range Not Satisfiable", new byte[0]), answer("200 OK", CONTENT))) {
            DownloadSource source = source(server.uri("http").toString());
            run(source);
            assertThat(run(source).kind()).isEqualTo(Kind.RETRY);
            assertDone(run(source));
        }
    }

    @Test
    void verifiesAgainWhatAnEarlierProcessHasLeft() throws Exception {
        byte[] other = CONTENT.clone();
        other[0] ^= 1;
        Files.write(directory.resolve("file"), other);
        try (TestServer server = TestServer.plain(answer("200 OK", CONTENT))) {
            assertDone(run(source(server.uri("http").toString())));
        }
        assertDone(run(source("http://127.0.0.1:1/nobody")));
    }

    @Test
    void asksNobodyForWhatIsThereAlready() throws Exception {
        Files.write(directory.resolve("file.part"), CONTENT);

        assertDone(run(source("http://127.0.0.1:1/nobody")));
    }

    static Stream<Arguments> refusals() {
        byte[] changed = CONTENT.clone();
        changed[100_000] ^= 1;
        return Stream.of(
                argumentSet("wrong content", "200 OK", changed, "", Kind.BAD, "the hash that was offered"),
                argumentSet("cut in order", "200 OK", Arrays.copyOf(CONTENT, 9), "", Kind.BAD, "the hash"),
                argumentSet("nothing", "200 OK", new byte[0], "", Kind.BAD, "the hash that was offered"),
                argumentSet("too large", "200 OK", new byte[(1 << 20) + 1], "", Kind.BAD, "larger than 1048576"),
                argumentSet("missing", "404 Not Found", CONTENT, "", Kind.FAILED, "status 404"),
                argumentSet("forbidden", "403 Forbidden", CONTENT, "", Kind.FAILED, "status 403"),
                argumentSet("no content", "204 No Content", new byte[0], "", Kind.FAILED, "status 204"),
                argumentSet("busy", "503 Busy", new byte[0], "Retry-After: 7", Kind.RETRY, "status 503"),
                argumentSet("too many", "429 Slow down", new byte[0], "Retry-After: 7", Kind.RETRY, "status 429"),
                argumentSet("encoded", "200 OK", CONTENT, "Content-Encoding: gzip", Kind.FAILED, "encodes"),
                argumentSet(
                        "to a file",
                        "302 Found",
                        new byte[0],
                        "Location: file:///etc/passwd",
                        Kind.FAILED,
                        "where nothing can be downloaded from"),
                argumentSet("to nowhere", "302 Found", new byte[0], "X-Location: no", Kind.FAILED, "redirects"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refuses(String status, byte[] body, String header, Kind kind, String reason) throws Exception {
        try (TestServer server =
                TestServer.plain(header.isEmpty() ? answer(status, body) : answer(status, body, header))) {
            DownloadOutcome outcome = run(source(server.uri("http").toString()));

            assertThat(outcome.kind()).isEqualTo(kind);
            assertThat(outcome.reason()).contains(reason);
            assertThat(outcome.file()).isNull();
            assertThat(outcome.retryAfter()).isEqualTo(kind == Kind.RETRY ? "7" : null);
            if (kind != Kind.RETRY) {
                assertThat(files()).isEmpty();
            }
        }
    }

    @Test
    void stopsAtTheSizeWhereNoLengthIsTold() throws Exception {
        TestServer.Script endless = wire -> {
            wire.readRequest();
            wire.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
            try {
                while (true) {
                    wire.write(new byte[64 << 10]);
                }
            } catch (IOException e) {
                // The client has had enough.
            }
        };
        try (TestServer server = TestServer.plain(endless)) {
            assertThat(run(source(server.uri("http").toString(), 100_000)).kind())
                    .isEqualTo(Kind.BAD);
            assertThat(files()).isEmpty();
            server.awaitPlayed();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsRedirectsWithTheHeadersOnlyToTheSameOrigin(int status) throws Exception {
        try (TestServer other = TestServer.plain(answer("200 OK", CONTENT));
                TestServer server = TestServer.plain(
                        answer(status + " Moved", new byte[0], "Location: /elsewhere"),
                        answer(status + " Moved", new byte[0], "Location: " + other.uri("http")))) {
            // A connection of its own for each answer, whichever the client would keep.
            assertDone(run(source(server.uri("http").toString())));

            assertThat(requests.remove().header("X-Offered")).isEqualTo("yes");
            Wire.Request same = requests.remove();
            assertThat(same.line).isEqualTo("GET /elsewhere HTTP/1.1");
            assertThat(same.header("X-Offered")).isEqualTo("yes");
            assertThat(requests.remove().header("X-Offered")).isNull();
        }
    }

    @Test
    void refusesEndlessRedirects() throws Exception {
        try (TestServer server = TestServer.plain(answer("302 Found", new byte[0], "Location: /again"))) {
            assertThat(run(source(server.uri("http").toString())).reason()).contains("more than 5 times");
            assertThat(requests).hasSize(6);
        }
    }

    private static SSLContext serverContext() {
        TestCertificate certificate = AUTHORITY.server("127.0.0.1");
        return TlsSettings.builder()
                .trustedCertificates(AUTHORITY.pem())
                .clientCertificate(certificate.certificatePem(), certificate.privateKeyPem())
                .build()
                .sslContext();
    }

    @Test
    void leavesTlsForNothing() throws Exception {
        ConnectionTarget connection = connection().toBuilder()
                .tls(TlsSettings.builder().trustedCertificates(AUTHORITY.pem()).build())
                .build();
        try (TestServer plain = TestServer.plain(answer("200 OK", CONTENT));
                TestServer server = TestServer.tls(
                        serverContext(),
                        false,
                        answer("302 Found", new byte[0], "Location: " + plain.uri("http")),
                        answer("200 OK", CONTENT))) {
            DownloadSource source = source(server.uri("https").toString());

            assertThat(run(connection, source).reason()).contains("from TLS to plain text");
            DownloadOutcome done = run(connection, source);
            assertDone(done);
            Files.delete(requireNonNull(done.file()));
            assertThat(run(source).reason()).contains("TLS with");
            assertThat(plain.connections).hasValue(0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:1/, over TLS alone",
        "file:///etc/passwd, not one of http or https",
        "ftp://127.0.0.1/, not one of http or https",
        "https://user:pass@127.0.0.1/, belong in a header",
        "'', not one of http or https"
    })
    void refusesUrlsThatItDoesNotGoTo(String url, String reason) {
        DownloadSource source =
                new DownloadSource("file", url, List.of(), sha256(CONTENT), 1 << 20, false, Duration.ofSeconds(30));

        DownloadOutcome outcome = run(source);

        assertThat(outcome.kind()).isEqualTo(Kind.FAILED);
        assertThat(outcome.reason()).contains(reason).doesNotContain("pass@");
    }

    @Test
    void refusesHeadersThatWouldBreakTheRequest() throws Exception {
        try (TestServer server = TestServer.plain(answer("200 OK", CONTENT))) {
            DownloadSource source = new DownloadSource(
                    "file",
                    server.uri("http").toString(),
                    List.of(Map.entry("X", "a\r\nEvil: yes")),
                    sha256(CONTENT),
                    1 << 20,
                    true,
                    Duration.ofSeconds(30));

            assertThat(run(source).reason()).isEqualTo("a header that was offered for it cannot be sent");
            assertThat(requests).isEmpty();
        }
    }

    @Test
    void endsAtOnceWhenItIsCancelled() throws Exception {
        CountDownLatch under = new CountDownLatch(1);
        TestServer.Script silent = wire -> {
            wire.readRequest();
            wire.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
            under.countDown();
            wire.awaitEnd();
        };
        try (TestServer server = TestServer.plain(silent)) {
            FileDownload download = new FileDownload(
                    downloads, connection(), source(server.uri("http").toString()), directory, (bytes, total) -> {});
            CompletableFuture<DownloadOutcome> outcome = CompletableFuture.supplyAsync(download::run, THREADS);
            assertThat(under.await(30, TimeUnit.SECONDS)).isTrue();
            download.cancel();

            assertThat(outcome.get(30, TimeUnit.SECONDS).kind()).isEqualTo(Kind.CANCELLED);
        }
    }

    @Test
    void doesNotWriteThroughALink() throws Exception {
        Path victim = Files.write(directory.resolve("victim"), new byte[] {1});
        Files.createSymbolicLink(directory.resolve("file.part"), victim);
        try (TestServer server = TestServer.plain(answer("200 OK", CONTENT))) {
            assertThat(run(source(server.uri("http").toString())).reason()).startsWith("it cannot be written");
            assertThat(victim).hasBinaryContent(new byte[] {1});
        }
    }

    @Test
    void tellsWhatTheNetworkDid() {
        DownloadOutcome outcome = run(source("http://127.0.0.1:1/"));

        assertThat(outcome.kind()).isEqualTo(Kind.RETRY);
        assertThat(outcome.reason()).contains("connecting to 127.0.0.1:1 failed");
    }

    @Test
    void downloadsTheSameContentOnlyOnceAtATime() throws Exception {
        CountDownLatch half = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        TestServer.Script slow = wire -> {
            requests.add(wire.readRequest());
            wire.write("HTTP/1.1 200 OK\r\nContent-Length: " + CONTENT.length + "\r\n\r\n");
            wire.write(Arrays.copyOf(CONTENT, 150_000));
            half.countDown();
            goOn.await();
            wire.write(Arrays.copyOfRange(CONTENT, 150_000, CONTENT.length));
            wire.awaitEnd();
        };
        try (TestServer one = TestServer.plain(slow);
                TestServer two = TestServer.plain(answer("200 OK", CONTENT))) {
            CompletableFuture<DownloadOutcome> first = CompletableFuture.supplyAsync(
                    () -> run(source(one.uri("http").toString())), THREADS);
            assertThat(half.await(30, TimeUnit.SECONDS)).isTrue();
            FileDownload other = new FileDownload(
                    downloads, connection(), source(two.uri("http").toString()), directory, (bytes, total) -> {});
            FileDownload third = new FileDownload(
                    downloads, connection(), source(two.uri("http").toString()), directory, (bytes, total) -> {});
            CompletableFuture<DownloadOutcome> second = CompletableFuture.supplyAsync(other::run, THREADS);
            CompletableFuture<DownloadOutcome> cancelled = CompletableFuture.supplyAsync(third::run, THREADS);
            third.cancel();
            assertThat(cancelled.get(30, TimeUnit.SECONDS).kind()).isEqualTo(Kind.CANCELLED);
            goOn.countDown();

            assertDone(first.get(30, TimeUnit.SECONDS));
            assertDone(second.get(30, TimeUnit.SECONDS));
            assertThat(two.connections)
                    .as("what is there is not downloaded again")
                    .hasValue(0);
        }
    }

    @Test
    void leavesAFileToAnotherClient() throws Exception {
        Path part = directory.resolve("file.part");
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock();
                TestServer server = TestServer.plain(answer("200 OK", CONTENT))) {
            DownloadOutcome outcome = run(source(server.uri("http").toString()));

            assertThat(lock.isValid()).isTrue();
            assertThat(outcome.kind()).isEqualTo(Kind.RETRY);
            assertThat(outcome.reason()).contains("somebody else downloads it");
        }
    }

    @Test
    void doesNotCallAFileDoneThatWasChangedMeanwhile() throws Exception {
        Path part = directory.resolve("file.part");
        TestServer.Script script = wire -> {
            requests.add(wire.readRequest());
            wire.write("HTTP/1.1 200 OK\r\nContent-Length: " + CONTENT.length + "\r\n\r\n");
            wire.write(CONTENT);
            wire.awaitEnd();
        };
        try (TestServer server = TestServer.plain(script)) {
            DownloadOutcome outcome = new FileDownload(
                            downloads,
                            connection(),
                            source(server.uri("http").toString()),
                            directory,
                            (bytes, total) -> {
                                if (bytes == CONTENT.length) {
                                    damage(part);
                                }
                            })
                    .run();

            assertThat(outcome.kind()).isEqualTo(Kind.RETRY);
            assertThat(files()).isEmpty();
        }
    }

    private static void damage(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {(byte) ~CONTENT[0]}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void showsTheClientCertificateToTheOriginOfTheOpampServerAlone() throws Exception {
        TestCertificate client = AUTHORITY.client("client");
        TlsSettings tls = TlsSettings.builder()
                .trustedCertificates(AUTHORITY.pem())
                .clientCertificate(client.certificatePem(), client.privateKeyPem())
                .build();
        try (TestServer server = TestServer.tls(serverContext(), true, answer("200 OK", CONTENT))) {
            DownloadSource source = source(server.uri("https").toString());
            ConnectionTarget elsewhere = connection().toBuilder().tls(tls).build();
            ConnectionTarget itself = ConnectionTarget.builder(server.uri("wss"))
                    .tls(tls)
                    .proxy(ProxySettings.DIRECT)
                    .build();

            assertThat(run(elsewhere, source).kind()).isEqualTo(Kind.RETRY);
            assertThat(requests).isEmpty();
            assertDone(run(itself, source));
        }
    }

    @Test
    void waitsWithoutEndForThoseWhoSaySo() throws Exception {
        try (TestServer server = TestServer.plain(answer("200 OK", CONTENT))) {
            assertDone(run(new DownloadSource(
                    "file",
                    server.uri("http").toString(),
                    List.of(),
                    sha256(CONTENT),
                    1 << 20,
                    true,
                    Duration.ofSeconds(Long.MAX_VALUE))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ETag: \"ü\"", "ETag: \"a\tb\""})
    void forgetsATagThatCannotBeSentBack(String tag) throws Exception {
        try (TestServer server = TestServer.plain(cut(1000, tag), rest(1000))) {
            DownloadSource source = source(server.uri("http").toString());

            assertThat(run(source).kind()).isEqualTo(Kind.RETRY);
            assertDone(run(source));
            requests.remove();
            assertThat(requests.remove().header("If-Range")).isNull();
        }
    }

    @Test
    void blamesTheDiskForWhatTheDiskDoes() throws Exception {
        Path tag = Files.createDirectories(directory.resolve("file.tag").resolve("in the way"));
        try (TestServer server = TestServer.plain(answer("200 OK", CONTENT))) {
            DownloadOutcome outcome = run(source(server.uri("http").toString()));

            assertThat(tag).isDirectory();
            assertThat(outcome.reason()).startsWith("it cannot be written");
            assertThat(outcome.kind()).isEqualTo(Kind.FAILED);
        }
    }

    @Test
    void removesWhatNobodyWantsAnyMore() throws Exception {
        byte[] other = {1, 2, 3};
        for (String ending : List.of(".part", ".tag", "")) {
            Files.write(directory.resolve(sha256(CONTENT).bytes().toHex() + ending), other);
            Files.write(directory.resolve(sha256(other).bytes().toHex() + ending), other);
        }
        Files.write(directory.resolve("mine.txt"), other);

        downloads.prune(directory, Set.of(sha256(CONTENT).bytes().toHex()));

        assertThat(files())
                .hasSize(4)
                .contains("mine.txt")
                .noneMatch(name -> name.startsWith(sha256(other).bytes().toHex()));
    }
}
