package io.amp4j.opamp.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What docs/testing-distributions.md shows, and the proof that it shows just this. */
@ExtendWith(OpampServerExtension.class)
class ExampleDistributionTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void appliesWhatTheServerOffers(FakeOpampServer server, ManualTime time) {
        Bytes hash = server.offerRemoteConfig(OfferedFile.yaml("distro.yaml", "level: debug"));

        try (var distribution = new ExampleDistribution(server.httpEndpoint(), time.scheduler())) {
            ReceivedMessage status = server.awaitMessage(m -> m.has(MessagePart.REMOTE_CONFIG_STATUS), SOON);

            assertThat(status.remoteConfigStatus().orElseThrow().hash()).isEqualTo(hash);
            assertThat(status.remoteConfigStatus().orElseThrow().status()).isEqualTo(Reported.APPLIED);
            assertThat(distribution.level()).isEqualTo("debug");
            assertThat(server.violations()).isEmpty();
        }
    }

    @Test
    void pollsOnAfterTheServerFailed(FakeOpampServer server, ManualTime time) {
        server.nextMessages(Answer.normally(), Answer.status(500), Answer.throttle(Duration.ofSeconds(30)));

        try (var distribution = new ExampleDistribution(server.httpEndpoint(), time.scheduler())) {
            time.advance(Duration.ofSeconds(90));

            List<ReceivedMessage> messages = server.awaitMessages(4, SOON);
            assertThat(messages.get(3).isHeartbeat()).isTrue();
            assertThat(distribution.level()).isEqualTo("info");
        }
    }

    @Test
    void isWhatTheDocumentationShows() throws IOException {
        String source = squeezed(
                Files.readString(Path.of("src/test/java/io/amp4j/opamp/testing/ExampleDistributionTest.java")));
        String page = Files.readString(Path.of("../docs/testing-distributions.md"));
        Matcher blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(page);

        int found = 0;
        while (blocks.find()) {
            assertThat(source).contains(squeezed(blocks.group(1)));
            found++;
        }
        assertThat(found).isEqualTo(2);
    }

    private static String squeezed(String code) {
        return code.replaceAll("\\s+", "");
    }
}
