package io.amp4j.opamp.transport;

/**
 * Opens connections to OpAMP servers. One transport serves any number of agents, on threads of its own and not one for each.
 *
 * <p>{@code OpampClient.builder(…).transport(…)} and {@code OpampFleet.builder().transport(…)} take one. Who makes a transport closes
 * it, after the clients that use it: neither client nor fleet closes a transport that it was given.
 *
 * <p><b>Division of work.</b> The transport enforces {@link ConnectionTimeouts}, {@link MessageLimits}, pings and pongs. It
 * does not try again, and never sends a message twice that may have arrived. The client decides when to connect and what to send, backs
 * off, and gives up on a connection that keeps silent for 15 s longer than {@link ConnectionTimeouts#call()}. A transport that fails,
 * blocks or breaks this contract costs failed attempts of the agents concerned; the client goes on, and so do its other agents.
 *
 * <p><b>Secrets.</b> Headers, TLS keys, proxy credentials and messages must not reach a log, an exception, a thread name or the text of a
 * {@link TransportFailure}; no header may follow a redirect to another server.
 *
 * <p>What crosses the wire is defined by the sections <a
 * href="https://github.com/open-telemetry/opamp-spec/blob/main/specification.md#websocket-transport">WebSocket Transport</a> and <a
 * href="https://github.com/open-telemetry/opamp-spec/blob/main/specification.md#plain-http-transport">Plain HTTP Transport</a> of the OpAMP
 * specification. Methods that this interface gets later will have a default.
 *
 * @since 0.1.0
 */
public interface Transport extends AutoCloseable {

    /**
     * Starts to open a connection and returns at once; what comes of it is told to the listener. The scheme of the endpoint picks the
     * protocol: {@code http} and {@code https}, or {@code ws} and {@code wss}. A transport may do without one of the two.
     *
     * <p>HTTP: nothing is opened yet, and {@link ConnectionListener#onOpen()} follows at once. WebSocket: {@code onOpen} follows after the
     * upgrade, or else {@link ConnectionListener#onFailed}.
     *
     * <p>May be called by several threads at a time. A client that was given this transport calls it on threads that are there for such
     * code, one call at a time for each agent.
     *
     * @param target where to connect, and how
     * @param listener hears of this connection alone; it may be called before this method returns
     * @throws IllegalArgumentException if this transport has no such protocol; the client counts a failed attempt
     * @throws IllegalStateException if this transport is closed
     */
    Connection open(ConnectionTarget target, ConnectionListener listener);

    /** Aborts every connection and ends the threads of this transport. Does not wait for them, may be repeated, does not throw. */
    @Override
    void close();
}
