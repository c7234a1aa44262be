package io.amp4j.samples.cli.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.catalog.ImageReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a registry that others wrote. */
class DebianRegistryTest {
    private static final String REPOSITORY = "wso2-mirror/amp-python-instrumentation-provider";
    private static final String TAG = "0.4.0-python3.11";

    @TempDir
    private Path directory;

    private ImageCheck check(DebianRegistry registry, String tag, String dockerConfig) throws Exception {
        Files.writeString(directory.resolve("config.json"), dockerConfig);
        RegistryClient client =
                new RegistryClient(DockerConfig.read(directory, Map.of()), Set.of(), Duration.ofSeconds(30));
        return client.check(ImageReference.of(registry.authority() + "/" + REPOSITORY, tag));
    }

    private static String login(DebianRegistry registry, String password) {
        byte[] pair = (DebianRegistry.USER + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}"
                .formatted(registry.authority(), Base64.getEncoder().encodeToString(pair));
    }

    @Test
    void findsThePushedTagAndNoOther() throws Exception {
        try (DebianRegistry registry = DebianRegistry.start(directory, false)) {
            registry.push(REPOSITORY, TAG);

            assertThat(check(registry, TAG, "{}").status()).isEqualTo(ImageStatus.PRESENT);
            ImageCheck other = check(registry, "0.4.0-python3.10", "{}");
            assertThat(other.status()).isEqualTo(ImageStatus.MISSING);
            assertThat(other.message()).startsWith(registry.authority() + " does not have it");
        }
    }

    @Test
    void pullsFromAProtectedRegistryWithTheRightPasswordOnly() throws Exception {
        try (DebianRegistry registry = DebianRegistry.start(directory, true)) {
            registry.push(REPOSITORY, TAG);

            assertThat(check(registry, TAG, login(registry, DebianRegistry.PASSWORD))
                            .status())
                    .isEqualTo(ImageStatus.PRESENT);
            assertThat(check(registry, "0.5.0-python3.11", login(registry, DebianRegistry.PASSWORD))
                            .status())
                    .isEqualTo(ImageStatus.MISSING);
            assertThat(check(registry, TAG, login(registry, "wrong")))
                    .isEqualTo(new ImageCheck(
                            ImageReference.of(registry.authority() + "/" + REPOSITORY, TAG),
                            ImageStatus.UNAUTHORIZED,
                            registry.authority() + " does not accept the credentials of the docker config"));
            assertThat(check(registry, TAG, "{}").message())
                    .isEqualTo(registry.authority()
                            + " asks for credentials, and the docker config has none for it; use docker login");
        }
    }
}
