package io.amp4j.opamp.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Waits until a server and its agents are idle and no message between them is in transit.
 *
 * <p>An agent cannot know of messages that are in transit to it on a WebSocket. So the server pings each agent: the pong proves that the
 * agent has read everything that was sent before the ping, and the server everything that the agent sent before the pong. If all are idle
 * before and after such a round, the agents have reacted to everything that was sent before it, and a second round without any message
 * proves that no reaction was in transit. An exchange that the server holds back on purpose counts as idle.
 */
final class Rest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int QUIET_ROUNDS = 2;

    private final FakeOpampServer server;
    private final Collection<ServerConnection> connections;
    private final List<AgentIdle> agents;

    Rest(FakeOpampServer server, Collection<ServerConnection> connections, List<AgentIdle> agents) {
        this.server = server;
        this.connections = connections;
        this.agents = agents;
    }

    void await() {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        long seen = server.traffic().moved();
        int quiet = 0;
        while (quiet < QUIET_ROUNDS) {
            round(deadline);
            long moved = server.traffic().moved();
            quiet = moved == seen ? quiet + 1 : 0;
            seen = moved;
        }
    }

    private void round(long deadline) {
        awaitAgents(deadline);
        server.await("the answers that have begun", () -> !server.traffic().isAnswering(), left(deadline));
        awaitWebSockets(deadline);
        awaitAgents(deadline);
    }

    private void awaitAgents(long deadline) {
        int held = 0;
        for (AgentIdle agent : agents) {
            int others = held;
            try {
                held += agent.await(left(deadline), () -> server.traffic().held() - others);
            } catch (RuntimeException e) {
                throw new AssertionError(
                        "no rest before time moves on: " + e.getMessage() + "\n" + server.transcript(), e);
            }
        }
        int underway = held;
        // Before the next exchange starts, which would otherwise be mistaken for one that is held.
        server.await(
                "the end of exchanges that are held here and that no agent waits for any more",
                () -> server.traffic().held() <= underway,
                left(deadline));
    }

    private void awaitWebSockets(long deadline) {
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (ServerConnection connection : connections) {
            WebSocketPeer peer = connection.webSocket();
            if (peer != null && !peer.isPaused()) {
                answers.add(peer.probe());
            }
        }
        for (CompletableFuture<?> answer : answers) {
            awaitAnswer(answer, left(deadline));
        }
    }

    private void awaitAnswer(CompletableFuture<?> answer, Duration limit) {
        @Nullable Exception cause;
        try {
            answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cause = e;
        } catch (ExecutionException | TimeoutException e) {
            cause = e;
        }
        throw new AssertionError(
                "no rest before time moves on: a WebSocket neither answers a ping nor ends\n" + server.transcript(),
                cause);
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }
}
