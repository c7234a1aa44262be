package io.amp4j.opamp.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.OpampStatus;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ManualTime;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.OpampServerExtension;
import io.amp4j.opamp.testing.Reported;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What docs/testing-distributions.md shows, and the proof that it shows just this. */
@ExtendWith(OpampServerExtension.class)
class ExampleDistributionTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private static OpampClientBuilder client(URI endpoint, ManualTime time) {
        return OpampClient.builder(endpoint)
                .clock(time.clock())
                .ticker(time.ticker())
                .scheduler(time.scheduler());
    }

    @Test
    void appliesWhatTheServerOffers(FakeOpampServer server, ManualTime time) {
        Bytes hash = server.offerRemoteConfig(OfferedFile.yaml("distro.yaml", "level: debug"));

        try (var distribution = new ExampleDistribution(client(server.httpEndpoint(), time))) {
            server.awaitConfigStatus(hash, Reported.APPLIED, SOON);

            assertThat(distribution.level()).isEqualTo("debug");
            assertThat(server.violations()).isEmpty();
        }
    }

    @Test
    void pollsOnAfterTheServerFailed(FakeOpampServer server, ManualTime time) {
        server.nextMessages(Answer.normally(), Answer.status(500), Answer.throttle(Duration.ofSeconds(30)));

        try (var distribution = new ExampleDistribution(client(server.httpEndpoint(), time))) {
            server.advance(time, Duration.ofSeconds(70), distribution.client()::awaitIdle);

            assertThat(server.messages()).hasSize(4);
            assertThat(server.messages().get(3).isHeartbeat()).isTrue();
            assertThat(distribution.level()).isEqualTo("info");
        }
    }

    @Test
    void givesUpOnAServerThatHangs(FakeOpampServer server, ManualTime time) {
        server.nextMessages(Answer.silence());

        try (var distribution = new ExampleDistribution(client(server.httpEndpoint(), time))) {
            server.advance(time, Duration.ofSeconds(77), distribution.client()::awaitIdle);

            assertThat(server.messages()).hasSize(2);
            assertThat(distribution.client().status().state()).isEqualTo(OpampStatus.State.CONNECTED);
        }
    }

    @Test
    void isWhatTheDocumentationShows() throws IOException {
        String source = squeezed(
                Files.readString(Path.of("src/test/java/io/amp4j/opamp/distribution/ExampleDistributionTest.java")));
        String page = Files.readString(Path.of("../docs/testing-distributions.md"));
        Matcher blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(page);

        int found = 0;
        while (blocks.find()) {
            assertThat(source).contains(squeezed(blocks.group(1)));
            found++;
        }
        assertThat(found).isEqualTo(4);
    }

    private static String squeezed(String code) {
        return code.replaceAll("\\s+", "");
    }
}
