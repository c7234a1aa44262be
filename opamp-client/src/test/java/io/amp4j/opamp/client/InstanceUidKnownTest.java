package io.amp4j.opamp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.OpampException;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ReceivedMessage;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When the identity of an agent can be had. */
class InstanceUidKnownTest {

    private static final Duration LIMIT = Duration.ofSeconds(RecordingCallbacks.LIMIT_SECONDS);
    private static final InstanceUid UID = InstanceUid.of(new UUID(1, 2));

    /** Nobody listens at port 1. */
    private static OpampClientBuilder client() {
        return OpampClient.builder(URI.create("http://127.0.0.1:1")).agent(AgentDescription.of("checkout", "1.4.0"));
    }

    @Test
    void isKnownSoonAfterTheStartWithoutAnyServer() {
        try (OpampClient client = client().build()) {
            client.start();

            assertThat(client.instanceUid()).succeedsWithin(LIMIT);
            assertThat(client.status().instanceUid())
                    .contains(client.instanceUid().join());
        }
    }

    @Test
    void isThatOfTheStoreOnceThatIsRead() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        StateStore slow = new StateStore() {
            @Override
            public Optional<ClientState> load() throws IOException {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return Optional.of(ClientState.initial(UID));
            }

            @Override
            public void save(ClientState state) {}
        };
        try (OpampClient client = client().stateStore(slow).build()) {
            CompletableFuture<InstanceUid> before = client.instanceUid();
            client.start();
            assertThat(before).isNotDone();
            gate.countDown();

            assertThat(before).succeedsWithin(LIMIT).isEqualTo(UID);
        }
    }

    @Test
    void isNotSavedOverAStateThatCouldNotBeRead() {
        AtomicInteger saved = new AtomicInteger();
        StateStore unreadable = new StateStore() {
            @Override
            public Optional<ClientState> load() throws IOException {
                throw new IOException("a test throws this");
            }

            @Override
            public void save(ClientState state) {
                saved.incrementAndGet();
            }
        };
        try (FakeOpampServer server = FakeOpampServer.start();
                OpampClient client = OpampClient.builder(server.httpEndpoint())
                        .agent(AgentDescription.of("checkout", "1.4.0"))
                        .stateStore(unreadable)
                        .build()) {
            client.start();
            server.awaitMessages(1, LIMIT);
        }
        assertThat(saved).hasValue(0);
    }

    @Test
    void isTheOneThatTheServerSees() {
        try (FakeOpampServer server = FakeOpampServer.start();
                OpampClient client = OpampClient.builder(server.httpEndpoint())
                        .agent(AgentDescription.of("checkout", "1.4.0"))
                        .build()) {
            client.start();
            ReceivedMessage first = server.awaitMessages(1, LIMIT).get(0);

            assertThat(client.instanceUid().join().toBytes().toByteArray())
                    .isEqualTo(first.instanceUid().toByteArray());
        }
    }

    @Test
    void isNotWaitedForAfterTheEnd() {
        OpampClient client = client().build();
        CompletableFuture<InstanceUid> never = client.instanceUid();
        client.close();

        assertThat(never)
                .failsWithin(LIMIT)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(OpampException.class);
    }

    @Test
    void isNobodyElsesToSet() {
        try (OpampClient client = client().build()) {
            client.instanceUid().complete(UID);
            client.start();

            assertThat(client.instanceUid()).succeedsWithin(LIMIT).isNotEqualTo(UID);
        }
    }
}
