package io.amp4j.opamp.client;

import io.amp4j.opamp.transport.Connection;
import io.amp4j.opamp.transport.ConnectionListener;
import io.amp4j.opamp.transport.ConnectionTarget;
import io.amp4j.opamp.transport.Transport;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A transport without a network: its server answers every message with an empty one, except where a script does something else. */
final class ScriptedTransport implements Transport {

    /** What happens in place of opening a connection as it should be. */
    interface Script {
        @Nullable
        Connection open(ConnectionTarget target, ConnectionListener listener);
    }

    /** The host whose connections follow the script. */
    static final String FAULTY = "faulty.example";

    final List<Answering> connections = new CopyOnWriteArrayList<>();
    final BlockingQueue<ConnectionListener> scripted = new LinkedBlockingQueue<>();
    volatile @Nullable Script script;
    volatile boolean closed;

    @Override
    @SuppressWarnings("NullAway") // some scripts return null, which no transport may
    public Connection open(ConnectionTarget target, ConnectionListener listener) {
        Script now = script;
        if (now != null && FAULTY.equals(target.endpoint().getHost())) {
            scripted.add(listener);
            return now.open(target, listener);
        }
        Answering connection = new Answering(target, listener);
        connections.add(connection);
        listener.onOpen();
        return connection;
    }

    @Override
    public void close() {
        closed = true;
    }

    /** A connection that works, on the threads of its caller. */
    static class Answering implements Connection {
        final ConnectionTarget target;
        final ConnectionListener listener;
        final BlockingQueue<byte[]> sent = new LinkedBlockingQueue<>();
        volatile boolean aborted;
        volatile boolean left;

        Answering(ConnectionTarget target, ConnectionListener listener) {
            this.target = target;
            this.listener = listener;
        }

        @Override
        public void send(byte[] protobuf, String instanceUid) {
            sent.add(protobuf);
            if (target.isWebSocket()) {
                listener.onSent();
            }
            listener.onMessage(new byte[0]);
        }

        @Override
        public void close(int code, String reason) {
            left = true;
            listener.onClosed(code, reason);
        }

        @Override
        public void abort() {
            aborted = true;
        }
    }
}
