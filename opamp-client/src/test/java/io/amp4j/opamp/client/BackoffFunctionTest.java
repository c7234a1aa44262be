package io.amp4j.opamp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.BackoffFunction;
import io.amp4j.opamp.BackoffPolicy;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.OpampFleet;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ManualTime;
import io.amp4j.opamp.testing.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A user's own waits, on the wire, in virtual time. */
class BackoffFunctionTest {

    private final ManualTime time = new ManualTime();
    private final FakeOpampServer server = FakeOpampServer.start();
    private final List<Duration> failedAt = Collections.synchronizedList(new ArrayList<>());
    private final BlockingQueue<ConnectionFailure> failures = new LinkedBlockingQueue<>();
    private final Queue<String> threads = new ConcurrentLinkedQueue<>();
    private long seed;

    @AfterEach
    void stop() {
        server.close();
    }

    private URI endpoint(Transport transport) {
        return transport == Transport.HTTP ? server.httpEndpoint() : server.webSocketEndpoint();
    }

    private OpampClientBuilder alone(Transport transport) {
        return prepared(OpampClient.builder(endpoint(transport))
                .clock(time.clock())
                .ticker(time.ticker())
                .scheduler(time.scheduler()));
    }

    private OpampClientBuilder prepared(OpampClientBuilder builder) {
        return builder.agent(AgentDescription.of("checkout", "1.4.0"))
                .random(new SplittableRandom(seed++))
                .logFailures(false)
                .callbacks(new OpampCallbacks() {
                    @Override
                    public void onConnectFailed(OpampClient client, ConnectionFailure failure) {
                        failed(failure);
                    }

                    @Override
                    public void onDisconnect(OpampClient client, ConnectionFailure failure) {
                        failed(failure);
                    }
                });
    }

    private void failed(ConnectionFailure failure) {
        failedAt.add(time.elapsed());
        failures.add(failure);
        threads.add(Thread.currentThread().getName());
    }

    private static OpampClient started(OpampClientBuilder builder) {
        OpampClient client = builder.build();
        client.start();
        return client;
    }

    private List<Long> seconds() {
        return failedAt.stream().map(Duration::toSeconds).toList();
    }

    /** Waits 10 s, 20 s, 30 s and so on. */
    private Duration growing(int attempt, ConnectionFailure failure) {
        threads.add(Thread.currentThread().getName());
        return Duration.ofSeconds(10L * attempt);
    }

