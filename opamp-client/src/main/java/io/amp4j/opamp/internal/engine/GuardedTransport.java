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
 * A transport that a user has given. It is called on threads for the code of users and never on the loop, and what it tells is held against
 * its contract: a transport that throws, blocks, or tells something twice, late or out of order costs attempts of the agents concerned.
 */
public final class GuardedTransport implements Transport {

    /** How many calls of one agent may hang until no further connection is tried: each of them holds a thread. */
    static final int MOST_HANGING = 4;

    private static final SafeLogger LOGGER = SafeLogger.of(GuardedTransport.class);

    private final Transport given;
    /** Counted apart: whether a client is idle goes by what its connections are told, and not by when the transport's code returns. */
    private final ElasticPool threads =
            new ElasticPool("opamp-transport-", Integer.MAX_VALUE, new WorkCounter(), WorkCounter.Kind.EXCHANGE);

    private final Set<GuardedConnection> live = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean breachTold = new AtomicBoolean();

    /** @param given stays open when this is closed */
    public GuardedTransport(Transport given) {
        this.given = given;
    }

    /** Returns what one agent connects with, so that calls which hang are counted for each. */
    Transport ofAgent() {
        return new OfAgent();
    }

    @Override
    public Connection open(ConnectionTarget target, ConnectionListener listener) {
        return ofAgent().open(target, listener);
    }

    /** Aborts the connections that were opened through this, and leaves the transport to its owner. */
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

    /** Says once that the transport does what it must not; nothing depends on it. */
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
            // There is nothing of one agent alone.
        }
    }

    /** A connection that never was. */
    private enum Ended implements Connection {
        INSTANCE;

        @Override
        public void send(byte[] protobuf, String instanceUid) {
            // Without an outcome, as on any connection that has ended.
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
