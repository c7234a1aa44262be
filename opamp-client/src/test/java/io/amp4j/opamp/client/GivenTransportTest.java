package io.amp4j.opamp.client;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampException;
import io.amp4j.opamp.OpampFleet;
import io.amp4j.opamp.OpampStatus;
import io.amp4j.opamp.client.ScriptedTransport.Answering;
import io.amp4j.opamp.testing.ManualTime;
import io.amp4j.opamp.transport.Connection;
import io.amp4j.opamp.transport.ConnectionListener;
import io.amp4j.opamp.transport.ConnectionTarget;
import io.amp4j.opamp.transport.TransportFailure;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A transport that the program brings: who closes it, and what its faults cost. */
class GivenTransportTest {
    private static final Duration STEP = Duration.ofSeconds(20);
    private static final int MOST_HANGING = 4;

    private final ScriptedTransport transport = new ScriptedTransport();
    private final ManualTime time = new ManualTime();
    private final OpampFleet fleet = OpampFleet.builder()
            .transport(transport)
            .clock(time.clock())
            .ticker(time.ticker())
            .scheduler(time.scheduler())
            .build();
    private final RecordingCallbacks faulty = new RecordingCallbacks();
    private final RecordingCallbacks healthy = new RecordingCallbacks();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        fleet.close();
    }

    private OpampClient start(String endpoint, RecordingCallbacks callbacks) {
        OpampClient client = fleet.client(URI.create(endpoint))
                .firstHeartbeatSpread(0)
                .agent(AgentDescription.of("checkout", "1"))
                .callbacks(callbacks)
                .build();
        client.start();
        return client;
    }

    /** Lets time pass until something has come to be. */
    private void advanceUntil(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            time.advance(STEP);
            release.await(5, TimeUnit.MILLISECONDS);
        }
    }

    /** Blocks whatever interrupts it, until the test is over. */
    private void hang() {
        boolean released = false;
        while (!released) {
            try {
                release.await();
                released = true;
            } catch (InterruptedException e) {
                // It does not heed this.
            }
        }
    }

    /** What a transport must not do. Each of them costs an attempt. */
    private enum Fault {
        OPEN_THROWS {
            @Override
            Connection open(GivenTransportTest test, ConnectionTarget target, ConnectionListener listener) {
                throw new IllegalStateException("a test throws this");
            }
        },
        OPEN_THROWS_AN_ERROR {
            @Override
            Connection open(GivenTransportTest test, ConnectionTarget target, ConnectionListener listener) {
                throw new StackOverflowError("a test throws this");
            }
        },
        OPEN_RETURNS_NULL {
            @Override
            @Nullable
            Connection open(GivenTransportTest test, ConnectionTarget target, ConnectionListener listener) {
                return null;
            }
        },
        OPEN_HANGS {
            @Override
            Connection open(GivenTransportTest test, ConnectionTarget target, ConnectionListener listener) {
                test.hang();
                return new Answering(target, listener);
            }
        },
        OPENS_AND_HANGS {
            @Override
            Connection open(GivenTransportTest test, ConnectionTarget target, ConnectionListener listener) {
                listener.onOpen();
                test.hang();
                return new Answering(target, listener);
            }
        },
        NEVER_OPENS {
            @Override
            Connection open(GivenTransportTest test, ConnectionTarget target, ConnectionListener listener) {
                return new Answering(target, listener);
            }
        },
        SEND_THROWS {
            @Override
            void send(GivenTransportTest test, ConnectionListener listener) {
                throw new IllegalStateException("a test throws this");
            }
        },
        SEND_HANGS {
            @Override
            void send(GivenTransportTest test, ConnectionListener listener) {
                test.hang();
            }
        },
        NEVER_ANSWERS {
            @Override
            void send(GivenTransportTest test, ConnectionListener listener) {
                // Nothing comes of it.
            }
        },
        ABORT_HANGS {
            @Override
            void send(GivenTransportTest test, ConnectionListener listener) {
                // Nothing comes of it.
            }

            @Override
            void abort(GivenTransportTest test) {
                test.hang();
            }
        },
        ABORT_THROWS {
            @Override
            void send(GivenTransportTest test, ConnectionListener listener) {
                // Nothing comes of it.
            }

            @Override
            void abort(GivenTransportTest test) {
                throw new StackOverflowError("a test throws this");
            }
        },
        MESSAGE_IS_NULL {
            @Override
            @SuppressWarnings("NullAway") // that is the fault
            void send(GivenTransportTest test, ConnectionListener listener) {
                listener.onMessage(null);
            }
        },
        FAILURE_IS_NULL {
            @Override
            @SuppressWarnings("NullAway") // that is the fault
            void send(GivenTransportTest test, ConnectionListener listener) {
                listener.onFailed(null);
            }
        },
        CLOSES_UNASKED {
            @Override
            @SuppressWarnings("NullAway") // that is the fault
            void send(GivenTransportTest test, ConnectionListener listener) {
                listener.onClosed(1000, null);
            }
        };

        @Nullable
        Connection open(GivenTransportTest test, ConnectionTarget target, ConnectionListener listener) {
            listener.onOpen();
            return new Answering(target, listener) {
                @Override
                public void send(byte[] protobuf, String instanceUid) {
                    if (test.transport.script == null) {
                        super.send(protobuf, instanceUid);
                    } else {
                        Fault.this.send(test, listener);
                    }
                }

                @Override
                public void abort() {
                    Fault.this.abort(test);
                }
            };
        }

        void send(GivenTransportTest test, ConnectionListener listener) {}

        void abort(GivenTransportTest test) {}
    }

    @ParameterizedTest
    @EnumSource
    void aFaultOnHttpCostsAttemptsOfOneAgent(Fault fault) throws Exception {
        costsAttemptsOfOneAgent("http", fault);
    }

    @ParameterizedTest
    @EnumSource
    void aFaultOnWebSocketCostsAttemptsOfOneAgent(Fault fault) throws Exception {
        costsAttemptsOfOneAgent("ws", fault);
    }

    private void costsAttemptsOfOneAgent(String scheme, Fault fault) throws Exception {
        transport.script = (target, listener) -> fault.open(this, target, listener);
        OpampClient client = start(scheme + "://" + ScriptedTransport.FAULTY, faulty);
        advanceUntil(() -> faulty.names.contains("onConnectFailed") || faulty.names.contains("onDisconnect"));
        OpampClient other = start(scheme + "://healthy.example", healthy);
        healthy.await(MessageData.class);
        assertThat(other.status().failedAttempts()).isZero();

        transport.script = null;

        advanceUntil(() -> faulty.names.contains("onMessage"));
        fleet.awaitIdle(Duration.ofSeconds(20));
        assertThat(client.status().state()).isEqualTo(OpampStatus.State.CONNECTED);
        long begin = System.nanoTime();
        fleet.close();
        assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(30));
    }

    @Test
    void holdsFewThreadsThoughEachAttemptHangs() throws Exception {
        transport.script = (target, listener) -> Fault.OPEN_HANGS.open(this, target, listener);
        start("ws://" + ScriptedTransport.FAULTY, faulty);
        List<String> why = new ArrayList<>();
        advanceUntil(
                () -> faulty.names.stream().filter("onConnectFailed"::equals).count() > 2L * MOST_HANGING);
        for (int i = 0; i < 2 * MOST_HANGING; i++) {
            why.add(faulty.await(ConnectionFailure.class).message());
        }
        assertThat(transport.scripted).hasSize(MOST_HANGING);
        assertThat(why.get(2 * MOST_HANGING - 1)).contains("has not returned from 4 earlier calls");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "ws"})
    void whatIsToldTwiceOrOutOfOrderIsDropped(String scheme) throws Exception {
        transport.script = (target, listener) -> {
            // Before anything is open.
            listener.onSent();
            listener.onMessage(new byte[] {1, 2, 3});
            listener.onMalformed("nothing");
            listener.onOpen();
            listener.onOpen();
            listener.onSent();
            return new Answering(target, listener) {
                @Override
                public void send(byte[] protobuf, String instanceUid) {
                    listener.onWorkStarted();
                    listener.onWorkStarted();
                    super.send(protobuf, instanceUid);
                    listener.onSent();
                    if (!target.isWebSocket()) {
                        listener.onMessage(new byte[0]);
                        listener.onFailed(TransportFailure.of(TransportFailure.Kind.LOST, "too late", null));
                    }
                }
            };
        };
        try (WarningLog log = new WarningLog()) {
            OpampClient client = start(scheme + "://" + ScriptedTransport.FAULTY, faulty);
            faulty.await(MessageData.class);
            time.advance(Duration.ofSeconds(30));
            faulty.await(MessageData.class);
            assertThat(client.status().failedAttempts()).isZero();
            assertThat(client.status().malformedMessages()).isZero();
            assertThat(transport.scripted).hasSize(1);
            assertThat(log.with("breaks its contract")).hasSize(1);
        }
        assertThat(faulty.names).filteredOn("onMessage"::equals).hasSize(2);
        assertThat(faulty.names).doesNotContain("onConnectFailed", "onDisconnect");
    }

    @Test
    void aSendThatWaitsForItsTurnIsNotGivenUpForThat() throws Exception {
        BlockingQueue<ConnectionListener> sends = new LinkedBlockingQueue<>();
        transport.script = (target, listener) -> {
            listener.onOpen();
            return new Answering(target, listener) {
                @Override
                public void send(byte[] protobuf, String instanceUid) {
                    sends.add(listener);
                }
            };
        };
        OpampClient client = start("http://" + ScriptedTransport.FAULTY, faulty);
        ConnectionListener listener = requireNonNull(sends.poll(20, TimeUnit.SECONDS));

        time.advance(Duration.ofSeconds(60));
        listener.onWorkStarted();
        // More than the 75 s that an attempt has, and less since its work has begun.
        time.advance(Duration.ofSeconds(60));
        listener.onMessage(new byte[0]);

        faulty.await(MessageData.class);
        assertThat(client.status().failedAttempts()).isZero();
        assertThat(sends.size()).isLessThanOrEqualTo(1);
    }

    @Test
    void aConnectionThatCannotBeClosedIsAborted() throws Exception {
        CountDownLatch abortedOnce = new CountDownLatch(1);
        transport.script = (target, listener) -> {
            listener.onOpen();
            return new Answering(target, listener) {
                @Override
                public void close(int code, String reason) {
                    throw new IllegalStateException("a test throws this");
                }

                @Override
                public void abort() {
                    abortedOnce.countDown();
                }
            };
        };
        OpampClient client = start("ws://" + ScriptedTransport.FAULTY, faulty);
        advanceUntil(() -> faulty.names.contains("onMessage"));

        client.close();

        assertThat(abortedOnce.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "ws"})
    void whatIsToldOfAConnectionThatWasGivenUpIsDropped(String scheme) throws Exception {
        transport.script = (target, listener) -> Fault.NEVER_OPENS.open(this, target, listener);
        OpampClient client = start(scheme + "://" + ScriptedTransport.FAULTY, faulty);
        advanceUntil(() -> faulty.names.contains("onConnectFailed"));
        ConnectionListener late = transport.scripted.take();
        transport.script = null;
        advanceUntil(() -> faulty.names.contains("onMessage"));
        fleet.awaitIdle(Duration.ofSeconds(20));
        long failed = client.status().failedAttempts();
        int said = faulty.names.size();

        late.onOpen();
        late.onSent();
        late.onMessage(new byte[] {1, 2, 3});
        late.onFailed(TransportFailure.of(TransportFailure.Kind.LOST, "too late", null));
        late.onClosed(1000, "too late");

        assertThat(client.status().state()).isEqualTo(OpampStatus.State.CONNECTED);
        assertThat(client.status().failedAttempts()).isEqualTo(failed);
        assertThat(faulty.names).hasSize(said);
    }

    @Test
    void staysOpenWhenTheClientCloses() throws Exception {
        RecordingCallbacks callbacks = new RecordingCallbacks();
        OpampClient client = OpampClient.builder(URI.create("ws://healthy.example"))
                .agent(AgentDescription.of("checkout", "1"))
                .callbacks(callbacks)
                .transport(transport)
                .build();
        client.start();
        callbacks.await(MessageData.class);

        client.close();

        assertThat(transport.connections)
                .singleElement()
                .satisfies(connection -> assertThat(connection.left).isTrue());
        assertThat(transport.closed).isFalse();
    }

    @Test
    void staysOpenWhenTheFleetClosesWhichUsesItForAllItsClients() throws Exception {
        start("ws://one.example", faulty);
        start("http://two.example", healthy);
        faulty.await(MessageData.class);
        healthy.await(MessageData.class);

        fleet.close();

        assertThat(transport.connections)
                .extracting(connection -> connection.target.endpoint().getHost())
                .containsExactlyInAnyOrder("one.example", "two.example");
        // The transport is called by a thread of its own, which may come to it a moment later.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!transport.connections.stream().allMatch(connection -> connection.left || connection.aborted)) {
            assertThat(System.nanoTime()).as("both are left or aborted").isLessThan(deadline);
            Thread.onSpinWait();
        }
        assertThat(transport.closed).isFalse();
    }

    @Test
    void hearsOfTheEndOfEachConnectionThoughEachExchangeHasAnother() throws Exception {
        fleet.client(URI.create("http://healthy.example"))
                .firstHeartbeatSpread(0)
                .agent(AgentDescription.of("checkout", "1"))
                .callbacks(healthy)
                .headerSupplier(() -> Map.of("X-Token", "1"))
                .build()
                .start();
        healthy.await(MessageData.class);
        time.advance(Duration.ofSeconds(30));
        healthy.await(MessageData.class);

        assertThat(transport.connections).hasSize(2);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!transport.connections.get(0).aborted) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void isTheFleetsAndNotOfOneOfItsClients() {
        assertThatExceptionOfType(OpampException.class)
                .isThrownBy(() -> fleet.client(URI.create("http://one.example"))
                        .agent(AgentDescription.of("checkout", "1"))
                        .transport(transport)
                        .build())
                .withMessageContaining("transport and callback executor of a client in a fleet are those of the fleet");
    }
}
