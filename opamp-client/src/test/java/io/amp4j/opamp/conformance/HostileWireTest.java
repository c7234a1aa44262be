package io.amp4j.opamp.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ManualTime;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.Transport;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A server that does one wrong thing for ever: what it gets in ten seconds is counted. */
class HostileWireTest {

    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    static Stream<Arguments> answers() {
        byte[] half = {10, 16, 1, 2, 3};
        return Stream.of(
                argumentSet("400", Answer.status(400)),
                argumentSet("500", Answer.status(500)),
                argumentSet("503", Answer.status(503)),
                argumentSet("503, at once", Answer.throttle(503, "0")),
                argumentSet("half a message", Answer.body(half)),
                argumentSet(
                        "half a body",
                        Answer.http(200, Map.of("Content-Length", "500"), half).then(Answer.cut())),
                argumentSet("nothing", Answer.cut()));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void getsFewRequestsOverHttp(Answer answer) {
        try (Stage stage = Stage.on(Transport.HTTP)) {
            stage.server.onMessage(message -> true, answer);
            stage.start(client -> client.health(Stage.UP));

            int attempts = 0;
            Duration passed = Duration.ZERO;
            while (passed.compareTo(TEN_SECONDS) <= 0) {
                ConnectionFailure failure = stage.failed();
                attempts++;
                assertThat(failure.retryIn()).isPositive();
                passed = passed.plus(failure.retryIn());
                stage.advance(failure.retryIn());
            }

            assertThat(attempts).isLessThan(15);
            assertThat(stage.server.requests()).hasSizeLessThan(20);
            stage.client().close(Duration.ZERO);
        }
    }

    /** Without the server's check of sequence numbers: what is redirected is the same message. */
    @Test
    void getsFewRequestsThoughItRedirectsToItself() {
        ManualTime time = new ManualTime();
        Told told = new Told();
        try (FakeOpampServer server = FakeOpampServer.start();
                OpampClient client = OpampClient.builder(server.httpEndpoint())
                        .agent(AgentDescription.of("checkout", "1.4.0"))
                        .clock(time.clock())
                        .ticker(time.ticker())
                        .scheduler(time.scheduler())
                        .callbacks(told)
                        .build()) {
            server.onMessage(message -> true, Answer.redirect(307, server.httpEndpoint()));
            client.start();

            int attempts = 0;
            Duration passed = Duration.ZERO;
            while (passed.compareTo(TEN_SECONDS) <= 0) {
                ConnectionFailure failure = told.next(ConnectionFailure.class);
                attempts++;
                passed = passed.plus(failure.retryIn());
                time.advance(failure.retryIn());
            }

            assertThat(attempts).isLessThan(15);
            assertThat(server.requests()).hasSizeLessThan(15 * 12);
            client.close(Duration.ZERO);
        }
    }

    @ParameterizedTest
    @EnumSource
    void getsFewMessagesThoughItOffersAnotherConfigurationInEachAnswer(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            Answer[] offers = IntStream.rangeClosed(1, 500)
                    .mapToObj(i -> Answer.reply(ServerReply.builder()
                            .remoteConfig(Stage.hash("h" + i), OfferedFile.yaml("", "a: " + i))
                            .build()))
                    .toArray(Answer[]::new);
            stage.server.nextMessages(offers);
            stage.start();
            // The first report, and a word on each of the first ten.
            for (int i = 1; i <= 11; i++) {
                stage.answered();
            }
            stage.awaitSent(11);

            stage.advance(TEN_SECONDS);
            stage.answered();

            stage.awaitSent(12);
            assertThat(stage.message(12).remoteConfigStatus().orElseThrow().status())
                    .isEqualTo(Reported.APPLIED);
            assertThat(stage.told.all(RemoteConfig.class)).hasSize(11);
        }
    }

    @ParameterizedTest
    @EnumSource
    void hearsThatAConfigurationIsTooLargeToBeDecodedAndIsNotAskedAgain(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.connect();
            OfferedFile[] files = IntStream.range(0, 210_000)
                    .mapToObj(i -> OfferedFile.yaml("f" + i, "a"))
                    .toArray(OfferedFile[]::new);
            MessageData message = stage.say(ServerReply.builder()
                    .remoteConfig(Stage.hash("large"), files)
                    .build());

            assertThat(message.remoteConfig()).isEmpty();
            stage.until("a word on it", () -> stage.last().remoteConfigStatus().isPresent());
            Reported.ConfigStatus status = stage.last().remoteConfigStatus().orElseThrow();
            assertThat(status.status()).isEqualTo(Reported.FAILED);
            assertThat(status.hash()).isEqualTo(Stage.hash("large"));
            assertThat(status.errorMessage()).contains("1000000 fields");
            assertThat(stage.told.all(RemoteConfig.class)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void getsTwentyThousandSmallFilesApplied(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.connect();
            OfferedFile[] files = IntStream.range(0, 20_000)
                    .mapToObj(i -> OfferedFile.yaml("file-" + i, "key: " + "x".repeat(60)))
                    .toArray(OfferedFile[]::new);
            stage.say(ServerReply.builder()
                    .remoteConfig(Stage.hash("many"), files)
                    .build());

            stage.until("a word on it", () -> stage.last().remoteConfigStatus().isPresent());
            assertThat(stage.last().remoteConfigStatus().orElseThrow().status()).isEqualTo(Reported.APPLIED);
            assertThat(stage.told.next(RemoteConfig.class).files()).hasSize(20_000);
        }
    }
}
