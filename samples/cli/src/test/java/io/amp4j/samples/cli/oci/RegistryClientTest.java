package io.amp4j.samples.cli.oci;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.amp4j.catalog.ImageReference;
import io.amp4j.samples.cli.oci.FakeRegistry.Asked;
import io.amp4j.samples.cli.oci.FakeRegistry.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryClientTest {
    private static final String MANIFEST = "/v2/wso2/provider/manifests/0.4.0-python3.11";
    private static final String SECRET = "s3cr3t-pw";
    private static final String BASIC = Credentials.of("alice", SECRET).basic();

    @TempDir
    private Path directory;

    private final List<Duration> pauses = new ArrayList<>();

    private ImageCheck check(FakeRegistry registry) throws Exception {
        return client(Duration.ofSeconds(30)).check(image(registry));
    }

    private static ImageReference image(FakeRegistry registry) {
        return ImageReference.of(registry.authority() + "/wso2/provider", "0.4.0-python3.11");
    }

    private RegistryClient client(Duration timeout) throws IOException {
        Retry retry = new Retry(3, Duration.ofSeconds(1), Duration.ofSeconds(30));
        DockerConfig config = DockerConfig.read(directory, Map.of());
        return new RegistryClient(config, Set.of(), timeout, retry, pauses::add);
    }

    private void login(FakeRegistry registry) throws IOException {
        login("{\"auths\":{\"%s\":{\"username\":\"alice\",\"password\":\"%s\"}}}"
                .formatted(registry.authority(), SECRET));
    }

    private void login(String config) throws IOException {
        Files.writeString(directory.resolve("config.json"), config);
    }

    private static Function<Asked, Reply> always(int status, String... headers) {
        return asked -> Reply.of(status, headers);
    }

    private static String bearer(FakeRegistry tokens, String scope) {
        return "Bearer realm=\"http://%s/token?account=x\",service=\"the registry\",scope=\"%s\""
                .formatted(tokens.authority(), scope);
    }

    @Test
    void asksForTheHeadOfTheManifestAndTakesEveryKind() throws Exception {
        try (FakeRegistry registry = new FakeRegistry(always(200))) {
            assertThat(check(registry)).isEqualTo(new ImageCheck(image(registry), ImageStatus.PRESENT, ""));
            assertThat(registry.asked()).hasSize(1);
            Asked asked = registry.asked().get(0);
            assertThat(asked).hasToString("HEAD " + MANIFEST);
            assertThat(asked.accept())
                    .contains("application/vnd.oci.image.index.v1+json")
                    .contains("application/vnd.oci.image.manifest.v1+json")
                    .contains("application/vnd.docker.distribution.manifest.list.v2+json")
                    .contains("application/vnd.docker.distribution.manifest.v2+json");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 405, 501})
    void getsTheManifestWhereHeadIsRefused(int refusal) throws Exception {
        try (FakeRegistry registry =
                new FakeRegistry(asked -> asked.method().equals("HEAD") ? Reply.of(refusal) : Reply.json("{}"))) {
            assertThat(check(registry).status()).isEqualTo(ImageStatus.PRESENT);
            assertThat(registry.asked()).extracting(Asked::method).containsExactly("HEAD", "GET");
        }
    }

    @Test
    void tellsWhatARegistryDoesNotHaveAndWhatItDenies() throws Exception {
        try (FakeRegistry without = new FakeRegistry(always(404));
                FakeRegistry denying = new FakeRegistry(always(403));
                FakeRegistry strange = new FakeRegistry(always(418))) {
            assertThat(check(without).status()).isEqualTo(ImageStatus.MISSING);
            assertThat(check(denying).status()).isEqualTo(ImageStatus.UNAUTHORIZED);
            assertThat(check(denying).message()).contains("denies the pull to strangers");
            assertThat(check(strange).status()).isEqualTo(ImageStatus.ERROR);
            assertThat(check(strange).message()).isEqualTo(strange.authority() + " answers 418");
        }
    }

    @Test
    void getsATokenForThePullWithThePasswordAndShowsThePasswordToNobodyElse() throws Exception {
        String scope = "repository:wso2/provider:pull";
        try (FakeRegistry tokens = new FakeRegistry(asked -> Reply.json("{\"token\":\"t1\"}"));
                FakeRegistry registry =
                        new FakeRegistry(asked -> asked.authorization().equals("Bearer t1")
                                ? Reply.of(200)
                                : Reply.of(401, "WWW-Authenticate", bearer(tokens, scope)))) {
            login(registry);
            RegistryClient client = client(Duration.ofSeconds(30));

            assertThat(client.check(image(registry)).status()).isEqualTo(ImageStatus.PRESENT);
            assertThat(client.check(image(registry)).status()).isEqualTo(ImageStatus.PRESENT);

            assertThat(registry.asked())
                    .extracting(Asked::authorization)
                    .as("the token is remembered")
                    .containsExactly("", "Bearer t1", "Bearer t1");
            assertThat(tokens.asked()).hasSize(1);
            assertThat(tokens.asked().get(0)).hasToString("GET /token as " + BASIC);
            assertThat(tokens.asked().get(0).query()).isEqualTo("account=x&service=the+registry&scope=" + scope);
        }
    }

    @Test
    void getsAnotherTokenWhenOneHasRunOut() throws Exception {
        AtomicInteger issued = new AtomicInteger();
        AtomicInteger valid = new AtomicInteger(1);
        try (FakeRegistry tokens = new FakeRegistry(
                        asked -> Reply.json("{\"access_token\":\"t" + issued.incrementAndGet() + "\"}"));
                FakeRegistry registry =
                        new FakeRegistry(asked -> asked.authorization().equals("Bearer t" + valid)
                                ? Reply.of(200)
                                : Reply.of(401, "WWW-Authenticate", bearer(tokens, "s")))) {
            RegistryClient client = client(Duration.ofSeconds(30));
            assertThat(client.check(image(registry)).status()).isEqualTo(ImageStatus.PRESENT);
            valid.set(2);

            assertThat(client.check(image(registry)).status()).isEqualTo(ImageStatus.PRESENT);
            assertThat(registry.asked())
                    .extracting(Asked::authorization)
                    .containsExactly("", "Bearer t1", "Bearer t1", "Bearer t2");
        }
    }

    @Test
    void exchangesAnIdentityTokenInAFormAndInNoHeader() throws Exception {
        try (FakeRegistry tokens = new FakeRegistry(asked -> Reply.json("{\"access_token\":\"t1\"}"));
                FakeRegistry registry =
                        new FakeRegistry(asked -> asked.authorization().equals("Bearer t1")
                                ? Reply.of(200)
                                : Reply.of(401, "WWW-Authenticate", bearer(tokens, "s")))) {
            login("{\"auths\":{\"%s\":{\"identitytoken\":\"%s\"}}}".formatted(registry.authority(), SECRET));

            assertThat(check(registry).status()).isEqualTo(ImageStatus.PRESENT);
            assertThat(tokens.asked()).hasSize(1);
            assertThat(tokens.asked().get(0)).hasToString("POST /token");
            assertThat(tokens.asked().get(0).body())
                    .contains("grant_type=refresh_token", "service=the+registry", "refresh_token=" + SECRET);
        }
    }

    @Test
    void givesUpOnATokenThatIsRefusedToo() throws Exception {
        try (FakeRegistry tokens = new FakeRegistry(asked -> Reply.json("{\"token\":\"t1\"}"));
                FakeRegistry registry =
                        new FakeRegistry(asked -> Reply.of(401, "WWW-Authenticate", bearer(tokens, "s")))) {
            login(registry);

            ImageCheck check = check(registry);

            assertThat(check.status()).isEqualTo(ImageStatus.UNAUTHORIZED);
            assertThat(check.message()).doesNotContain(SECRET);
            assertThat(registry.asked()).hasSize(2);
        }
    }

    @Test
    void saysWhomTheTokenServiceRefuses() throws Exception {
        try (FakeRegistry tokens = new FakeRegistry(always(401));
                FakeRegistry registry =
                        new FakeRegistry(asked -> Reply.of(401, "WWW-Authenticate", bearer(tokens, "s")))) {
            assertThat(check(registry).message()).contains("refuses strangers").contains("docker login");
            login(registry);
            assertThat(check(registry).status()).isEqualTo(ImageStatus.UNAUTHORIZED);
            assertThat(check(registry).message()).endsWith("refuses the credentials of the docker config");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not a url",
                "http://registry.example.com/token",
                "ftp://127.0.0.1/token",
                "https://user:pw@registry.example.com/token"
            })
    void sendsThePasswordToNoTokenServiceThatIsNotSafe(String realm) throws Exception {
        try (FakeRegistry registry =
                new FakeRegistry(always(401, "WWW-Authenticate", "Bearer realm=\"" + realm + "\",service=\"x\""))) {
            login(registry);

            ImageCheck check = check(registry);

            assertThat(check.status()).isEqualTo(ImageStatus.ERROR);
            assertThat(check.message()).contains("names a token service that is neither https nor");
        }
    }

    @Test
    void prefersATokenToThePasswordAndUsesThePasswordWhereNothingElseIsAsked() throws Exception {
        try (FakeRegistry registry =
                new FakeRegistry(asked -> asked.authorization().equals(BASIC)
                        ? Reply.of(200)
                        : Reply.of(401, "WWW-Authenticate", "Negotiate abc==, Basic realm=\"a, \\\"b\\\"\""))) {
            login(registry);

            assertThat(check(registry).status()).isEqualTo(ImageStatus.PRESENT);
            assertThat(registry.asked()).extracting(Asked::authorization).containsExactly("", BASIC);
        }
    }

    @Test
    void takesNoPasswordAlongToAnotherOriginNorAnswersItsChallenge() throws Exception {
        try (FakeRegistry other = new FakeRegistry(always(401, "WWW-Authenticate", "Basic realm=\"other\""));
                FakeRegistry registry = new FakeRegistry(asked -> asked.authorization()
                                .isEmpty()
                        ? Reply.of(401, "WWW-Authenticate", "Basic realm=\"x\"")
                        : Reply.of(
                                307, "Location", "http://" + other.authority() + "/elsewhere?signature=" + SECRET))) {
            login(registry);

            ImageCheck check = check(registry);

            assertThat(check.status()).isEqualTo(ImageStatus.ERROR);
            assertThat(check.message())
                    .isEqualTo(registry.authority() + " redirects to " + other.authority()
                            + ", which answers 401; no credentials are sent there");
            assertThat(other.asked()).extracting(Asked::toString).containsExactly("HEAD /elsewhere");
        }
    }

    @Test
    void takesThePasswordAlongOnTheSameOriginAndStopsGoingInCircles() throws Exception {
        try (FakeRegistry registry =
                new FakeRegistry(asked -> asked.authorization().isEmpty()
                        ? Reply.of(401, "WWW-Authenticate", "Basic realm=\"x\"")
                        : asked.path().equals(MANIFEST) ? Reply.of(302, "Location", "/moved") : Reply.of(200))) {
            login(registry);
            assertThat(check(registry).status()).isEqualTo(ImageStatus.PRESENT);
        }
        try (FakeRegistry circle = new FakeRegistry(always(301, "Location", MANIFEST))) {
            assertThat(check(circle).message()).endsWith("redirects more than 5 times");
            assertThat(circle.asked()).hasSize(6);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://registry.example.com/x", "file:///etc/passwd", "mailto:a@b", ":", ""})
    void followsNoRedirectToWhatIsNotSafe(String location) throws Exception {
        try (FakeRegistry registry = new FakeRegistry(always(307, "Location", location))) {
            assertThat(check(registry).message()).contains("redirects to what is neither https nor");
        }
    }

    @Test
    void asksABusyRegistryAgainWhenItSays() throws Exception {
        AtomicInteger count = new AtomicInteger();
        try (FakeRegistry registry = new FakeRegistry(asked -> switch (count.incrementAndGet()) {
            case 1 -> Reply.of(429, "Retry-After", "7");
            case 2 -> Reply.of(503);
            default -> Reply.of(200);
        })) {
            assertThat(check(registry).status()).isEqualTo(ImageStatus.PRESENT);
            assertThat(pauses).hasSize(2);
            assertThat(pauses.get(0)).isEqualTo(Duration.ofSeconds(7));
            assertThat(pauses.get(1)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        }
    }

    @Test
    void givesUpOnARegistryThatStaysBusyOrAsksForTooLongAWait() throws Exception {
        try (FakeRegistry broken = new FakeRegistry(always(500));
                FakeRegistry busy = new FakeRegistry(always(429, "Retry-After", "3600"))) {
            assertThat(check(broken).message())
                    .isEqualTo(broken.authority() + " answers 500 (asked 3 times); try later");
            assertThat(check(busy).message())
                    .isEqualTo(busy.authority()
                            + " answers 429 and asks to come back in 3600 s (asked 1 time); try later");
            assertThat(busy.asked()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0", "registry.1:5000", "[1234]:5000"})
    void tellsThatARegistryIsNoHost(String registry) throws Exception {
        ImageReference image = ImageReference.of(registry + "/provider", "0.4.0-python3.11");

        assertThat(client(Duration.ofSeconds(10)).check(image))
                .isEqualTo(new ImageCheck(
                        image,
                        ImageStatus.ERROR,
                        registry + " is neither a host name nor an address; correct imageRepository"));
    }

    @Test
    void givesUpOnATokenServiceWhoseAnswerDoesNotEnd() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        String authority = "127.0.0.1:" + server.getAddress().getPort();
        server.createContext("/v2/", exchange -> {
            exchange.getResponseHeaders().add("WWW-Authenticate", "Bearer realm=\"http://" + authority + "/token\"");
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        server.createContext("/token", exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write(' ');
            exchange.getResponseBody().flush();
            try {
                done.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        server.start();
        try {
            ImageReference image = ImageReference.of(authority + "/provider", "0.4.0-python3.11");
            CompletableFuture<ImageCheck> check = new CompletableFuture<>();
            RegistryClient client = client(Duration.ofSeconds(1));
            threads.execute(() -> {
                try {
                    check.complete(client.check(image));
                } catch (InterruptedException e) {
                    check.completeExceptionally(e);
                }
            });
            assertThat(check.get(20, TimeUnit.SECONDS))
                    .isEqualTo(new ImageCheck(image, ImageStatus.ERROR, authority + " does not answer within 1.0 s"));
        } finally {
            done.countDown();
            server.stop(0);
            threads.shutdownNow();
        }
    }

    @Test
    void givesUpOnARegistryThatDoesNotAnswerOrIsNotThere() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        ImageReference gone;
        try (FakeRegistry silent = new FakeRegistry(asked -> {
            try {
                done.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Reply.of(200);
        })) {
            gone = image(silent);
            ImageCheck check = client(Duration.ofMillis(500)).check(gone);
            done.countDown();
            assertThat(check.status()).isEqualTo(ImageStatus.ERROR);
            assertThat(check.message()).isEqualTo(silent.authority() + " does not answer within 0.5 s");
        }

        ImageCheck check = client(Duration.ofSeconds(30)).check(gone);

        assertThat(check.status()).isEqualTo(ImageStatus.ERROR);
        assertThat(check.message()).startsWith("cannot connect to 127.0.0.1:");
    }
}
