package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.internal.log.SafeLogger;
import io.amp4j.opamp.transport.Connection;
import io.amp4j.opamp.transport.ConnectionListener;
import io.amp4j.opamp.transport.ConnectionTarget;
import io.amp4j.opamp.transport.Transport;
import io.amp4j.opamp.transport.TransportFailure;
import io.amp4j.opamp.transport.TransportFailure.Kind;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Wraps a user's transport. The transport is called on threads for user code and never on the loop, and its calls of the listener are
 * checked against the contract: if it throws, blocks, or calls the listener twice, late or out of order, only attempts of the agents
 * concerned fail.
 */
public final class GuardedTransport implements Transport {

    /** How many calls of one agent may be blocked before no further connection is tried: each of them occupies a thread. */
    static final int MOST_HANGING = 4;

    private static final SafeLogger LOGGER = SafeLogger.of(GuardedTransport.class);

    private final Transport given;
    /**
     * With a counter of its own: whether a client is idle depends on the outcomes that its connections report, not on when the transport's
     * code returns.
     */
    private final ElasticPool threads =
            new ElasticPool("opamp-transport-", Integer.MAX_VALUE, new WorkCounter(), WorkCounter.Kind.EXCHANGE);

    private final Set<GuardedConnection> live = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean breachTold = new AtomicBoolean();

    /** @param given the user's transport, which stays open when this is closed */
    public GuardedTransport(Transport given) {
        this.given = given;
    }

    /** Returns the transport of one agent, so that blocked calls are counted for each agent. */
    Transport ofAgent() {
        return new OfAgent();
    }

    @Override
    public Connection open(ConnectionTarget target, ConnectionListener listener) {
        return ofAgent().open(target, listener);
    }

    /** Aborts the connections that were opened through this, but does not close the user's transport. */
    @Override
    public void close() {
        live.forEach(GuardedConnection::abort);
        threads.shutdown();
    }

    Transport given() {
        return given;
    }

    ElasticPool threads() {
        return threads;
    }

    void ended(GuardedConnection connection) {
        live.remove(connection);
    }

    /** Logs once that the transport breaks its contract. */
    void breach(String what) {
        if (breachTold.compareAndSet(false, true)) {
            LOGGER.warning("the transport " + given.getClass().getName() + " breaks its contract: " + what
                    + "; this is ignored, and so is what follows of the kind, without a further word");
        }
    }

    private final class OfAgent implements Transport {
        private final AtomicInteger calls = new AtomicInteger();

        @Override
        public Connection open(ConnectionTarget target, ConnectionListener listener) {
            if (calls.get() >= MOST_HANGING) {
                listener.onFailed(TransportFailure.of(
                        Kind.TIMEOUT, "the transport has not returned from " + MOST_HANGING + " earlier calls", null));
                return Ended.INSTANCE;
            }
            GuardedConnection connection =
                    new GuardedConnection(GuardedTransport.this, target.isWebSocket(), listener, calls);
            live.add(connection);
            connection.open(target);
            return connection;
        }

        @Override
        public void close() {
            // There is nothing that belongs to one agent.
        }
    }

    /** A connection that was never opened. */
    private enum Ended implements Connection {
        INSTANCE;

        @Override
        public void send(byte[] protobuf, String instanceUid) {
            // No outcome, as on any connection that has ended.
        }

        @Override
        public void close(int code, String reason) {
            // It has ended.
        }

        @Override
        public void abort() {
            // It has ended.
        }
    }
}
