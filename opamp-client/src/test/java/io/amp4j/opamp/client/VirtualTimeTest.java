package io.amp4j.opamp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.OpampFleet;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ManualTime;
import io.amp4j.opamp.testing.MessagePart;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client in a time that goes on when everything that has begun is done. */
class VirtualTimeTest {

    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final int AGENTS = 100;

    private final ManualTime time = new ManualTime();
    private final List<Duration> arrivals = Collections.synchronizedList(new ArrayList<>());
    private final FakeOpampServer server =
            FakeOpampServer.builder().onMessage(this::arrived).start();

    @AfterEach
    void stopServer() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void sendsEachHeartbeatOfTenMinutesExactlyInTime(Transport transport) {
        try (OpampClient client = started(builder(transport))) {
            server.advance(time, TEN_MINUTES, client::awaitIdle);

            assertThat(arrivals)
                    .containsExactlyElementsOf(LongStream.rangeClosed(0, 20)
                            .mapToObj(each -> Duration.ofSeconds(30 * each))
                            .toList());
            assertThat(server.violations()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void waitsAsLongAsAnswersThatBringMoreToSay(Transport transport) {
        Applying callbacks = new Applying();
        try (OpampClient client = started(builder(transport).callbacks(callbacks))) {
            for (int i = 0; i < 100; i++) {
                Bytes hash = server.offerRemoteConfig(OfferedFile.yaml("", "level: " + i));
                server.advance(time, Duration.ofSeconds(30), client::awaitIdle);

                Reported.ConfigStatus status =
                        server.agents().get(0).remoteConfigStatus().orElseThrow();
                assertThat(status.hash()).isEqualTo(hash);
                assertThat(status.status()).isEqualTo(Reported.APPLIED);
            }
            assertThat(server.violations()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void triesAgainInAnOutageJustWhenItSaidItWould(Transport transport) {
        Failures failures = new Failures();
        try (OpampClient client = started(builder(transport).callbacks(failures))) {
            server.advance(time, Duration.ofSeconds(45), client::awaitIdle);
            server.stopListening();
            server.cutConnections(false);
            server.advance(time, TEN_MINUTES, client::awaitIdle);

            assertThat(failures.count()).isGreaterThan(5);
            failures.assertEachIsWhenTheOneBeforeSaid();
            int outage = failures.count();
            server.resumeListening();
            Duration due = failures.nextAttempt();
            server.advance(time, due.minus(time.elapsed()), client::awaitIdle);

            assertThat(failures.count()).isEqualTo(outage);
            assertThat(arrivals).hasSize(3).last().isEqualTo(due);
        }
    }

    @Test
    void noticesThatTheServerClosesAWebSocketBeforeTimeMovesOn() {
        for (Answer end : List.of(Answer.close(1013, "later"), Answer.close(1000, ""), Answer.cut())) {
            Failures failures = new Failures();
            try (OpampClient client = started(builder(Transport.WEBSOCKET).callbacks(failures))) {
                for (int i = 0; i < 20; i++) {
                    server.advance(time, Duration.ofMinutes(2), client::awaitIdle);
                    server.nextMessages(end);
                    Duration before = time.elapsed();
                    server.advance(time, client.status().heartbeatInterval(), client::awaitIdle);

                    assertThat(failures.times()).hasSize(i + 1);
                    assertThat(failures.times().get(i)).isGreaterThan(before);
                    assertThat(failures.times().get(i)).isEqualTo(arrivals.get(arrivals.size() - 1));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void waitsJustAsLongAsTheServerAsks(Transport transport) {
        try (OpampClient client = started(builder(transport))) {
            server.advance(time, Duration.ofSeconds(29), client::awaitIdle);
            server.nextMessages(Answer.throttle(Duration.ofSeconds(100)));
            server.advance(time, Duration.ofSeconds(171), client::awaitIdle);

            assertThat(arrivals.stream().map(Duration::toSeconds)).containsExactly(0L, 30L, 130L, 160L, 190L);
        }
    }

    @Test
    void reachesTheTimeoutOfAnExchangeThatTheServerNeverAnswers() {
        Failures failures = new Failures();
        try (OpampClient client = started(builder(Transport.HTTP).callbacks(failures))) {
            server.advance(time, Duration.ofSeconds(29), client::awaitIdle);
            server.nextMessages(Answer.silence());
            // The transport gives up after 60 s of real time; the client waits 15 s longer, for a transport that does
            // not.
            server.advance(time, Duration.ofSeconds(76), client::awaitIdle);

            assertThat(failures.times()).containsExactly(Duration.ofSeconds(105));
            Duration due = failures.nextAttempt();
            server.advance(time, due.minus(time.elapsed()), client::awaitIdle);

            assertThat(arrivals).hasSize(3).last().isEqualTo(due);
        }
    }

    @Test
    void restsOnAWebSocketThoughTheServerIsSilent() {
        server.onMessage(message -> !message.has(MessagePart.DESCRIPTION), Answer.silence());
        try (OpampClient client = started(builder(Transport.WEBSOCKET))) {
            server.advance(time, TEN_MINUTES, client::awaitIdle);

            assertThat(arrivals).hasSize(21).last().isEqualTo(TEN_MINUTES);
        }
    }

    @Test
    void waitsForAnAnswerThatIsLetGo() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        Applying callbacks = new Applying();
        try (OpampClient client = started(builder(Transport.WEBSOCKET).callbacks(callbacks))) {
            server.advance(time, Duration.ofSeconds(29), client::awaitIdle);
            server.nextMessages(Answer.reply(ServerReply.builder().build()).after(gate));
            server.advance(time, Duration.ofSeconds(1), client::awaitIdle);
            int before = callbacks.messages.get();
            gate.complete(null);
            server.advance(time, Duration.ZERO, client::awaitIdle);

            assertThat(callbacks.messages).hasValue(before + 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsAgentsThatStartTogetherFromSendingTheirHeartbeatsInStep(Transport transport) {
        try (OpampFleet fleet = OpampFleet.builder()
                .clock(time.clock())
                .ticker(time.ticker())
                .scheduler(time.scheduler())
                .build()) {
            for (int i = 0; i < AGENTS; i++) {
                started(fleet.client(endpoint(transport))
                        .random(new SplittableRandom(i))
                        .agent(AgentDescription.of("agent-" + i, "1")));
            }
            server.advance(time, Duration.ofSeconds(60), fleet::awaitIdle);

            List<Duration> first = arrivals.subList(AGENTS, 2 * AGENTS);
            List<Duration> second = arrivals.subList(2 * AGENTS, 3 * AGENTS);
            assertThat(first)
                    .allSatisfy(at -> assertThat(at).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30)))
                    .doesNotHaveDuplicates();
            assertThat(second)
                    .containsExactlyElementsOf(
                            first.stream().map(Duration.ofSeconds(30)::plus).toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsTimeForAFleet(Transport transport) {
        try (OpampFleet fleet = OpampFleet.builder()
                .clock(time.clock())
                .ticker(time.ticker())
                .scheduler(time.scheduler())
                .build()) {
            for (int i = 0; i < AGENTS; i++) {
                started(fleet.client(endpoint(transport))
                        .firstHeartbeatSpread(0)
                        .agent(AgentDescription.of("agent-" + i, "1")));
            }
            server.advance(time, TEN_MINUTES, fleet::awaitIdle);

            assertThat(arrivals)
                    .containsExactlyElementsOf(LongStream.rangeClosed(0, 20)
                            .boxed()
                            .flatMap(each -> Collections.nCopies(AGENTS, Duration.ofSeconds(30 * each)).stream())
                            .toList());
            assertThat(server.messages().stream()
                            .map(ReceivedMessage::instanceUid)
                            .distinct())
                    .hasSize(AGENTS);
            assertThat(server.violations()).isEmpty();
        }
    }

    @Test
    void keepsTimeForSeveralClients() {
        try (OpampClient first = started(builder(Transport.HTTP));
                OpampClient second = started(builder(Transport.WEBSOCKET)
                        .random(new SplittableRandom(2))
                        .heartbeat(Duration.ofSeconds(20)))) {
            server.advance(time, Duration.ofMinutes(1), first::awaitIdle, second::awaitIdle);

            assertThat(arrivals.stream().map(Duration::toSeconds)).containsExactly(0L, 0L, 20L, 30L, 40L, 60L, 60L);
        }
    }

    private void arrived(ReceivedMessage message) {
        if (!message.isDisconnect()) {
            arrivals.add(time.elapsed());
        }
    }

    private URI endpoint(Transport transport) {
        return transport == Transport.HTTP ? server.httpEndpoint() : server.webSocketEndpoint();
    }

    private OpampClientBuilder builder(Transport transport) {
        return OpampClient.builder(endpoint(transport))
                .firstHeartbeatSpread(0)
                .agent(AgentDescription.of("checkout", "1.4.0"))
                .clock(time.clock())
                .ticker(time.ticker())
                .scheduler(time.scheduler())
                .random(new SplittableRandom(1));
    }

    private static OpampClient started(OpampClientBuilder builder) {
        OpampClient client = builder.build();
        client.start();
        return client;
    }

    private static final class Applying implements OpampCallbacks {
        private final AtomicInteger messages = new AtomicInteger();

        @Override
        public void onMessage(OpampClient client, MessageData message) {
            messages.incrementAndGet();
        }

        @Override
        public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
            return ConfigOutcome.applied();
        }
    }

    /** When attempts failed, and when the next one was to be. */
    private final class Failures implements OpampCallbacks {

        private record Failure(Duration at, Duration next) {}

        private final ConcurrentLinkedQueue<Failure> all = new ConcurrentLinkedQueue<>();

        @Override
        public void onConnectFailed(OpampClient client, ConnectionFailure failure) {
            failed(failure);
        }

        @Override
        public void onDisconnect(OpampClient client, ConnectionFailure failure) {
            failed(failure);
        }

        private void failed(ConnectionFailure failure) {
            all.add(new Failure(time.elapsed(), time.elapsed().plus(failure.retryIn())));
        }

        int count() {
            return all.size();
        }

        List<Duration> times() {
            return all.stream().map(Failure::at).toList();
        }

        Duration nextAttempt() {
            return all.stream().reduce((earlier, later) -> later).orElseThrow().next();
        }

        void assertEachIsWhenTheOneBeforeSaid() {
            List<Failure> list = List.copyOf(all);
            for (int i = 1; i < list.size(); i++) {
                assertThat(list.get(i).at()).isEqualTo(list.get(i - 1).next());
            }
        }
    }
}
