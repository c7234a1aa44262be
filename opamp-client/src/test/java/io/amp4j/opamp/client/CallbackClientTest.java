package io.amp4j.opamp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.CertificateRequestPolicy;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.OpampFleet;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.MessagePart;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.SettingsOffer;
import io.amp4j.opamp.testing.Transport;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which client the callbacks get to see. */
class CallbackClientTest {

    private static final Duration LIMIT = Duration.ofSeconds(RecordingCallbacks.LIMIT_SECONDS);
    private static final String PAUSE = "com.example.pause";

    private static final SettingsOffer.Destination ELSEWHERE =
            SettingsOffer.destination().endpoint("http://127.0.0.1:1/v1").build();

    private final FakeOpampServer server = FakeOpampServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    /** Each callback, with the answer to the first message that leads to it. */
    static Stream<Arguments> callbacks() {
        return Stream.of(
                callback("onConnect", Transport.HTTP, Answer.normally()),
                callback("onConnect", Transport.WEBSOCKET, Answer.normally()),
                callback("onConnectFailed", Transport.HTTP, Answer.status(500)),
                callback("onDisconnect", Transport.WEBSOCKET, Answer.close(1001, "")),
                callback("onError", Transport.HTTP, Answer.reply(ServerReply.error(ServerReply.BAD_REQUEST, "no"))),
                callback("onMessage", Transport.WEBSOCKET, Answer.normally()),
                callback(
                        "onRemoteConfig",
                        Transport.HTTP,
                        Answer.reply(ServerReply.builder()
                                .remoteConfig(Bytes.utf8("hash"), OfferedFile.yaml("", "a: 1"))
                                .build())),
                callback(
                        "onConnectionSettings", Transport.HTTP, offer(settings().opamp(ELSEWHERE))),
                callback("onCertificateRefused", Transport.HTTP, Answer.normally()),
                callback("onOwnTelemetry", Transport.HTTP, offer(settings().ownLogs(ELSEWHERE))),
                callback(
                        "onOtherConnection",
                        Transport.WEBSOCKET,
                        offer(settings().other("kafka", ELSEWHERE))),
                callback(
                        "onRestart",
                        Transport.HTTP,
                        Answer.reply(ServerReply.builder().restart().build())),
                callback(
                        "onCustomMessage",
                        Transport.HTTP,
                        Answer.reply(ServerReply.builder()
                                .customMessage(PAUSE, "pause", Bytes.utf8("now"))
                                .build())),
                callback(
                        "onInstanceUid",
                        Transport.HTTP,
                        Answer.reply(ServerReply.builder()
                                .newInstanceUid(Bytes.utf8("sixteen bytes it"))
                                .build())));
    }

    private static SettingsOffer.Builder settings() {
        return SettingsOffer.builder(Bytes.utf8("settings"));
    }

    private static Answer offer(SettingsOffer.Builder settings) {
        return Answer.reply(
                ServerReply.builder().connectionSettings(settings.build()).build());
    }

    private static Arguments callback(String name, Transport transport, Answer first) {
        return argumentSet(name + " over " + transport, name, transport, first);
    }

    private URI endpoint(Transport transport) {
        return transport == Transport.HTTP ? server.httpEndpoint() : server.webSocketEndpoint();
    }

    private static OpampClientBuilder named(OpampClientBuilder builder, String name) {
        return builder.certificateRequests(CertificateRequestPolicy.DEFAULT)
                .allowPlaintextSettings(true)
                .stateStore(new ForgetfulStore())
                .agent(AgentDescription.of(name, "1.4.0"))
                .customCapabilities(CustomCapabilities.of(List.of(PAUSE)));
    }

    @ParameterizedTest
    @MethodSource("callbacks")
    void isTheOneThatItsUserHasAlsoInAFleet(String callback, Transport transport, Answer first) throws Exception {
        server.onMessage(
                message -> message.has(MessagePart.CONNECTION_SETTINGS_REQUEST),
                Answer.reply(ServerReply.error(ServerReply.BAD_REQUEST, "no certificate")));
        server.onMessage(message -> message.sequenceNumber() == 1, first);
        SeenClients seen = new SeenClients(callback);
        try (OpampFleet fleet = OpampFleet.create();
                OpampClient alone = named(OpampClient.builder(endpoint(transport)), "alone")
                        .callbacks(seen.callbacks())
                        .build()) {
            alone.start();
            // Nobody keeps these: whatever comes before start() has returned can have them from nowhere else.
            for (String name : List.of("first", "second")) {
                named(fleet.client(endpoint(transport)), name)
                        .callbacks(seen.callbacks())
                        .build()
                        .start();
            }

            Set<OpampClient> expected = new HashSet<>(fleet.clients());
            expected.add(alone);
            assertThat(seen.await(3)).isEqualTo(expected).hasSize(3);
        }
    }

    @Test
    void isKnownToEveryCallback() {
        assertThat(callbacks().map(arguments -> (String) arguments.get()[0]))
                .containsOnly(Stream.of(OpampCallbacks.class.getMethods())
                        .map(Method::getName)
                        .toArray(String[]::new));
        assertThat(OpampCallbacks.class.getMethods())
                .allMatch(method -> method.getParameterTypes()[0] == OpampClient.class)
                .extracting(Method::getName)
                .doesNotHaveDuplicates();
    }

    @Test
    void canBeUsedFromTheFirstCallbackOn() {
        OpampCallbacks reporting = new OpampCallbacks() {
            @Override
            public void onMessage(OpampClient client, MessageData message) {
                client.updateHealth(ComponentHealth.unhealthy(
                        "reported by " + client.status().state()));
            }
        };
        try (OpampFleet fleet = OpampFleet.create()) {
            named(fleet.client(server.webSocketEndpoint()), "checkout")
                    .health(ComponentHealth.unhealthy("starting"))
                    .callbacks(reporting)
                    .build()
                    .start();

            server.awaitMessage(
                    message -> message.health()
                            .filter(health -> health.lastError().equals("reported by CONNECTED"))
                            .isPresent(),
                    LIMIT);
        }
    }

    /** Says that it keeps what it is given. */
    private static final class ForgetfulStore implements StateStore {
        @Override
        public Optional<ClientState> load() {
            return Optional.empty();
        }

        @Override
        public void save(ClientState state) {}
    }

    /** Remembers what client one of the callbacks got; has all of them, as the proxy of a framework does. */
    private static final class SeenClients implements InvocationHandler {
        private final String callback;
        private final BlockingQueue<OpampClient> seen = new LinkedBlockingQueue<>();

        SeenClients(String callback) {
            this.callback = callback;
        }

        OpampCallbacks callbacks() {
            return (OpampCallbacks) Proxy.newProxyInstance(
                    OpampCallbacks.class.getClassLoader(), new Class<?>[] {OpampCallbacks.class}, this);
        }

        @Override
        public Object invoke(Object self, Method method, Object[] arguments) {
            if (method.getName().equals(callback)) {
                seen.add((OpampClient) arguments[0]);
            }
            return method.getReturnType() == ConfigOutcome.class ? ConfigOutcome.applied() : null;
        }

        Set<OpampClient> await(int clients) throws InterruptedException {
            long deadline = System.nanoTime() + LIMIT.toNanos();
            Set<OpampClient> different = new HashSet<>();
            while (different.size() < clients) {
                OpampClient next = seen.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                assertThat(next).as("%s after %s", callback, different).isNotNull();
                different.add(next);
            }
            return different;
        }
    }
}
