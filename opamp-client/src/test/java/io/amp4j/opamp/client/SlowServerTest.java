package io.amp4j.opamp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampFleet;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.AnswerRule;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ManualTime;
import io.amp4j.opamp.testing.ReceivedMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many agents, over HTTP, of a server that takes its time. */
class SlowServerTest {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private final FakeOpampServer server = FakeOpampServer.start();
    private final ManualTime time = new ManualTime();
    private final Semaphore answers = new Semaphore(0);
    private final List<OpampClient> clients = new ArrayList<>();

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void getsAllHeartbeatsInTimeThoughItAnswersNoneBeforeItHasAll() throws Exception {
        int agents = 100;
        CompletableFuture<Void> gate = new CompletableFuture<>();
        AnswerRule slow = server.onMessage(message -> true, Answer.normally().after(gate));
        try (OpampFleet fleet = fleet(OpampFleet.builder())) {
            start(fleet, agents);
            server.awaitMessages(agents, LIMIT);
            gate.complete(null);
            awaitAnswers(agents);
            slow.close();
            for (int beat = 1; beat <= 3; beat++) {
                CompletableFuture<Void> next = new CompletableFuture<>();
                AnswerRule held =
                        server.onMessage(message -> true, Answer.normally().after(next));
                time.advance(INTERVAL);
                server.awaitMessages((beat + 1) * agents, LIMIT);
                next.complete(null);
                awaitAnswers(agents);
                held.close();
            }
            assertThat(failedAttempts()).isZero();
            assertThat(server.messages().stream().collect(Collectors.groupingBy(ReceivedMessage::instanceUid)))
                    .hasSize(agents)
                    .allSatisfy((uid, messages) -> assertThat(messages).hasSize(4));
            assertThat(server.messages().stream().skip(agents)).allMatch(ReceivedMessage::isHeartbeat);
        }
    }

    @Test
    void isLeftInPeaceByAgentsThatWaitForTheirTurn() throws Exception {
        int atATime = 10;
        List<CompletableFuture<Void>> gates = new ArrayList<>();
        for (int batch = 0; batch < 4; batch++) {
            CompletableFuture<Void> gate = new CompletableFuture<>();
            gates.add(gate);
            for (int i = 0; i < atATime; i++) {
                server.nextMessages(Answer.normally().after(gate));
            }
        }
        try (OpampFleet fleet = fleet(OpampFleet.builder().concurrentExchanges(atATime))) {
            start(fleet, 4 * atATime);
            // All are in the queue before the first has its answer.
            for (OpampClient client : clients) {
                while (client.status().sentMessages() == 0) {
                    Thread.onSpinWait();
                }
            }
            for (int batch = 1; batch <= 4; batch++) {
                server.awaitMessages(batch * atATime, LIMIT);
                // Those that wait do so for up to three minutes; none of the exchanges takes more than one.
                time.advance(Duration.ofSeconds(60));
                assertThat(server.messages()).hasSize(batch * atATime);
                gates.get(batch - 1).complete(null);
            }
            awaitAnswers(4 * atATime);
            assertThat(failedAttempts()).isZero();
            assertThat(server.messages().stream()
                            .limit(4L * atATime)
                            .map(ReceivedMessage::instanceUid)
                            .distinct())
                    .hasSize(4 * atATime);
        }
    }

    private OpampFleet fleet(OpampFleet.Builder builder) {
        return builder.clock(time.clock())
                .ticker(time.ticker())
                .scheduler(time.scheduler())
                .build();
    }

    private void start(OpampFleet fleet, int agents) {
        for (int i = 0; i < agents; i++) {
            OpampClient client = fleet.client(server.httpEndpoint())
                    .firstHeartbeatSpread(0)
                    .agent(AgentDescription.of("agent-" + i, "1"))
                    .heartbeat(INTERVAL)
                    .callbacks(new OpampCallbacks() {
                        @Override
                        public void onMessage(OpampClient client, MessageData message) {
                            answers.release();
                        }
                    })
                    .build();
            clients.add(client);
            client.start();
        }
    }

    private void awaitAnswers(int count) throws InterruptedException {
        assertThat(answers.tryAcquire(count, LIMIT.toSeconds(), TimeUnit.SECONDS))
                .as("all answers")
                .isTrue();
    }

    private long failedAttempts() {
        return clients.stream()
                .mapToLong(client -> client.status().failedAttempts())
                .sum();
    }
}
