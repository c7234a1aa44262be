package io.amp4j.opamp.transport;

/**
 * Opens connections to OpAMP servers. One transport serves any number of agents on a shared set of its own threads.
 *
 * <p>{@code OpampClient.builder(…).transport(…)} and {@code OpampFleet.builder().transport(…)} accept one. Whoever creates a transport
 * closes it, after the clients that use it: neither a client nor a fleet closes a transport that it was given.
 *
 * <p><b>Division of work.</b> The transport enforces {@link ConnectionTimeouts}, {@link MessageLimits}, pings and pongs. It does not retry,
 * and never sends a message twice that may have arrived. The client decides when to connect and what to send, backs off, and aborts a
 * connection that reports nothing for 15 s longer than {@link ConnectionTimeouts#call()}. If a transport fails, blocks or breaks this
 * contract, attempts of the agents concerned fail; the client and its other agents continue.
 *
 * <p><b>Secrets.</b> Headers, TLS keys, proxy credentials and messages must not reach a log, an exception, a thread name or the text of a
 * {@link TransportFailure}; no header may follow a redirect to another server.
 *
 * <p>The format on the wire is defined by the sections <a
 * href="https://github.com/open-telemetry/opamp-spec/blob/main/specification.md#websocket-transport">WebSocket Transport</a> and <a
 * href="https://github.com/open-telemetry/opamp-spec/blob/main/specification.md#plain-http-transport">Plain HTTP Transport</a> of the OpAMP
 * specification. Methods added to this interface later will have a default implementation.
 *
 * @since 0.1.0
 */
public interface Transport extends AutoCloseable {

    /**
     * Starts to open a connection and returns at once; the outcome is reported to the listener. The scheme of the endpoint selects the
     * protocol: {@code http} and {@code https}, or {@code ws} and {@code wss}. A transport may support only one of the two.
     *
     * <p>HTTP: nothing is opened yet, and {@link ConnectionListener#onOpen()} follows at once. WebSocket: {@code onOpen} follows after the
     * upgrade, or else {@link ConnectionListener#onFailed}.
     *
     * <p>Must be thread-safe. The client calls a transport that it was given on threads for user code, one call at a time for each agent.
     *
     * @param target where to connect, and how
     * @param listener receives the events of this connection only; it may be called before this method returns
     * @throws IllegalArgumentException if this transport does not support the protocol; the client counts a failed attempt
     * @throws IllegalStateException if this transport is closed
     */
    Connection open(ConnectionTarget target, ConnectionListener listener);

    /**
     * Aborts every connection and ends the threads of this transport. Does not wait for them and does not throw; may be called more than
     * once.
     */
    @Override
    void close();
}
