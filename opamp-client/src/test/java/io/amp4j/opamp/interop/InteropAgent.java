package io.amp4j.opamp.interop;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.BackoffPolicy;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.ServerError;
import io.amp4j.opamp.TlsSettings;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/** An agent with everything switched on, which remembers what its client told it. */
final class InteropAgent implements OpampCallbacks, AutoCloseable {
    /** Over HTTP a server speaks when it is asked; these tests ask often. Over WebSocket nothing depends on it. */
    static final Duration POLL = Duration.ofMillis(50);

    /** Far below any wait that a server asks for here, so that honouring the server and not the backoff is what shows. */
    static final BackoffPolicy BACKOFF = BackoffPolicy.builder()
            .initial(Duration.ofMillis(50))
            .max(Duration.ofMillis(200))
            .throttleFloor(Duration.ofMillis(100))
            .throttleMax(Duration.ofMinutes(1))
            .build();

    final BlockingQueue<MessageData> messages = new LinkedBlockingQueue<>();
    final BlockingQueue<RemoteConfig> configs = new LinkedBlockingQueue<>();
    final BlockingQueue<CustomMessage> customMessages = new LinkedBlockingQueue<>();
    final BlockingQueue<InstanceUid> instanceUids = new LinkedBlockingQueue<>();
    final BlockingQueue<ConnectionFailure> failures = new LinkedBlockingQueue<>();
    final BlockingQueue<ConnectionFailure> losses = new LinkedBlockingQueue<>();
    final BlockingQueue<ServerError> errors = new LinkedBlockingQueue<>();
    final BlockingQueue<String> restarts = new LinkedBlockingQueue<>();
    private final OpampClient client;
    private final Function<RemoteConfig, ConfigOutcome> applier;

    private InteropAgent(OpampClientBuilder builder, Function<RemoteConfig, ConfigOutcome> applier) {
        this.applier = applier;
        this.client = builder.callbacks(this).build();
    }

    /** Returns the options that every agent of this suite has. */
    static OpampClientBuilder options(ReferenceServer server, Endpoint endpoint) {
        return options(OpampClient.builder(server.url(endpoint)), server, endpoint);
    }

    static OpampClientBuilder options(OpampClientBuilder builder, ReferenceServer server, Endpoint endpoint) {
        builder.agent(AgentDescription.of("interop", "1.2.3"))
                .heartbeat(endpoint.isWebSocket() ? Duration.ofHours(1) : POLL)
                .backoff(BACKOFF)
                .compression(endpoint.isCompressed());
        if (endpoint.isSecure()) {
            builder.tls(trusting(server));
        }
        return builder;
    }

    static TlsSettings trusting(ReferenceServer server) {
        return TlsSettings.builder()
                .trustedCertificatesFile(server.certificate("ca.pem"))
                .build();
    }

    /** Starts an agent that applies whatever it is offered. */
    static InteropAgent start(ReferenceServer server, Endpoint endpoint) {
        return start(options(server, endpoint));
    }

    static InteropAgent start(OpampClientBuilder builder) {
        return start(builder, config -> ConfigOutcome.applied());
    }

    static InteropAgent start(OpampClientBuilder builder, Function<RemoteConfig, ConfigOutcome> applier) {
        InteropAgent agent = new InteropAgent(builder, applier);
        agent.client.start();
        return agent;
    }

    OpampClient client() {
        return client;
    }

    /** Returns the instance uid in use, in hex as the server tells it. */
    String uid() {
        return hex(client.status().instanceUid().orElseThrow());
    }

    static String hex(InstanceUid uid) {
        return HexFormat.of().formatHex(uid.toBytes().toByteArray());
    }

    /** Returns the next thing that a callback told. */
    static <T> T next(String what, BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(ReferenceServer.TIMEOUT.toMillis(), MILLISECONDS);
        if (next == null) {
            throw new AssertionError("the client did not tell of " + what);
        }
        return next;
    }

    @Override
    public void onMessage(OpampClient client, MessageData message) {
        messages.add(message);
    }

    @Override
    public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
        configs.add(config);
        return applier.apply(config);
    }

    @Override
    public void onCustomMessage(OpampClient client, CustomMessage message) {
        customMessages.add(message);
    }

    @Override
    public void onInstanceUid(OpampClient client, InstanceUid instanceUid) {
        instanceUids.add(instanceUid);
    }

    @Override
    public void onConnectFailed(OpampClient client, ConnectionFailure failure) {
        failures.add(failure);
    }

    @Override
    public void onDisconnect(OpampClient client, ConnectionFailure failure) {
        losses.add(failure);
    }

    @Override
    public void onError(OpampClient client, ServerError error) {
        errors.add(error);
    }

    @Override
    public void onRestart(OpampClient client) {
        restarts.add("restart");
    }

    @Override
    public void close() {
        client.close();
    }
}
