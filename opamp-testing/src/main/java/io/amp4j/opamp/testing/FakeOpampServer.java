package io.amp4j.opamp.testing;

import io.amp4j.opamp.testing.internal.ServerThreads;
import io.amp4j.opamp.testing.internal.SocketListener;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An OpAMP server on loopback for tests: it behaves well until a script tells it not to, and remembers everything.
 *
 * <p>Without a script it answers each message with the agent's uid and its own capabilities, asks for the full state when it
 * misses something, gives a uid to who asks for one, and makes its open offers until they are acknowledged. What a test queues with {@link #nextMessages} replaces that
 * for one message each; {@link #onMessage} replaces it for all messages that meet a condition.
 *
 * <p>All methods may be called by any thread. Waits are bounded, and say what did arrive when they fail.
 */
public final class FakeOpampServer implements AutoCloseable {
    private final ServerConfig config;
    private final Recorder recorder;
    private final ServerModel model;
    private final Intake intake;
    private final Script<ReceivedMessage> messageScript = new Script<>();
    private final Script<ReceivedRequest> upgradeScript = new Script<>();
    private final SocketListener listener;
    private final AtomicLong connectionIds = new AtomicLong();
    private final Set<ServerConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean answersPings = true;
    private volatile boolean echoesCloses = true;

    FakeOpampServer(FakeOpampServerBuilder from) {
        config = from.config();
        recorder = new Recorder(from.keptMessages);
        model = new ServerModel(from.capabilities, from.asksForFullState);
        intake = new Intake(recorder, model, messageScript, connections, config.onMessage());
        listener = new SocketListener(from.port, ServerThreads.factory(config.virtualThreads()), this::serve);
    }

    /** Starts a server with all defaults: plain text, any free port, path {@code /v1/opamp}. */
    public static FakeOpampServer start() {
        return builder().start();
    }

    /** Returns a builder. */
    public static FakeOpampServerBuilder builder() {
        return new FakeOpampServerBuilder();
    }

    /** Returns the TCP port on 127.0.0.1. */
    public int port() {
        return listener.port();
    }

    /** Returns where to POST messages: {@code http}, or {@code https} if the server was built with TLS. */
    public URI httpEndpoint() {
        return endpoint("http");
    }

    /** Returns where to open a WebSocket: {@code ws}, or {@code wss} if the server was built with TLS. */
    public URI webSocketEndpoint() {
        return endpoint("ws");
    }

    private URI endpoint(String scheme) {
        return URI.create(scheme + (config.tls() == null ? "" : "s") + "://127.0.0.1:" + port() + config.path());
    }

    /**
     * Returns the authority that signed the server's certificate; its PEM text is what a client must trust.
     *
     * @throws IllegalStateException if the server was built without TLS
     */
    public TestCertificateAuthority certificateAuthority() {
        TestCertificateAuthority authority = config.authority();
        if (authority == null) {
            throw new IllegalStateException("the server speaks plain text; build it with tls()");
        }
        return authority;
    }

    /** Returns the messages so far, in the order of arrival. */
    public List<ReceivedMessage> messages() {
        return recorder.messages();
    }

    /** Returns the messages of one agent so far. */
    public List<ReceivedMessage> messagesOf(Bytes instanceUid) {
        return messages().stream()
                .filter(message -> message.instanceUid().equals(instanceUid))
                .toList();
    }

    /** Returns the heads of all requests so far, those that were refused or had the wrong path included. */
    public List<ReceivedRequest> requests() {
        return recorder.requests();
    }

    /** Returns what happened to connections so far. */
    public List<ConnectionEvent> connectionEvents() {
        return recorder.events();
    }

    /** Returns what agents did against the protocol so far, one sentence each. */
    public List<String> violations() {
        return recorder.violations();
    }

    /** Returns how many TCP connections were open at the same time at most. */
    public int maxConnections() {
        return recorder.maxConnections();
    }

    /**
     * Returns how many WebSockets one agent had open at the same time at most. One that the agent had closed before it opened the next does not
     * count as open, nor one under {@link AgentConnection#stopReading}.
     */
    public int maxConnections(Bytes instanceUid) {
        return recorder.maxConnections(instanceUid.uuid());
    }

    /** Returns how many HTTP requests were in flight at the same time at most. */
    public int maxRequestsInFlight() {
        return recorder.maxInFlight(null);
    }

    /** Returns how many HTTP requests of one agent were in flight at the same time at most. */
    public int maxRequestsInFlight(Bytes instanceUid) {
        return recorder.maxInFlight(instanceUid.uuid());
    }

    /**
     * Waits for a message that is {@code wanted}, whether it came already or not.
     *
     * @throws AssertionError if none came in time
     */
    public ReceivedMessage awaitMessage(Predicate<? super ReceivedMessage> wanted, Duration limit) {
        return recorder.awaitMessage(0, wanted, limit);
    }

    /**
     * Waits for a message that is {@code wanted} and came after {@code earlier}.
     *
     * @throws AssertionError if none came in time
     */
    public ReceivedMessage awaitMessageAfter(
            ReceivedMessage earlier, Predicate<? super ReceivedMessage> wanted, Duration limit) {
        return recorder.awaitMessage(earlier.index() + 1, wanted, limit);
    }

    /**
     * Waits until this many messages came since the start, and returns those that are kept.
     *
     * @throws AssertionError if fewer came in time
     */
    public List<ReceivedMessage> awaitMessages(int count, Duration limit) {
        await(count + " messages", () -> recorder.messageCount() >= count, limit);
        return messages();
    }

    /**
     * Waits for a request that is {@code wanted}, whether it came already or not.
     *
     * @throws AssertionError if none came in time
     */
    public ReceivedRequest awaitRequest(Predicate<? super ReceivedRequest> wanted, Duration limit) {
        return recorder.awaitRequest(wanted, limit);
    }

    /**
     * Waits for a connection event that is {@code wanted}, whether it came already or not.
     *
     * @throws AssertionError if none came in time
     */
    public ConnectionEvent awaitEvent(Predicate<? super ConnectionEvent> wanted, Duration limit) {
        return recorder.awaitEvent(wanted, limit);
    }

    /**
     * Waits until this many connections were opened since the start, whether they are still open or not.
     *
     * @throws AssertionError if there were fewer in time
     */
    public void awaitConnections(int count, Duration limit) {
        await(count + " connections", () -> connectionIds.get() >= count, limit);
    }

    /**
     * Waits until the server believes something of an agent, and returns the whole belief.
     *
     * @throws AssertionError if it did not in time
     */
    public BelievedAgent awaitAgent(Bytes instanceUid, Predicate<? super BelievedAgent> wanted, Duration limit) {
        await(
                "a belief about agent " + instanceUid.uuid(),
                () -> {
                    BelievedAgent agent = model.agent(instanceUid);
                    return agent != null && wanted.test(agent);
                },
                limit);
        return agent(instanceUid);
    }

    /**
     * Waits until {@code met} holds; it is asked at once and again after everything that happens to this server.
     *
     * @param what completes the sentence "waited in vain for …"
     * @throws AssertionError if it did not hold in time
     */
    public void await(String what, BooleanSupplier met, Duration limit) {
        recorder.await(what, met, limit);
    }

    /**
     * Returns what the server believes about an agent.
     *
     * @throws IllegalStateException if it never heard of it
     */
    public BelievedAgent agent(Bytes instanceUid) {
        BelievedAgent agent = model.agent(instanceUid);
        if (agent == null) {
            throw new IllegalStateException("no message of agent " + instanceUid.uuid() + "; " + recorder.describe());
        }
        return agent;
    }

    /** Returns what the server believes about each agent, in the order of their first messages. */
    public List<BelievedAgent> agents() {
        return model.agents();
    }

    /** Forgets all agents, as a server does that restarts without a store; what was recorded stays. */
    public void forgetAgents() {
        model.forgetAgents();
    }

    /** Queues an answer for each of the next messages, one after the other, on any connection. */
    public void nextMessages(Answer... answers) {
        messageScript.queue(List.of(answers));
    }

    /** Answers every message that meets {@code condition} this way, unless an answer is queued. The newest rule wins. */
    public AnswerRule onMessage(Predicate<? super ReceivedMessage> condition, Answer answer) {
        return messageScript.rule(condition, answer);
    }

    /** Queues an answer for each of the next WebSocket upgrades. */
    public void nextUpgrades(Answer... answers) {
        upgradeScript.queue(List.of(answers));
    }

    /** Answers every WebSocket upgrade that meets {@code condition} this way, unless an answer is queued. The newest rule wins. */
    public AnswerRule onUpgrade(Predicate<? super ReceivedRequest> condition, Answer answer) {
        return upgradeScript.rule(condition, answer);
    }

    /** Sets whether pings are answered. The default is true. */
    public void answerPings(boolean answers) {
        answersPings = answers;
    }

    /** Sets whether a Close frame is answered with one, and the connection then ended. The default is true. */
    public void echoCloses(boolean echoes) {
        echoesCloses = echoes;
    }

    /** Ends all rules, drops what is queued, answers pings and closes: the server behaves well again. */
    public void behave() {
        messageScript.clear();
        upgradeScript.clear();
        answersPings = true;
        echoesCloses = true;
    }

    /** Returns how many queued answers have not been used. */
    public int unusedAnswers() {
        return messageScript.queued() + upgradeScript.queued();
    }

    /** Returns the WebSockets that are open now, oldest first. */
    public List<AgentConnection> webSockets() {
        return peers().map(AgentConnection::new).toList();
    }

    /**
     * Waits until a WebSocket is open on which an agent spoke, and returns the newest.
     *
     * @throws AssertionError if there was none in time
     */
    public AgentConnection awaitWebSocket(Bytes instanceUid, Duration limit) {
        await(
                "a WebSocket of agent " + instanceUid.uuid(),
                () -> peerOf(instanceUid).isPresent(),
                limit);
        return new AgentConnection(peerOf(instanceUid)
                .orElseThrow(() -> new AssertionError("the WebSocket was closed again\n" + transcript())));
    }

    private Stream<WebSocketPeer> peers() {
        return connections.stream()
                .filter(connection -> !connection.isClosed())
                .sorted(Comparator.comparingLong(ServerConnection::id))
                .map(ServerConnection::webSocket)
                .filter(Objects::nonNull);
    }

    private Optional<WebSocketPeer> peerOf(Bytes instanceUid) {
        return peers().filter(peer -> instanceUid.equals(peer.uid())).reduce((older, newer) -> newer);
    }

    /**
     * Offers a configuration to every agent that accepts one, until the agent names its hash in a status.
     *
     * @return the hash, made from the files
     */
    public Bytes offerRemoteConfig(OfferedFile... files) {
        Bytes hash = OfferHash.of(List.of(files));
        offerRemoteConfig(hash, files);
        return hash;
    }

    /** Offers a configuration under a hash of the caller's choice, as {@link #offerRemoteConfig(OfferedFile...)} does. */
    public void offerRemoteConfig(Bytes hash, OfferedFile... files) {
        model.offerConfig(null, ServerReply.config(hash, List.of(files)));
        pushOffers();
    }

    /** Offers a configuration to one agent only, in place of the one for all. */
    public void offerRemoteConfigTo(Bytes instanceUid, Bytes hash, OfferedFile... files) {
        model.offerConfig(instanceUid, ServerReply.config(hash, List.of(files)));
        pushOffers();
    }

    /** Makes no more configuration offers. */
    public void withdrawRemoteConfig() {
        model.offerConfig(null, null);
    }

    /** Offers connection settings, until acknowledged by agents that report their status, else once. Null withdraws them. */
    public void offerConnectionSettings(@Nullable SettingsOffer offer) {
        model.offerSettings(offer);
        pushOffers();
    }

    /** Offers a heartbeat interval in whole seconds, as {@link #offerConnectionSettings} does. */
    public void offerHeartbeat(Duration interval) {
        Bytes hash = Bytes.utf8("heartbeat " + interval.toSeconds());
        offerConnectionSettings(SettingsOffer.builder(hash)
                .opamp(SettingsOffer.destination()
                        .heartbeatSeconds(interval.toSeconds())
                        .build())
                .build());
    }

    /** Announces custom capabilities with the next message to each agent. */
    public void announceCustomCapabilities(String... names) {
        model.announce(List.of(names));
        pushOffers();
    }

    /**
     * Sends a message to one agent: at once on its WebSocket, else as a part of the answer to its next request. Several messages to
     * the same agent take one answer each, in order.
     */
    public void send(Bytes instanceUid, ServerReply message) {
        Optional<WebSocketPeer> peer = peerOf(instanceUid);
        if (peer.isPresent()) {
            new AgentConnection(peer.get()).send(message);
        } else {
            model.enqueue(instanceUid, message.wireOrThrow());
        }
    }

    /** Sets the capabilities from now on. The default is every defined bit, 0x7F. */
    public void capabilities(long bits) {
        model.capabilities(bits);
    }

    /** Sets whether a gap in sequence numbers, or an unknown agent without description, is answered with ReportFullState. The default is true. */
    public void asksForFullState(boolean asks) {
        model.asksForFullState(asks);
    }

    /** Stops listening: new connections are refused by the system, open ones live on. */
    public void stopListening() {
        listener.pause();
    }

    /** Listens again, on the same port. */
    public void resumeListening() {
        listener.resume();
    }

    /** Cuts every open connection, in order or with a reset. */
    public void cutConnections(boolean reset) {
        connections.forEach(connection -> connection.cut(reset));
    }

    /** Returns what happened last, one line each and without the content of any message: for failure messages. */
    public String transcript() {
        return recorder.describe();
    }

    /** Cuts every connection and frees the port. Repeatable, never throws. */
    @Override
    public void close() {
        listener.close();
        cutConnections(false);
    }

    private void serve(Socket socket) {
        long id = connectionIds.incrementAndGet();
        event(ConnectionEvent.Kind.OPENED, id, 0, "");
        String end = "broken";
        recorder.connected();
        try {
            ServerConnection connection = new ServerConnection(this, id, socket, secured(id, socket));
            connections.add(connection);
            try {
                end = connection.serve();
            } finally {
                connections.remove(connection);
            }
        } catch (IOException e) {
            // The connection was gone before it was used.
        }
        recorder.disconnected();
        event(ConnectionEvent.Kind.CLOSED, id, 0, end);
    }

    private Socket secured(long id, Socket socket) throws IOException {
        ServerTls tls = config.tls();
        try {
            return tls == null ? socket : tls.accept(socket);
        } catch (IOException e) {
            event(ConnectionEvent.Kind.TLS_FAILED, id, 0, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    void event(ConnectionEvent.Kind kind, long connectionId, int code, String detail) {
        config.onEvent()
                .accept(recorder.event(new ConnectionEvent(kind, connectionId, System.nanoTime(), code, detail)));
    }

    void checkUidHeader(ReceivedMessage message) {
        message.request()
                .header("OpAMP-Instance-UID")
                .filter(text -> !text.equals(message.instanceUidText()))
                .ifPresent(text -> recorder.violation(message + ": OpAMP-Instance-UID differs from instance_uid"));
    }

    void requestStarted(String uid) {
        if (recorder.requestStarted(uid) > 1) {
            recorder.violation("agent " + uid + " has more than one request in flight");
        }
    }

    void answer(ServerMessage message, Exchange exchange) {
        ReceivedMessage received = message.received();
        give(message.script().choose(received), "message " + received.index(), exchange);
    }

    void answerUpgrade(ReceivedRequest request, Script.Draw<ReceivedRequest> script, Exchange exchange) {
        give(script.choose(request), "upgrade request " + request.index(), exchange);
    }

    private void give(@Nullable Answer scripted, String to, Exchange exchange) {
        if (scripted == null) {
            Answer.normally().give(exchange);
        } else {
            recorder.answered("answer to " + to + ": " + scripted);
            scripted.give(exchange);
        }
    }

    Script<ReceivedRequest> upgradeScript() {
        return upgradeScript;
    }

    ServerReply normalAnswer(ServerMessage message) {
        return model.answer(message.received().instanceUid(), message.received().wire(), message.lacksState());
    }

    /** Agents on WebSockets hear of an offer at once; one that is just going away hears of it when it is back. */
    private void pushOffers() {
        for (WebSocketPeer peer : peers().toList()) {
            Bytes uid = peer.uid();
            ServerReply offers = uid == null ? null : model.openOffers(uid);
            if (offers != null) {
                try {
                    peer.send(offers);
                } catch (IOException e) {
                    peer.connection().cut(false);
                }
            }
        }
    }

    boolean serves(String path) {
        return config.anyPath() || path.equals(config.path());
    }

    void start(Runnable work) {
        listener.start(work);
    }

    boolean answersPings() {
        return answersPings;
    }

    boolean echoesCloses() {
        return echoesCloses;
    }

    Intake intake() {
        return intake;
    }

    ServerConfig config() {
        return config;
    }

    Recorder recorder() {
        return recorder;
    }

    ServerModel model() {
        return model;
    }
}
