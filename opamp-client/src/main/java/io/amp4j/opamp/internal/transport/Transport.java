package io.amp4j.opamp.internal.transport;

/** Opens connections to OpAMP servers. One transport serves any number of agents on a fixed number of threads. */
public interface Transport extends AutoCloseable {

    /**
     * Starts to open a connection and returns at once. The scheme of the endpoint picks the transport: {@code http} and
     * {@code https}, or {@code ws} and {@code wss}.
     *
     * <p>On HTTP nothing is opened yet, and {@link ConnectionListener#onOpen()} follows at once from a transport thread. On
     * WebSocket the listener hears {@code onOpen} after the upgrade, or {@code onFailed}.
     *
     * @throws IllegalArgumentException if the scheme is none of the four
     * @throws IllegalStateException if this transport is closed
     */
    Connection open(ConnectionTarget target, ConnectionListener listener);

    /** Aborts every connection and ends the threads of this transport. Does not wait for them, may be called twice. */
    @Override
    void close();
}
