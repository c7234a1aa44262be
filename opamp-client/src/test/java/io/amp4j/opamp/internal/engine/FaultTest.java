package io.amp4j.opamp.internal.engine;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.BackoffPolicy;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.internal.session.Event;
import io.amp4j.opamp.internal.session.SessionConfig;
import io.amp4j.opamp.testing.ManualTime;
import io.amp4j.opamp.transport.Connection;
import io.amp4j.opamp.transport.ConnectionListener;
import io.amp4j.opamp.transport.ConnectionTarget;
import io.amp4j.opamp.transport.Transport;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is thrown where an agent is handled is a failed attempt of that agent, told and tried again, and nothing to others. */
class FaultTest {

    private static final OpampClient CLIENT = OpampClient.builder(URI.create("ws://127.0.0.1:1"))
            .agent(AgentDescription.of("checkout", "1.4.0"))
            .build();

    private final FakeTransport transport = new FakeTransport();
    private final BlockingQueue<ConnectionFailure> failures = new LinkedBlockingQueue<>();
    private @Nullable Engine engine;
    private @Nullable Executor callbacks;
    private @Nullable ScheduledThreadPoolExecutor scheduler;
    private InstantSource clock = InstantSource.system();
    private UnaryOperator<RandomGenerator> faulty = random -> random;

