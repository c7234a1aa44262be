package io.amp4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The jars share no code, so each has its own way to show paths; all of them hide the same. */
class ShownPathTest {
    private static final Map<String, Function<Path, String>> WAYS = Map.of(
            "opamp-client", io.amp4j.opamp.internal.text.ShownPath::of,
            "otel-init", io.amp4j.otel.internal.text.ShownPath::of,
            "command line", ShownPath::of);

    static Stream<Arguments> ways() {
        return WAYS.entrySet().stream().map(way -> Arguments.argumentSet(way.getKey(), way.getValue()));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void hidesAnAddressThatEndsLikeAFile(Function<Path, String> way) {
        assertThat(Stream.of(
                        "https://me:S3CRET@vault/ca.pem",
                        "https://vault/S3CRET/ca.pem",
                        "vault:https://S3CRET/ca.pem",
                        "me:S3CRET@vault/ca.pem",
                        "/tmp/me:S3CRET@vault/ca.pem"))
                .allSatisfy(address -> assertThat(way.apply(Path.of(address)))
                        .contains("a text of ", "names no file")
                        .doesNotContain("S3CRET"));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void showsWhatLooksLikeAPath(Function<Path, String> way, @TempDir Path folder) throws Exception {
        Path odd = Files.createDirectories(folder.resolve("a:b@c")).resolve("ca.pem");
        Files.createFile(odd);
        assertThat(Stream.of(
                        Path.of("certs/ca.pem"),
                        Path.of("me@work/ca.pem"),
                        Path.of("me@work:1/ca.pem"),
                        folder.resolve("missing"),
                        odd))
                .allSatisfy(path -> assertThat(way.apply(path)).isEqualTo(path.toString()));
    }
}
