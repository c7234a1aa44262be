package io.amp4j.opamp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ManualTime;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.Transport;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The real client before the scripted server, over one of the transports, in a time that stands still. */
final class Stage implements AutoCloseable {

    /** How long anything may take that has to happen; never part of what is asserted. */
    static final Duration LIMIT = Duration.ofSeconds(30);

    static final Duration INTERVAL = Duration.ofSeconds(30);
    static final ComponentHealth UP = ComponentHealth.healthy(Instant.EPOCH.plusSeconds(1));
    static final ComponentHealth DOWN = ComponentHealth.unhealthy("disk full");

    final FakeOpampServer server;
    final ManualTime time = new ManualTime();
    final Told told;
    private final Transport transport;
    private @Nullable OpampClient client;

    private Stage(Transport transport, FakeOpampServer server, Told told) {
        this.told = told;
        this.transport = transport;
        this.server = server;
    }

    static Stage on(Transport transport) {
        return new Stage(transport, FakeOpampServer.start(), new Told());
    }

    static Stage on(Transport transport, FakeOpampServer server) {
        return new Stage(transport, server, new Told());
    }

    /** The same with callbacks that do more. */
    static Stage on(Transport transport, FakeOpampServer server, Told told) {
        return new Stage(transport, server, told);
    }

    boolean isHttp() {
        return transport == Transport.HTTP;
    }

    URI endpoint() {
        return isHttp() ? server.httpEndpoint() : server.webSocketEndpoint();
    }

    OpampClientBuilder builder() {
        return OpampClient.builder(endpoint())
                .firstHeartbeatSpread(0)
                .agent(AgentDescription.of("checkout", "1.4.0"))
                .clock(time.clock())
                .ticker(time.ticker())
                .scheduler(time.scheduler())
                .random(new SplittableRandom(1))
                .callbacks(told);
    }

    /** Builds a client, in place of a former one, which the test starts itself. */
    OpampClient build(UnaryOperator<OpampClientBuilder> change) {
        if (client != null) {
            client.close();
        }
        OpampClient next = change.apply(builder()).build();
        client = next;
        return next;
    }

    /** Starts a client, in place of a former one, and does not wait for anything. */
    OpampClient start(UnaryOperator<OpampClientBuilder> change) {
        OpampClient next = build(change);
        next.start();
        return next;
    }

    OpampClient start() {
        return start(UnaryOperator.identity());
    }

    /** Starts a client and waits until the answer to its first report is digested. */
    OpampClient connect(UnaryOperator<OpampClientBuilder> change) {
        OpampClient next = start(change);
        answered();
        return next;
    }

    OpampClient connect() {
        return connect(UnaryOperator.identity());
    }

    OpampClient client() {
        if (client == null) {
            throw new IllegalStateException("no client was started");
        }
        return client;
    }

    /** Waits until the next answer without an error is digested. */
    MessageData answered() {
        MessageData message = told.next(MessageData.class);
        digest();
        return message;
    }

    /** Waits until the next failure is digested. */
    ConnectionFailure failed() {
        ConnectionFailure failure = told.next(ConnectionFailure.class);
        digest();
        return failure;
    }

    /**
     * Waits until the client is through with everything that it was told before, the arming of timers included: a message that it must refuse
     * takes the same way as all events, behind them.
     */
    void digest() {
        assertThat(client().sendCustomMessage(
                                CustomMessage.of("com.example.never.announced", "", io.amp4j.opamp.Bytes.EMPTY)))
                .failsWithin(LIMIT);
    }

    /** Moves time, once the client is through with what was before, and waits until it is through with what follows, but for the network. */
    void advance(Duration by) {
        digest();
        time.advance(by);
        digest();
    }

    void advanceSeconds(long seconds) {
        advance(Duration.ofSeconds(seconds));
    }

    /** Returns how many messages the client has begun to send. */
    long sent() {
        digest();
        return client().status().sentMessages();
    }

    /**
     * Waits until so many messages are sent and no more. On a WebSocket an answer may be digested before the word that its question was
     * written; only then does the client send what is due.
     */
    void awaitSent(long count) {
        until("message " + count, () -> client().status().sentMessages() >= count);
        assertThat(sent()).isEqualTo(count);
    }

    /** Waits for the message of this number, counted from 1. */
    ReceivedMessage message(int number) {
        return server.awaitMessages(number, LIMIT).get(number - 1);
    }

    /** Waits until neither side has anything to say to the other now. */
    void rest() {
        server.advance(time, Duration.ZERO, client()::awaitIdle);
    }

    /** Returns what has come, once all that the client has sent by now is here: it knows what it has written, not what the server has read. */
    List<ReceivedMessage> messages() {
        rest();
        return server.messages();
    }

    ReceivedMessage last() {
        List<ReceivedMessage> all = messages();
        return all.get(all.size() - 1);
    }

    Bytes uid() {
        return Bytes.of(client().status().instanceUid().orElseThrow().toBytes().toByteArray());
    }

    /**
     * Has the server say something and waits until the client has digested it: at once on a WebSocket, over HTTP in the answer to the next
     * poll, for which time moves on.
     */
    MessageData say(ServerReply reply) {
        push(reply);
        return answered();
    }

    /** The same without waiting for the client to tell of a message. */
    void push(ServerReply reply) {
        if (isHttp()) {
            server.nextMessages(Answer.reply(reply));
            time.advance(client().status().heartbeatInterval());
        } else {
            server.send(uid(), reply);
        }
    }

    /** Breaks this one WebSocket, and not by chance the next one too, with which the client is quick. */
    void cutWebSocket() {
        server.awaitWebSocket(uid(), LIMIT).cut(true);
    }

    /** Waits until something holds that the client does by itself. */
    void until(String what, BooleanSupplier met) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        do {
            digest();
            if (met.getAsBoolean()) {
                return;
            }
        } while (System.nanoTime() < deadline);
        throw new AssertionError("waited in vain for " + what);
    }

    static EffectiveConfig yaml(String text) {
        return EffectiveConfig.of(ConfigFile.yaml(text));
    }

    static Bytes hash(String text) {
        return Bytes.utf8(text);
    }

    /** Ends client and server. What the client did against the protocol meanwhile fails the test. */
    @Override
    public void close() {
        try {
            if (client != null) {
                client.close();
            }
            assertThat(server.violations()).isEmpty();
        } finally {
            server.close();
        }
    }
}
