package io.amp4j.samples.cli.oci;

import io.amp4j.catalog.ImageReference;
import io.amp4j.fuzz.Damage;
import io.amp4j.fuzz.Fuzzer;
import io.amp4j.fuzz.Input;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** What registries answer, the names of images, and Docker's configuration. */
class RegistryFuzzTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void survivesAnyChallenge(TestInfo test) {
        byte[][] seeds = Input.bytes(
                "Bearer realm=\"https://auth.example/token\",service=\"registry.example\",scope=\"repository:a/b:pull\"",
                "Basic realm=\"x\\\"y\", Bearer realm=https://a",
                "Negotiate dG9rZW4==");
        Fuzzer.run(test, 20, new Damage(seeds, Input.bytes("Bearer ", "realm=", "\"", "\\", "=", ", ")), bytes -> {
            String header = Input.text(bytes);
            List<Challenge> challenges = Challenge.parse(List.of(header));
            Fuzzer.must(challenges.size() <= header.length() / 2 + 1, "more challenges than there can be");
            return challenges.stream().anyMatch(it -> it.parameter("realm").isPresent());
        });
    }

    @Test
    void survivesAnyRetryAfter(TestInfo test) {
        byte[][] seeds = Input.bytes("120", "Thu, 1 Jan 2026 00:00:30 GMT", "Sun, 06 Nov 2044 08:49:37 +0100");
        Fuzzer.run(test, 3, new Damage(seeds, Input.bytes("GMT", "30 Feb", "24:00:60", "9999", "+", "-")), bytes -> {
            Optional<Duration> wish = Retry.wish(Input.text(bytes), NOW);
            Fuzzer.must(wish.stream().noneMatch(Duration::isNegative), "out of bounds: " + wish);
            return wish.isPresent();
        });
    }

    @Test
    void survivesAnyImageName(TestInfo test) {
        byte[][] seeds =
                Input.bytes("python", "ghcr.io/a/b", "localhost:5000/a", "[::1]:5000/a/b", "docker.io/library/x");
        PlainHosts plain = new PlainHosts(Set.of("registry.example:5000"));
        Fuzzer.run(test, 5, new Damage(seeds, Input.bytes("/", ":", ".", "@", "[", "]", "localhost")), bytes -> {
            try {
                ImageLocation location = ImageLocation.of(ImageReference.of(Input.text(bytes), "1"));
                URI manifest = location.manifest(plain);
                Fuzzer.must(manifest.getHost() != null, "no host");
                return true;
            } catch (RegistryException e) {
                return false;
            }
        });
    }

    @Test
    void survivesAnyDockerConfig(TestInfo test, @TempDir Path directory) {
        byte[][] seeds = Input.bytes(
                "{\"auths\":{\"ghcr.io\":{\"auth\":\"dXNlcjpwYXNz\"},\"https://index.docker.io/v1/\":{\"identitytoken\":\"t\"}}}",
                "{\"auths\":{\"ghcr.io\":{\"username\":\"u\",\"password\":\"p\"}},\"HttpHeaders\":{\"a\":[1,2.5e3,null]}}",
                "{\"credHelpers\":{\"ghcr.io\":\"ecr-login\"},\"credsStore\":\"desktop\"}");
        byte[][] words = Input.bytes(
                "[", "{", "{\"a\":", "\"auths\":", "\"ghcr.io\":", "null", "\"credsStore\":\"", "../", "1e99999");
        Path file = directory.resolve("config.json");
        Fuzzer.run(test, 1, new Damage(seeds, words), bytes -> {
            Files.write(file, bytes);
            try {
                return DockerConfig.read(directory, Map.of())
                        .credentials("ghcr.io")
                        .isPresent();
            } catch (IOException e) {
                Fuzzer.checkMessage(e.getMessage());
                return false;
            }
        });
    }
}
