package io.amp4j.opamp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.AttributeValue;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.HostAttributes;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampStatus;
import io.amp4j.opamp.internal.log.SafeLogger;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.Transport;
import java.lang.reflect.Method;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a user of the client relies on beside the protocol: threads, logs, callbacks, counters. */
class CareTest {

    private static final String SECRET = "s3cr3t-hunter2";

    @Test
    @Requirement("R-003")
    void completesAHostToAnEndpoint() {
        assertThat(OpampClient.endpointOn("opamp.example"))
                .isEqualTo(URI.create("https://opamp.example:4320/v1/opamp"));
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-005", "R-197", "R-205"})
    void reportsForAProcessThatIsNotItsOwn(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            AgentDescription supervised = AgentDescription.builder()
                    .identifying("service.name", AttributeValue.of("collector"))
                    .nonIdentifying("team", AttributeValue.of("payments"))
                    .build();
            AgentDescription.Builder described = supervised.toBuilder();
            HostAttributes.detect().forEach(described::nonIdentifying);
            stage.connect(client ->
                    client.agent(described.build()).health(ComponentHealth.unhealthy("the collector is not running")));

            Reported.Health health = stage.message(1).health().orElseThrow();
            assertThat(health.healthy()).isFalse();
            assertThat(health.startTimeUnixNano()).isZero();
            Reported.Description description = stage.message(1).description().orElseThrow();
            assertThat(description.identifying()).containsOnlyKeys("service.name");
            assertThat(description.nonIdentifying())
                    .containsEntry("team", "payments")
                    .containsKey("os.type");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Defect({"J23", "J25"})
    void startsNamedDaemonsOnly(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            Set<Thread> before = Thread.getAllStackTraces().keySet();
            stage.connect(client -> client.headerSupplier(java.util.Map::of));
            Set<Thread> fresh = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread ->
                            !before.contains(thread) && !thread.getName().startsWith("fake-opamp"))
                    .collect(Collectors.toSet());

            assertThat(fresh).isNotEmpty().allMatch(Thread::isDaemon);
            assertThat(fresh).extracting(Thread::getName).noneMatch(name -> name.matches("(Thread-|pool-).*"));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Defect("P11")
    void logsNoHeaderAndNoContentWhateverGoesWrong(Transport transport) {
        Queue<String> logged = new ConcurrentLinkedQueue<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                Throwable thrown = record.getThrown();
                logged.add(record.getMessage() + java.util.Arrays.toString(record.getParameters()) + thrown);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        handler.setLevel(Level.ALL);
        Logger logger = Logger.getLogger("io.amp4j.opamp");
        Level level = logger.getLevel();
        logger.setLevel(Level.ALL);
        logger.addHandler(handler);
        try (Stage stage = Stage.on(transport)) {
            stage.told.answerOffers(config -> ConfigOutcome.failed("refused"));
            OpampClient client = stage.connect(builder -> builder.header("X-Key", SECRET)
                    .health(Stage.UP)
                    .effectiveConfig(Stage.yaml("password: " + SECRET)));
            stage.say(ServerReply.builder()
                    .remoteConfig(Stage.hash("h"), OfferedFile.yaml("", "password: " + SECRET))
                    .build());
            stage.answered();
            stage.server.nextMessages(
                    Answer.body(("x" + SECRET).getBytes(java.nio.charset.StandardCharsets.UTF_8)), Answer.cut());
            client.updateEffectiveConfig(Stage.yaml("password: other" + SECRET));
            stage.until("the garbage", () -> client.status().malformedMessages() > 0);
            stage.advance(Stage.INTERVAL);
            stage.failed();
        } finally {
            SafeLogger.awaitWritten(TimeUnit.SECONDS.toNanos(20));
            logger.removeHandler(handler);
            logger.setLevel(level);
        }

        assertThat(logged).isNotEmpty().noneMatch(text -> text.contains("hunter2"));
    }

    @ParameterizedTest
    @EnumSource
    @Defect("J11")
    void backsOffByItselfWhateverHappensToOthers(Transport transport) {
        try (Stage troubled = Stage.on(transport);
                Stage other = Stage.on(transport)) {
            troubled.server.stopListening();
            other.server.stopListening();
            troubled.start();
            Duration wait = Duration.ZERO;
            for (int i = 0; i < 6; i++) {
                wait = troubled.failed().retryIn();
                troubled.advance(wait);
            }
            assertThat(wait).isGreaterThan(Duration.ofSeconds(20));
            other.start();
            assertThat(other.failed().retryIn()).isLessThanOrEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    @Defect("J42")
    void asksForNoCallbackThatTheUserDoesNotNeed() {
        assertThat(OpampCallbacks.class.getMethods()).hasSizeGreaterThan(5).allMatch(Method::isDefault);
    }

    @ParameterizedTest
    @EnumSource
    @Defect("J44")
    void runsTheUsersSupplierOnACallbackThreadAndNotOnTheCallers(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            Queue<Thread> ran = new ConcurrentLinkedQueue<>();
            OpampClient client = stage.connect(builder -> builder.effectiveConfigSupplier(() -> {
                ran.add(Thread.currentThread());
                return Stage.yaml("read: " + ran.size());
            }));
            client.refreshEffectiveConfig();
            stage.answered();

            assertThat(stage.last().effectiveConfig().orElseThrow().get("").text())
                    .isEqualTo("read: 2");
            assertThat(ran)
                    .hasSize(2)
                    .doesNotContain(Thread.currentThread())
                    .allMatch(thread -> thread.getName().startsWith("opamp-callback-"));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Defect("S12")
    void keepsBeatingWhileACallbackBlocksAndEndsFromWithinOne(Transport transport) throws Exception {
        try (Stage stage = Stage.on(transport)) {
            CountDownLatch release = new CountDownLatch(1);
            CountDownLatch closed = new CountDownLatch(1);
            AtomicReference<OpampClient> self = new AtomicReference<>();
            OpampClient client = stage.start(builder -> builder.callbacks(new OpampCallbacks() {
                @Override
                public void onMessage(OpampClient client, MessageData message) {
                    try {
                        assertThat(release.await(Stage.LIMIT.toSeconds(), TimeUnit.SECONDS))
                                .isTrue();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    self.get().close();
                    closed.countDown();
                }
            }));
            self.set(client);
            for (int message = 1; message <= 4; message++) {
                long expected = message;
                stage.message(message);
                stage.until("the answer", () -> client.status().receivedMessages() == expected);
                stage.advance(Stage.INTERVAL);
            }
            stage.message(5);
            release.countDown();
            assertThat(closed.await(Stage.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();

            assertThat(client.status().state()).isEqualTo(OpampStatus.State.CLOSED);
            assertThat(stage.last().isDisconnect()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Defect("S17")
    void countsWhatItDoes(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.server.stopListening();
            OpampClient client = stage.start();
            Duration wait = stage.failed().retryIn();
            assertThat(client.status().nextAttemptIn()).isEqualTo(wait);
            assertThat(client.status().lastFailure()).isPresent();
            stage.server.resumeListening();
            stage.advance(wait);
            stage.answered();

            OpampStatus status = client.status();
            assertThat(status.attempts()).isEqualTo(2);
            assertThat(status.failedAttempts()).isEqualTo(1);
            assertThat(status.sentMessages()).isEqualTo(stage.last().sequenceNumber());
            assertThat(status.receivedMessages()).isEqualTo(1);
            assertThat(status.sentBytes()).isPositive();
            assertThat(status.receivedBytes()).isPositive();
            assertThat(List.of(status.malformedMessages(), status.discardedMessages(), status.throttles()))
                    .containsOnly(0L);
            assertThat(status.nextAttemptIn()).isZero();
        }
    }
}