    @AfterEach
    void stop() {
        if (engine != null) {
            engine.close();
        }
        if (scheduler != null) {
            scheduler.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws://127.0.0.1:1/v1/opamp", "http://127.0.0.1:1/v1/opamp"})
    void anEventThatCannotBeHandledEndsTheConnectionAndItComesAgain(String endpoint) throws Exception {
        Agent agent = agent(endpoint);
        agent.start();
        FakeConnection first = transport.next();
        first.listener.onOpen();
        assertThat(first.sent.poll(20, SECONDS)).isNotNull();

        agent.submit(poison());

        assertFailure("HeartbeatChanged", NullPointerException.class);
        assertThat(first.aborted.poll(20, SECONDS)).isNotNull();
        assertThat(agent.status().attempts().failed()).isEqualTo(1);
        assertThat(agent.status().attempts().lastFailure()).isNotNull();
        FakeConnection second = transport.next();
        second.listener.onOpen();
        assertThat(second.sent.poll(20, SECONDS)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws://127.0.0.1:1/v1/opamp", "http://127.0.0.1:1/v1/opamp"})
    void aMessageThatCannotBeSentIsAFailedAttemptAndComesAgain(String endpoint) throws Exception {
        transport.sendErrors.set(2);
        agent(endpoint).start();
        for (int i = 0; i < 2; i++) {
            transport.next().listener.onOpen();
            assertFailure("Send", LinkageError.class);
        }
        FakeConnection third = transport.next();
        third.listener.onOpen();
        assertThat(third.sent.poll(20, SECONDS)).isNotNull();
    }

    @Test
    void aMessageThatCannotBeDecodedEndsTheConnectionAndItComesAgain() throws Exception {
        agent("ws://127.0.0.1:1/v1/opamp").start();
        FakeConnection first = transport.next();
        first.listener.onOpen();
        assertThat(first.sent.poll(20, SECONDS)).isNotNull();

        first.listener.onMessage(nothing());

        assertFailure("read a message of the server", NullPointerException.class);
        assertThat(first.aborted.poll(20, SECONDS)).isNotNull();
        transport.next();
        // What a connection says that is given up is no failure of the next.
        first.listener.onMessage(nothing());
        assertThat(failures).isEmpty();
    }

    @Test
    void aTransportThatThrowsAnErrorIsAFailedAttempt() throws Exception {
        transport.openErrors.set(2);
        agent("ws://127.0.0.1:1/v1/opamp").start();
        assertFailure("open a connection", LinkageError.class);
        assertFailure("open a connection", LinkageError.class);
        assertThat(transport.next()).isNotNull();
    }

    @Test
    void aConnectionThatCannotEvenBeAbortedComesAgain() throws Exception {
        ManualTime time = new ManualTime();
        Engine made = new Engine(transport, time.clock(), time.ticker(), time.scheduler(), null, 1);
        engine = made;
        transport.abortErrors.set(1);
        Agent agent = agent(made, "ws://127.0.0.1:1/v1/opamp", new Told());
        agent.start();
        FakeConnection first = transport.next();
        first.listener.onOpen();
        assertThat(first.sent.poll(20, SECONDS)).isNotNull();
        agent.submit(poison());
        assertFailure("HeartbeatChanged", NullPointerException.class);
        ConnectionFailure told = failures.poll(20, SECONDS);
        assertThat(told).isNotNull();
        assertThat(told.retryIn()).isPositive();
        time.advance(Duration.ofMinutes(1));
        transport.next();
    }

    @Test
    void aSessionThatCannotBeginBeginsLater() throws Exception {
        ManualTime time = new ManualTime();
        Engine made = new Engine(transport, time.clock(), time.ticker(), time.scheduler(), null, 1);
        engine = made;
        AtomicInteger errors = new AtomicInteger(2);
        faulty = random -> () -> {
            if (errors.getAndDecrement() > 0) {
                throw new ExceptionInInitializerError(new IllegalStateException("a test throws this"));
            }
            return random.nextLong();
        };
        agent(made, "ws://127.0.0.1:1/v1/opamp", new Told()).start();
        for (int i = 0; i < 2; i++) {
            ConnectionFailure failure = assertFailure("Started", ExceptionInInitializerError.class);
            assertThat(failure.message())
                    .contains("java.lang.IllegalStateException")
                    .contains("a test throws this");
            assertThat(failure.retryIn()).isPositive();
            time.advance(failure.retryIn());
        }
        transport.next();
    }

    @Test
    void aClockThatFailsStopsNobody() throws Exception {
        clock = () -> {
            throw new StackOverflowError("a test throws this");
        };
        transport.openErrors.set(1);
        agent("ws://127.0.0.1:1/v1/opamp").start();
        assertFailure("open a connection", LinkageError.class);
        transport.next();
    }

    @Test
    void aSchedulerThatIsShutDownStopsNobody() throws Exception {
        scheduler = new ScheduledThreadPoolExecutor(1);
        scheduler.shutdownNow();
        transport.openErrors.set(2);
        agent("ws://127.0.0.1:1/v1/opamp").start();
        transport.next();
    }

    @Test
    void anExecutorThatThrowsStopsNoProtocol() throws Exception {
        callbacks = task -> {
            throw new StackOverflowError("a test throws this");
        };
        transport.openErrors.set(1);
        agent("ws://127.0.0.1:1/v1/opamp").start();
        FakeConnection connection = transport.next();
        connection.listener.onOpen();
        assertThat(connection.sent.poll(20, SECONDS)).isNotNull();
    }

    @Test
    void theFaultsOfOneAgentAreNoneOfAnother() throws Exception {
        Engine made = engine();
        BlockingQueue<ConnectionFailure> others = new LinkedBlockingQueue<>();
        Agent other = agent(made, "ws://127.0.0.1:1/v1/opamp", new OpampCallbacks() {
            @Override
            public void onConnectFailed(OpampClient client, ConnectionFailure failure) {
                others.add(failure);
            }

            @Override
            public void onDisconnect(OpampClient client, ConnectionFailure failure) {
                others.add(failure);
            }
        });
        other.start();
        FakeConnection connection = transport.next();
        connection.listener.onOpen();
        assertThat(connection.sent.poll(20, SECONDS)).isNotNull();

        Agent faulty = agent(made, "ws://127.0.0.1:1/v1/opamp", new Told());
        faulty.start();
        for (int i = 0; i < 5; i++) {
            transport.next().listener.onOpen();
            faulty.submit(poison());
            assertFailure("HeartbeatChanged", NullPointerException.class);
        }
        assertThat(others).isEmpty();
        assertThat(connection.aborted).isEmpty();
        assertThat(other.status().connectivity().isReachable()).isTrue();
    }

    @Test
    void anAgentThatCannotHandleItsEndEndsAllTheSame() throws Exception {
        transport.abortErrors.set(5);
        Agent agent = agent("ws://127.0.0.1:1/v1/opamp");
        agent.start();
        transport.next();
        agent.stop(Duration.ZERO);
        long before = System.nanoTime();
        agent.awaitEnd(before + SECONDS.toNanos(60));
        assertThat(System.nanoTime() - before).isLessThan(SECONDS.toNanos(30));
        assertThat(engine().agents()).isEmpty();
    }

    private ConnectionFailure assertFailure(String doing, Class<? extends Throwable> thrown) throws Exception {
        ConnectionFailure failure = failures.poll(20, SECONDS);
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(ConnectionFailure.Kind.INTERNAL);
        assertThat(failure.message())
                .startsWith("the client itself failed")
                .contains(doing)
                .contains(thrown.getName());
        assertThat(failure.error()).containsInstanceOf(thrown);
        return failure;
    }

    /** An event that no session can handle. */
    @SuppressWarnings("NullAway")
    private static Event poison() {
        return new Event.HeartbeatChanged(null);
    }

    @SuppressWarnings("NullAway")
    private static byte[] nothing() {
        return null;
    }

    private Engine engine() {
        Engine made = engine;
        if (made == null) {
            made = new Engine(transport, clock, null, scheduler, callbacks, 1);
            engine = made;
        }
        return made;
    }

    private Agent agent(String endpoint) {
        return agent(engine(), endpoint, new Told());
    }

    private Agent agent(Engine in, String endpoint, OpampCallbacks told) {
        URI uri = URI.create(endpoint);
        SessionConfig session = SessionConfig.builder(
                        uri.getScheme().equals("http"), AgentDescription.of("checkout", "1.4.0"))
                .backoff(BackoffPolicy.builder().initial(Duration.ofMillis(1)).build())
                .build();
        return in.agent(
                new AgentSpec(
                        session,
                        ConnectionTarget.of(uri),
                        null,
                        told,
                        true,
                        null,
                        null,
                        null,
                        null,
                        config -> config,
                        new NoOffers(ConnectionTarget.of(uri)),
                        null,
                        faulty.apply(new SplittableRandom(1))),
                CLIENT);
    }

    private final class Told implements OpampCallbacks {
        @Override
        public void onConnectFailed(OpampClient client, ConnectionFailure failure) {
            failures.add(failure);
        }

        @Override
        public void onDisconnect(OpampClient client, ConnectionFailure failure) {
            failures.add(failure);
        }
    }

    /** Opens connections on which nothing happens but what a test does. */
    private static final class FakeTransport implements Transport {
        private final BlockingQueue<FakeConnection> opened = new LinkedBlockingQueue<>();
        private final AtomicInteger openErrors = new AtomicInteger();
        private final AtomicInteger sendErrors = new AtomicInteger();
        private final AtomicInteger abortErrors = new AtomicInteger();

        FakeConnection next() throws InterruptedException {
            FakeConnection connection = opened.poll(20, SECONDS);
            assertThat(connection).isNotNull();
            return connection;
        }

        @Override
        public Connection open(ConnectionTarget target, ConnectionListener listener) {
            failAFew(openErrors);
            FakeConnection connection = new FakeConnection(this, listener);
            opened.add(connection);
            return connection;
        }

        static void failAFew(AtomicInteger errors) {
            if (errors.getAndDecrement() > 0) {
                throw new LinkageError("a test throws this");
            }
        }

        @Override
        public void close() {}
    }

    private static final class FakeConnection implements Connection {
        private final BlockingQueue<byte[]> sent = new LinkedBlockingQueue<>();
        private final BlockingQueue<Boolean> aborted = new LinkedBlockingQueue<>();
        private final FakeTransport transport;
        private final ConnectionListener listener;

        FakeConnection(FakeTransport transport, ConnectionListener listener) {
            this.transport = transport;
            this.listener = listener;
        }

        @Override
        public void send(byte[] protobuf, String instanceUidText) {
            FakeTransport.failAFew(transport.sendErrors);
            sent.add(protobuf);
        }

        @Override
        public void close(int code, String reason) {}

        @Override
        public void abort() {
            FakeTransport.failAFew(transport.abortErrors);
            aborted.add(true);
        }
    }
}
