package io.amp4j.opamp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.BackoffPolicy;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.OpampFleet;
import io.amp4j.opamp.OpampStatus;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ManualTime;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Token endpoints that do not answer. */
class HangingSupplierTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String PAUSE = "com.example.pause";
    private static final int HANGING = 10;
    private static final int WORKING = 20;

    private final FakeOpampServer server = FakeOpampServer.start();
    private final ManualTime time = new ManualTime();
    private final CountDownLatch release = new CountDownLatch(1);
    private final BlockingQueue<ConnectionFailure> failures = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        release.countDown();
        server.close();
    }

    private OpampFleet fleet() {
        return OpampFleet.builder()
                .clock(time.clock())
                .ticker(time.ticker())
                .scheduler(time.scheduler())
                .build();
    }

    private URI endpoint(Transport transport) {
        return transport == Transport.HTTP ? server.httpEndpoint() : server.webSocketEndpoint();
    }

    /** Hangs for the whole test, whoever interrupts it. */
    private Map<String, String> hang() {
        boolean released = false;
        while (!released) {
            try {
                release.await();
                released = true;
            } catch (InterruptedException e) {
                // It does not heed this; the flag is down again.
            }
        }
        return Map.of();
    }

    private OpampCallbacks failures() {
        return new OpampCallbacks() {
            @Override
            public void onConnectFailed(OpampClient client, ConnectionFailure failure) {
                failures.add(failure);
            }
        };
    }

    @ParameterizedTest
    @EnumSource
    void doNotStopTheOtherAgentsOfAFleet(Transport transport) throws Exception {
        server.announceCustomCapabilities(PAUSE);
        List<OpampClient> working = new ArrayList<>();
        OpampFleet fleet = fleet();
        for (int i = 0; i < HANGING; i++) {
            fleet.client(endpoint(transport))
                    .agent(AgentDescription.of("hanging-" + i, "1"))
                    .headerSupplier(this::hang)
                    .callbacks(failures())
                    .build()
                    .start();
        }
        for (int i = 0; i < WORKING; i++) {
            OpampClientBuilder builder = fleet.client(endpoint(transport))
                    .firstHeartbeatSpread(0)
                    .agent(AgentDescription.of("working-" + i, "1"))
                    .customCapabilities(CustomCapabilities.of(List.of(PAUSE)))
                    .stateStore(StateStore.inMemory());
            if (i % 2 == 0) {
                builder.headerSupplier(() -> Map.of("Authorization", "token"));
            }
            OpampClient client = builder.build();
            working.add(client);
            client.start();
        }
        for (int round = 1; round <= 3; round++) {
            server.awaitMessages(round * WORKING, LIMIT);
            // An answer that is still on its way when time moves on would come too late.
            for (OpampClient client : working) {
                while (client.status().receivedMessages() < round) {
                    Thread.onSpinWait();
                }
            }
            if (round < 3) {
                time.advance(Duration.ofSeconds(30));
            }
        }
        for (OpampClient client : working) {
            assertThat(client.sendCustomMessage(CustomMessage.of(PAUSE, "now", io.amp4j.opamp.Bytes.EMPTY)))
                    .succeedsWithin(LIMIT);
        }
        ConnectionFailure failure = failures.poll(30, TimeUnit.SECONDS);
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(ConnectionFailure.Kind.HEADERS);
        assertThat(failure.message()).contains("header supplier");

        for (OpampClient client : working) {
            client.close();
        }
        assertThat(server.messages().stream()
                        .filter(ReceivedMessage::isDisconnect)
                        .map(ReceivedMessage::instanceUid)
                        .distinct())
                .hasSize(WORKING);
        fleet.clients().forEach(client -> client.close(Duration.ZERO));
        assertThat(working)
                .allSatisfy(client -> assertThat(client.status().state()).isEqualTo(OpampStatus.State.CLOSED));
        fleet.close();
        assertThat(server.messages())
                .noneMatch(message -> message.description()
                        .filter(is ->
                                is.identifying().get("service.name").toString().startsWith("hanging"))
                        .isPresent());
    }

    @ParameterizedTest
    @EnumSource
    void failTheAttemptAreInterruptedAndAreAskedAgain(Transport transport) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        BlockingQueue<Optional<ConnectionFailure>> outcomes = new LinkedBlockingQueue<>();
        try (OpampFleet fleet = fleet();
                OpampClient client = fleet.client(endpoint(transport))
                        .agent(AgentDescription.of("checkout", "1"))
                        .headerSupplier(() -> {
                            if (calls.incrementAndGet() > 1) {
                                outcomes.add(Optional.empty());
                                return Map.of("X-Try", "" + calls);
                            }
                            asked.countDown();
                            try {
                                release.await();
                            } catch (InterruptedException e) {
                                interrupted.countDown();
                            }
                            return Map.of();
                        })
                        .callbacks(new OpampCallbacks() {
                            @Override
                            public void onConnectFailed(OpampClient client, ConnectionFailure failure) {
                                outcomes.add(Optional.of(failure));
                            }
                        })
                        .build()) {
            client.start();
            assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
            time.advance(Duration.ofSeconds(10));
            Optional<ConnectionFailure> outcome = outcomes.poll(30, TimeUnit.SECONDS);
            assertThat(outcome).isNotNull();
            assertThat(outcome)
                    .hasValueSatisfying(failure -> assertThat(failure.message()).contains("did not return in 10 s"));
            assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();

            // The call that was interrupted may still be on its way back at the next attempt or two.
            int attempts = 1;
            while (outcome.isPresent()) {
                attempts++;
                time.advance(outcome.get().retryIn());
                outcome = outcomes.poll(30, TimeUnit.SECONDS);
                assertThat(outcome).isNotNull();
            }
            ReceivedMessage first = server.awaitMessages(1, LIMIT).get(0);
            assertThat(first.sequenceNumber()).isLessThanOrEqualTo(attempts);
            assertThat(calls).hasValue(2);
        }
    }

    @Test
    void areAskedOnceAtATimeAndCostOneThreadEach() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch asked = new CountDownLatch(1);
        BlockingQueue<Boolean> attempts = new LinkedBlockingQueue<>();
        try (OpampFleet fleet = fleet();
                OpampClient client = fleet.client(server.httpEndpoint())
                        .agent(AgentDescription.of("checkout", "1"))
                        .backoff(BackoffPolicy.builder()
                                .max(Duration.ofSeconds(20))
                                .build())
                        .headerSupplier(() -> {
                            calls.incrementAndGet();
                            asked.countDown();
                            return hang();
                        })
                        .callbacks(new OpampCallbacks() {
                            @Override
                            public void onConnect(OpampClient client) {
                                attempts.add(true);
                            }

                            @Override
                            public void onConnectFailed(OpampClient client, ConnectionFailure failure) {
                                attempts.add(false);
                            }
                        })
                        .build()) {
            client.start();
            assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 5; i++) {
                time.advance(Duration.ofSeconds(75));
                assertThat(attempts.poll(30, TimeUnit.SECONDS)).isFalse();
            }
            assertThat(calls).hasValue(1);
            release.countDown();
            Bytes uid = Bytes.of(
                    client.status().instanceUid().orElseThrow().toBytes().toByteArray());
            // The call that hung may still be on its way back at the next attempt or two. To that moment and no
            // further, since
            // time that moves on while the supplier is asked is time that it takes.
            Boolean connected;
            do {
                time.advance(client.status().nextAttemptIn());
                connected = attempts.poll(30, TimeUnit.SECONDS);
            } while (Boolean.FALSE.equals(connected));
            assertThat(connected).isTrue();
            assertThat(server.messages().get(0).instanceUid()).isEqualTo(uid);
            client.close(Duration.ZERO);
        }
    }
}