    @ParameterizedTest
    @EnumSource
    void decidesWhenAClientTriesAgain(Transport transport) {
        server.stopListening();
        try (OpampClient client = started(alone(transport).backoff(BackoffPolicy.of(this::growing)))) {
            server.advance(time, Duration.ofSeconds(100), client::awaitIdle);
            assertThat(seconds()).containsExactly(0L, 10L, 30L, 60L, 100L);
            assertThat(failures)
                    .extracting(failure -> failure.retryIn().toSeconds())
                    .containsExactly(10L, 20L, 30L, 40L, 50L);
            assertThat(client.status().nextAttemptIn()).isEqualTo(Duration.ofSeconds(50));
            assertThat(threads).hasSize(10).allSatisfy(name -> assertThat(name).startsWith("opamp-callback-"));

            server.resumeListening();
            server.advance(time, Duration.ofSeconds(50), client::awaitIdle);
            assertThat(server.messages()).hasSize(1);
            assertThat(server.violations()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void decidesForEachClientOfAFleet(Transport transport) {
        server.stopListening();
        try (OpampFleet fleet = OpampFleet.builder()
                .clock(time.clock())
                .ticker(time.ticker())
                .scheduler(time.scheduler())
                .build()) {
            for (int i = 1; i <= 3; i++) {
                long seconds = 20L * i;
                started(prepared(fleet.client(endpoint(transport)))
                        .backoff(BackoffPolicy.of((attempt, failure) -> Duration.ofSeconds(seconds))));
            }
            server.advance(time, Duration.ofSeconds(60), fleet::awaitIdle);
            assertThat(seconds()).containsExactly(0L, 0L, 0L, 20L, 40L, 40L, 60L, 60L);
            server.resumeListening();
            server.advance(time, Duration.ofSeconds(60), fleet::awaitIdle);
            assertThat(server.agents()).hasSize(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isBoundByWhatTheServerAsksFor(Transport transport) {
        Answer later = Answer.throttle(503, "40");
        if (transport == Transport.HTTP) {
            server.nextMessages(later, later);
        } else {
            server.nextUpgrades(later, later);
        }
        BackoffFunction function = (attempt, failure) -> Duration.ofSeconds(attempt == 1 ? 1 : 70);
        try (OpampClient client = started(alone(transport).backoff(BackoffPolicy.of(function)))) {
            server.advance(time, Duration.ofSeconds(109), client::awaitIdle);
            assertThat(seconds()).containsExactly(0L, 40L);
            assertThat(client.status().successes()).isZero();
            server.advance(time, Duration.ofSeconds(1), client::awaitIdle);
            assertThat(client.status().successes()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void fallsBackToTheFormulaAndWarnsOnce(BadAnswer answer) {
        server.stopListening();
        BackoffPolicy policy = BackoffPolicy.builder()
                .initial(Duration.ofSeconds(10))
                .multiplier(1)
                .jitter(0)
                .function((attempt, failure) -> attempt == 4 ? Duration.ofSeconds(1) : answer.give())
                .build();
        try (WarningLog log = new WarningLog();
                OpampClient client = started(alone(Transport.HTTP).backoff(policy))) {
            server.advance(time, Duration.ofSeconds(30), client::awaitIdle);
            assertThat(seconds()).containsExactly(0L, 10L, 20L, 30L);
            assertThat(log.with("backoff function")).singleElement().asString().contains(answer.said);

            server.advance(time, Duration.ofSeconds(21), client::awaitIdle);
            assertThat(seconds()).containsExactly(0L, 10L, 20L, 30L, 31L, 41L, 51L);
            assertThat(log.with("backoff function"))
                    .as("it had worked in between")
                    .hasSize(2);
        }
    }

    /** What no delay can be. */
    enum BadAnswer {
        THROWS("failed") {
            @Override
            Duration give() {
                throw new IllegalStateException("no rules");
            }
        },
        FAILS("failed") {
            @Override
            Duration give() {
                throw new NoClassDefFoundError("rules/Table");
            }
        },
        NULL("null") {
            @Override
            @SuppressWarnings("NullAway") // on purpose
            Duration give() {
                return null;
            }
        },
        NEGATIVE("365 days") {
            @Override
            Duration give() {
                return Duration.ofNanos(-1);
            }
        },
        LONG("365 days") {
            @Override
            Duration give() {
                return Duration.ofSeconds(Long.MAX_VALUE);
            }
        };

        private final String said;

        BadAnswer(String said) {
            this.said = said;
        }

        abstract @Nullable Duration give();
    }

    @ParameterizedTest
    @EnumSource
    void isDoneWithoutWhileItHangs(Transport transport) throws Exception {
        server.stopListening();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        BackoffFunction hanging = (attempt, failure) -> {
            asked.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Duration.ofDays(1);
        };
        try (OpampFleet fleet = OpampFleet.builder()
                .clock(time.clock())
                .ticker(time.ticker())
                .scheduler(time.scheduler())
                .build()) {
            OpampClient stuck = started(fleet.client(endpoint(transport))
                    .agent(AgentDescription.of("stuck", "1"))
                    .logFailures(false)
                    .backoff(BackoffPolicy.of(hanging)));
            assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
            server.resumeListening();
            OpampClient other = started(fleet.client(endpoint(transport)).agent(AgentDescription.of("other", "1")));
            server.awaitMessages(1, Duration.ofSeconds(30));
            assertThat(stuck.status().attempts()).isEqualTo(1);

            time.advance(Duration.ofSeconds(5));
            server.awaitMessages(2, Duration.ofSeconds(30));
            assertThat(server.agents()).hasSize(2);
            assertThat(other.status().failedAttempts()).isZero();
            release.countDown();
        }
    }

    @Test
    void mayTakeTheDelayOfTheFormulaFromTheFailure() {
        server.stopListening();
        BackoffPolicy policy = BackoffPolicy.builder()
                .jitter(0)
                .function((attempt, failure) -> failure.retryIn().multipliedBy(3))
                .build();
        try (OpampClient client = started(alone(Transport.HTTP).backoff(policy))) {
            server.advance(time, Duration.ofSeconds(21), client::awaitIdle);
            assertThat(seconds()).containsExactly(0L, 3L, 9L, 21L);
        }
    }
}
