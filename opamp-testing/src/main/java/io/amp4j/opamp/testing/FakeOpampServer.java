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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An OpAMP server on loopback for tests: it follows the protocol unless a script says otherwise, and records everything.
 *
 * <p>Without a script it answers each message with the agent's uid and its own capabilities, requests the full state if it has missed a
 * message, does not answer {@code agent_disconnect} on a WebSocket, assigns an instance uid on request, and repeats its open offers until
 * they are acknowledged. Each answer that a test queues with {@link #nextMessages} replaces that for one message; {@link #onMessage}
 * replaces it for all messages that match a condition.
 *
 * <p>A request or an upgrade with an {@code Origin} header gets 403, even if a script says otherwise: it comes from a page in a browser,
 * which must not read the offers to agents. Agents send no such header.
 *
 * <p>Thread-safe. Waits are bounded, and their failure messages say what did arrive.
 *
 * @since 0.1.0
 */
public final class FakeOpampServer extends ServerRecord implements AutoCloseable {
    private final ServerConfig config;
    private final Intake intake;
    private final Script<ReceivedMessage> messageScript = new Script<>();
    private final Script<ReceivedRequest> upgradeScript = new Script<>();
    private final Traffic traffic = new Traffic();
    private final SocketListener listener;
    private final Set<ServerConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile CompletableFuture<@Nullable Void> hold = CompletableFuture.completedFuture(null);
    private volatile boolean answersPings = true;
    private volatile boolean echoesCloses = true;

    FakeOpampServer(FakeOpampServerBuilder from) {
        super(from);
        config = from.config();
        intake = new Intake(recorder(), model(), messageScript, connections, config.onMessage());
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

    /** Returns the URL to POST messages to: {@code http}, or {@code https} if the server was built with TLS. */
    public URI httpEndpoint() {
        return endpoint("http");
    }

    /** Returns the URL to open a WebSocket at: {@code ws}, or {@code wss} if the server was built with TLS. */
    public URI webSocketEndpoint() {
        return endpoint("ws");
    }

    private URI endpoint(String scheme) {
        return URI.create(scheme + (config.tls() == null ? "" : "s") + "://127.0.0.1:" + port() + config.path());
    }

    /**
     * Returns the authority that signed the server's certificate; a client must trust its PEM text.
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

    /** Forgets all agents, like a server that restarts without a store; the records are kept. */
    public void forgetAgents() {
        model().forgetAgents();
    }

    /** Queues an answer for each of the next messages, one after the other, on any connection. */
    public void nextMessages(Answer... answers) {
        messageScript.queue(List.of(answers));
    }

    /** Answers every message that matches {@code condition} this way, unless an answer is queued. The newest matching rule applies. */
    public AnswerRule onMessage(Predicate<? super ReceivedMessage> condition, Answer answer) {
        return messageScript.rule(condition, answer);
    }

    /** Queues an answer for each of the next WebSocket upgrades. */
    public void nextUpgrades(Answer... answers) {
        upgradeScript.queue(List.of(answers));
    }

    /**
     * Answers every WebSocket upgrade that matches {@code condition} this way, unless an answer is queued. The newest matching rule
     * applies.
     */
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

    /** Ends all rules, drops queued answers, and answers pings and Close frames again, so that the server follows the protocol again. */
    public void behave() {
        messageScript.clear();
        upgradeScript.clear();
        answersPings = true;
        echoesCloses = true;
    }

    /**
     * Advances virtual time from one due task to the next. Before each step it waits until the agents are idle and no message between them
     * and this server is in transit. So work that takes an agent real time, such as an exchange, takes no virtual time, and every task runs
     * at exactly the time at which it is due. {@code Duration.ZERO} only waits.
     *
     * <p>An exchange that this server holds back on purpose, by {@link Answer#silence()} or {@link Answer#after}, counts as idle, so that
     * time advances to the agent's timeout. A connection under {@link #holdNewConnections} does not: use
     * {@link ManualTime#advance(Duration)} for that. This method cannot know when an agent has noticed a reset of a WebSocket; wait for its
     * callback before.
     *
     * @param agents all that use this time, such as {@code client::awaitIdle}
     * @throws AssertionError if agents and server are not idle within 20 s
     * @throws IllegalArgumentException if {@code by} is negative
     */
    public void advance(ManualTime time, Duration by, AgentIdle... agents) {
        Rest rest = new Rest(this, connections, List.of(agents));
        time.advance(by, rest::await);
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
     * Waits until a WebSocket is open on which the agent has sent a message, and returns the newest.
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
     * Offers a configuration to every agent that accepts one, until the agent reports its hash in a status.
     *
     * @return the hash, computed from the files
     */
    public Bytes offerRemoteConfig(OfferedFile... files) {
        Bytes hash = OfferHash.of(List.of(files));
        offerRemoteConfig(hash, files);
        return hash;
    }

    /** Offers a configuration under a hash of the caller's choice, as {@link #offerRemoteConfig(OfferedFile...)} does. */
    public void offerRemoteConfig(Bytes hash, OfferedFile... files) {
        model().offerConfig(null, ServerReply.config(hash, List.of(files)));
        pushOffers();
    }

    /** Offers a configuration to one agent only, which replaces the one for all agents. */
    public void offerRemoteConfigTo(Bytes instanceUid, Bytes hash, OfferedFile... files) {
        model().offerConfig(instanceUid, ServerReply.config(hash, List.of(files)));
        pushOffers();
    }

    /** Stops offering configurations. */
    public void withdrawRemoteConfig() {
        model().offerConfig(null, null);
    }

    /** Offers connection settings, until acknowledged by agents that report their status, else once. Null withdraws them. */
    public void offerConnectionSettings(@Nullable SettingsOffer offer) {
        model().offerSettings(offer);
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
        model().announce(List.of(names));
        pushOffers();
    }

    /**
     * Sends a message to one agent: at once on its WebSocket, or else as a part of the answer to its next request. Each of several messages
     * to the same agent goes with an answer of its own, in order.
     *
     * @throws IllegalArgumentException if it has to wait for a request and was made by {@link ServerReply#ofBytes}, so that it cannot be
     *     merged with an answer
     * @throws java.io.UncheckedIOException if the WebSocket is closed at this moment
     */
    public void send(Bytes instanceUid, ServerReply message) {
        Optional<WebSocketPeer> peer = peerOf(instanceUid);
        if (peer.isPresent()) {
            new AgentConnection(peer.get()).send(message);
        } else {
            model().enqueue(instanceUid, message.wireOrThrow());
        }
    }

    /** Sets the server's capabilities. The default is every defined bit, 0x7F. */
    public void capabilities(long bits) {
        model().capabilities(bits);
    }

    /** Sets whether a gap in sequence numbers, or an unknown agent without description, is answered with ReportFullState. The default is true. */
    public void asksForFullState(boolean asks) {
        model().asksForFullState(asks);
    }

    /**
     * Stops listening: after this returns, the operating system refuses new connections. Open ones are kept; a connection that a client has
     * just opened and that is not yet in {@link #connectionEvents} is reset.
     */
    public void stopListening() {
        listener.pause();
    }

    /** Listens again, on the same port. */
    public void resumeListening() {
        listener.resume();
    }

    /**
     * Accepts new TCP connections but neither reads from them nor writes, not even a TLS handshake, until {@link #releaseConnections}, like
     * a server that hangs. If a client closes such a connection, this server notices only then.
     */
    public void holdNewConnections() {
        hold = new CompletableFuture<>();
    }

    /** Serves the held connections, and new ones as usual. */
    public void releaseConnections() {
        hold.complete(null);
    }

    /** Cuts every open connection, gracefully or with a reset. */
    public void cutConnections(boolean reset) {
        // Only the connections of this moment: one of an agent that reconnects quickly must not be cut.
        List.copyOf(connections).forEach(connection -> connection.cut(reset));
    }

    /** Cuts every connection and frees the port. May be called more than once; never throws. */
    @Override
    public void close() {
        listener.close();
        releaseConnections();
        cutConnections(false);
    }

    private void serve(Socket socket) {
        // Read before the connection is accepted: a later call to hold connections applies to the next one.
        CompletableFuture<@Nullable Void> held = hold;
        long id = newConnectionId();
        event(ConnectionEvent.Kind.OPENED, id, 0, "");
        String end = "broken";
        recorder().connected();
        AtomicBoolean open = new AtomicBoolean(true);
        Consumer<String> over = how -> {
            if (open.getAndSet(false)) {
                recorder().disconnected();
                event(ConnectionEvent.Kind.CLOSED, id, 0, how);
            }
        };
        held.join();
        try {
            ServerConnection connection =
                    new ServerConnection(this, id, socket, secured(id, socket), () -> over.accept("by the server"));
            connections.add(connection);
            try {
                end = connection.serve();
            } finally {
                connections.remove(connection);
            }
        } catch (IOException e) {
            // The connection was closed before it was used.
        }
        over.accept(end);
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
                .accept(recorder().event(new ConnectionEvent(kind, connectionId, System.nanoTime(), code, detail)));
    }

    void checkUidHeader(ReceivedMessage message) {
        message.request()
                .header("OpAMP-Instance-UID")
                .filter(text -> !text.equals(message.instanceUidText()))
                .ifPresent(text -> recorder().violation(message + ": OpAMP-Instance-UID differs from instance_uid"));
    }

    void answer(ServerMessage message, Exchange exchange) {
        traffic.moves();
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
            recorder().answered("answer to " + to + ": " + scripted);
            scripted.give(exchange);
        }
    }

    Script<ReceivedRequest> upgradeScript() {
        return upgradeScript;
    }

    ServerReply normalAnswer(ServerMessage message) {
        return model().answer(
                        message.received().instanceUid(), message.received().wire(), message.lacksState());
    }

    /** Sends an offer at once to agents on WebSockets; an agent that is disconnecting gets it when it reconnects. */
    private void pushOffers() {
        for (WebSocketPeer peer : peers().toList()) {
            Bytes uid = peer.uid();
            ServerReply offers = uid == null ? null : model().openOffers(uid);
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

    Traffic traffic() {
        return traffic;
    }

    Intake intake() {
        return intake;
    }

    ServerConfig config() {
        return config;
    }
}
