package io.amp4j.samples.cli.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.catalog.ImageReference;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parts of the client that need no network. */
class PartsTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "provider, docker.io, https://registry-1.docker.io/v2/library/provider/manifests/t",
        "wso2/provider, docker.io, https://registry-1.docker.io/v2/wso2/provider/manifests/t",
        "docker.io/provider, docker.io, https://registry-1.docker.io/v2/library/provider/manifests/t",
        "index.docker.io/a/b, docker.io, https://registry-1.docker.io/v2/a/b/manifests/t",
        "ghcr.io/wso2/provider, ghcr.io, https://ghcr.io/v2/wso2/provider/manifests/t",
        "Registry.Example.com/x, Registry.Example.com, https://Registry.Example.com/v2/x/manifests/t",
        "localhost/x, localhost, http://localhost/v2/x/manifests/t",
        "localhost:5000/x, localhost:5000, http://localhost:5000/v2/x/manifests/t",
        "127.8.9.1:5000/x, 127.8.9.1:5000, http://127.8.9.1:5000/v2/x/manifests/t",
        "[::1]:5000/x, [::1]:5000, http://[::1]:5000/v2/x/manifests/t",
        "[2001:db8::1]/x, [2001:db8::1], https://[2001:db8::1]/v2/x/manifests/t",
        "127.0.0.1.example.com/x, 127.0.0.1.example.com, https://127.0.0.1.example.com/v2/x/manifests/t",
        "plain.example.com:81/x, plain.example.com:81, http://plain.example.com:81/v2/x/manifests/t",
        "port.example.com:81/x, port.example.com:81, http://port.example.com:81/v2/x/manifests/t",
        "port.example.com:82/x, port.example.com:82, https://port.example.com:82/v2/x/manifests/t"
    })
    void readsNamesAsContainerRuntimesDo(String name, String registry, String uri) throws RegistryException {
        PlainHosts plain = new PlainHosts(Set.of("plain.example.com", "PORT.example.com:81"));
        ImageLocation location = ImageLocation.of(ImageReference.of(name, "t"));

        assertThat(location.registry()).isEqualTo(registry);
        assertThat(location.manifest(plain)).isEqualTo(URI.create(uri));
    }

    @Test
    void readsEveryChallengeOfEveryHeader() {
        assertThat(Challenge.parse(List.of(
                        "Bearer Realm=\"https://a/t\", service = x ,scope=\"repository:a:pull,push\", Basic realm=\"q\\\"q\"",
                        "Negotiate",
                        "")))
                .containsExactly(
                        new Challenge(
                                "bearer",
                                Map.of("realm", "https://a/t", "service", "x", "scope", "repository:a:pull,push")),
                        new Challenge("basic", Map.of("realm", "q\"q")),
                        new Challenge("negotiate", Map.of()));
    }

    @Test
    void readsAnyGarbageAsAChallengeWithoutAnEnd() {
        Random random = new Random(20_261_120);
        String alphabet = "Basic Bearer realm=\"\\,,, \t;é";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder header = new StringBuilder();
            for (int length = random.nextInt(40); length > 0; length--) {
                header.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(Challenge.parse(List.of(header.toString()))).hasSizeLessThanOrEqualTo(40);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7 | PT7S",
                "0 | PT0S",
                "Fri, 20 Nov 2026 10:00:30 GMT | PT30S",
                "Fri, 20 Nov 2026 09:00:00 GMT | PT0S"
            })
    void readsWhenToComeBack(String header, Duration wait) {
        assertThat(Retry.wish(header, NOW)).contains(wait);
    }

    @ParameterizedTest
    @CsvSource({"soon", "-1", "99999999999", "''"})
    void readsNothingIntoAWishThatSaysNothing(String header) {
        assertThat(Retry.wish(header, NOW)).isEmpty();
    }

    @Test
    void waitsTwiceAsLongEachTimeUpToTheLongest() {
        Retry retry = new Retry(10, Duration.ofSeconds(1), Duration.ofSeconds(5));
        RandomGenerator random = new Random(1);
        for (int done = 1; done < 10; done++) {
            Duration most = Duration.ofSeconds(Math.min(5, 1L << (done - 1)));
            assertThat(retry.next(done, null, NOW, random).orElseThrow()).isBetween(most.dividedBy(2), most);
        }
        assertThat(retry.next(10, null, NOW, random)).isEqualTo(Optional.empty());
        assertThat(retry.next(1, "6", NOW, random)).isEmpty();
        assertThat(retry.next(1, "5", NOW, random)).contains(Duration.ofSeconds(5));
    }

    @Test
    void showsNoSecretInAnyText() {
        Credentials credentials = Credentials.of("alice", "s3cr3t-pw");

        assertThat(credentials.toString()).doesNotContain("alice").doesNotContain("s3cr3t-pw");
        assertThat(new Requests.Bodiless(
                        "HEAD", URI.create("https://a.example/x?sig=s3cr3t-pw"), null, credentials.basic()))
                .hasToString("HEAD a.example");
    }
}
