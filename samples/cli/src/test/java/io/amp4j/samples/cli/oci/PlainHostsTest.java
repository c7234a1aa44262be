package io.amp4j.samples.cli.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.catalog.ImageReference;
import io.amp4j.samples.cli.oci.FakeRegistry.Reply;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a registry can lead: with the user's password to a token service, and without it along a redirect. */
class PlainHostsTest {
    private static final String REGISTRY = "registry.example.com";
    private static final PlainHosts PLAIN = new PlainHosts(Set.of("plain.example.com"));

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "https://r.example.com/v2, https://t.example.com/token, ''",
        "https://r.example.com/v2, http://t.example.com/token, neither https",
        "https://r.example.com/v2, http://plain.example.com/token, plain HTTP",
        "https://r.example.com/v2, http://127.0.0.1:8080/token, plain HTTP",
        "https://r.example.com/v2, https://127.0.0.1:8080/token, on this machine",
        "https://r.example.com/v2, https://LOCALHOST/token, on this machine",
        "https://r.example.com/v2, https://x.localhost/token, on this machine",
        "https://r.example.com/v2, https://[::1]/token, on this machine",
        "https://r.example.com/v2, https://user@t.example.com/token, neither https",
        "http://plain.example.com/v2, http://plain.example.com:81/token, ''",
        "http://plain.example.com/v2, https://t.example.com/token, ''",
        "http://plain.example.com/v2, http://localhost:8080/token, on this machine",
        "http://plain.example.com/v2, http://[::1]:8080/token, on this machine",
        "http://127.0.0.1:5000/v2, http://localhost:8080/token, ''",
        "http://localhost:5000/v2, https://t.example.com/token, ''"
    })
    void goesOnOnlyToWhatIsAsSafe(String from, String to, String problem) {
        String found = PLAIN.problem(URI.create(from), URI.create(to)).orElse("");
        assertThat(found).startsWith(problem);
        assertThat(found.isEmpty()).isEqualTo(problem.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"401", "307"})
    void showsThePasswordToNobodyOnThisMachineThatARegistryWithTlsNames(String status) throws Exception {
        try (FakeTls tls = new FakeTls(REGISTRY);
                FakeRegistry thief = new FakeRegistry(asked -> Reply.json("{\"token\":\"t\"}"));
                FakeRegistry registry = new FakeRegistry(
                        asked -> {
                            String there = "http://" + thief.authority() + "/token";
                            return status.equals("401")
                                    ? Reply.of(401, "WWW-Authenticate", "Bearer realm=\"" + there + "\"")
                                    : Reply.of(307, "Location", there);
                        },
                        tls.context())) {
            tls.leadTo(registry);

            ImageCheck check = check(tls);

            assertThat(thief.asked()).isEmpty();
            assertThat(check.status()).isEqualTo(ImageStatus.ERROR);
            assertThat(check.message()).contains("plain HTTP, which nothing that came by https is sent over");
            assertThat(registry.asked()).hasSize(1);
        }
    }

    /** The same way with nothing wrong, so that the test above fails for the right reason. */
    @Test
    void showsThePasswordToATokenServiceWithTls() throws Exception {
        try (FakeTls tls = new FakeTls(REGISTRY, "tokens.example.com");
                FakeRegistry both = new FakeRegistry(
                        asked -> asked.path().equals("/token")
                                ? Reply.json("{\"token\":\"t\"}")
                                : asked.authorization().equals("Bearer t")
                                        ? Reply.of(200)
                                        : Reply.of(
                                                401,
                                                "WWW-Authenticate",
                                                "Bearer realm=\"https://tokens.example.com/token\""),
                        tls.context())) {
            tls.leadTo(both);

            assertThat(check(tls).status()).isEqualTo(ImageStatus.PRESENT);
            assertThat(both.asked().get(1).authorization())
                    .isEqualTo(Credentials.of("alice", "pw").basic());
        }
    }

    private ImageCheck check(FakeTls tls) throws Exception {
        Files.writeString(
                directory.resolve("config.json"),
                "{\"auths\":{\"%s\":{\"username\":\"alice\",\"password\":\"pw\"}}}".formatted(REGISTRY));
        RegistryClient client = new RegistryClient(
                DockerConfig.read(directory, Map.of()),
                PLAIN,
                Duration.ofSeconds(30),
                new Retry(1, Duration.ofSeconds(1), Duration.ofSeconds(1)),
                pause -> {},
                tls.client());
        return client.check(ImageReference.of(REGISTRY + "/wso2/provider", "1"));
    }
}
