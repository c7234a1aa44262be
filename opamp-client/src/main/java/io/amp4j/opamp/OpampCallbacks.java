package io.amp4j.opamp;

/**
 * The callbacks of a client. By default, methods only return; override those that you need. Which of {@link #onRemoteConfig},
 * {@link #onRestart}, {@link #onConnectionSettings}, {@link #onOwnTelemetry} and {@link #onOtherConnection} a class overrides decides which
 * capabilities the agent reports to the server. A decorator, or the proxy of a framework, overrides all methods: with those, set the
 * capabilities with {@link OpampClientBuilder#acceptRemoteConfig} and the similar options.
 *
 * <p>Every method gets the client that calls it: the object that {@link OpampClientBuilder#build} returned. This also holds for agents of
 * an {@link OpampFleet}, and for calls before {@link OpampClient#start} has returned. Callbacks may call all methods of the client.
 *
 * <p>Methods are called one at a time and in order, never on a thread that the protocol needs. They may block: heartbeats continue
 * meanwhile, and other clients, including those of the same fleet, do not wait for them. An exception is logged and otherwise ignored,
 * except where a method says otherwise. No method is called once {@link OpampClient#close()} has returned.
 *
 * <p>While a method does not return, further calls are queued. The queue is bounded, whatever the server sends meanwhile: of each of the
 * following groups only the newest calls are kept. Older ones are skipped, which is logged once and counted in
 * {@link OpampStatus#skippedCallbacks}.
 *
 * <ul>
 *   <li>{@link #onConnect}, {@link #onConnectFailed} and {@link #onDisconnect}: together 256;
 *   <li>{@link #onMessage} and {@link #onError}: together 256, and at most 4 MiB of messages, not counting the last one;
 *   <li>{@link #onCustomMessage}: 1,024, with the same limit of size;
 *   <li>{@link #onRemoteConfig}, {@link #onConnectionSettings}, {@link #onCertificateRefused} and {@link #onInstanceUid}: only the newest;
 *       calls skipped for it are not counted, because the newest one supersedes them.
 * </ul>
 *
 * A call of {@link #onRestart} is never skipped, and neither is any message to the server.
 *
 * @since 0.1.0
 */
public interface OpampCallbacks {

    /**
     * The server can be reached. Over HTTP: called after each successful exchange, heartbeats included, before its answer is processed.
     * Over WebSocket: called when the connection is open.
     */
    default void onConnect(OpampClient client) {}

    /**
     * An attempt to reach the server failed; the client tries again by itself. Called exactly once for each failed attempt. The client logs
     * the first of several failures in a row, unless {@link OpampClientBuilder#logFailures} is off, so callbacks need not log them.
     */
    default void onConnectFailed(OpampClient client, ConnectionFailure failure) {}

    /** An open WebSocket was lost or was closed by the server; the client connects again by itself. Logged like a failed attempt. */
    default void onDisconnect(OpampClient client, ConnectionFailure failure) {}

    /** The server answered with an error. The client handles it; the rest of that message is ignored. */
    default void onError(OpampClient client, ServerError error) {}

    /** A message without an error arrived. Called before the methods for the message's parts. Not called for a restart that is accepted. */
    default void onMessage(OpampClient client, MessageData message) {}

    /**
     * The server offers a configuration that differs from the one handled last. The client reports the outcome. An exception, or null, is
     * reported as {@link ConfigOutcome#failed}. If a newer offer arrives meanwhile, this is called again for it, and only the newer outcome
     * is reported.
     *
     * <p>With a {@link StateStore}, this is also called after a restart, with the configuration applied last, unless
     * {@link OpampClientBuilder#reapplyStoredConfig} is off.
     */
    default ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
        return ConfigOutcome.failed("this agent does not accept a remote configuration");
    }

    /**
     * The server offers settings for the OpAMP connection. The client has checked them, but not used them yet. If the agent accepts them,
     * the client saves them, disconnects, connects with them and waits for an answer; if there is none, it returns to the settings that
     * worked last. It reports the outcome either way. An exception, or null, is a refusal. If the callbacks do not override this and
     * {@link OpampClientBuilder#acceptConnectionSettings} is on, all settings that pass the checks are accepted.
     *
     * @param offered the offered settings; those left out keep their present value, except the client certificate, which is then no longer
     *     used
     */
    @Experimental(Experimental.Stage.BETA)
    default ConnectionSettingsOutcome onConnectionSettings(OpampClient client, ConnectionSettings offered) {
        return ConnectionSettingsOutcome.refuse("this agent does not take connection settings");
    }

    /**
     * The server offers a destination for one kind of the agent's own telemetry. If the agent accepts it, the client stores it, calls this
     * again after a restart of the process, and reports to the server that the destination is in use; so return only when it is. A kind
     * that is not offered keeps its present destination.
     */
    @Experimental(Experimental.Stage.BETA)
    default ConnectionSettingsOutcome onOwnTelemetry(OpampClient client, TelemetryDestination destination) {
        return ConnectionSettingsOutcome.refuse("this agent does not send telemetry of its own");
    }

    /**
     * The server offers settings of a connection whose meaning only the agent knows; otherwise this is like {@link #onOwnTelemetry}.
     *
     * @param name the name of the connection
     * @param settings all settings to use from now on; where the server left one out, it has the value of an earlier offer
     */
    @Experimental(Experimental.Stage.BETA)
    default ConnectionSettingsOutcome onOtherConnection(OpampClient client, String name, ConnectionSettings settings) {
        return ConnectionSettingsOutcome.refuse("this agent has no such connection");
    }

    /**
     * The server commands the agent to restart. Before this call the client has sent agent_disconnect, if it could, and has disconnected.
     * It stays disconnected, without heartbeats, until this returns or throws. Then it connects again, unless it was closed: under the same
     * identity, with continued sequence numbers, and it reports everything as at the start. If the command arrives again within 30 s, the
     * client stays disconnected for another 30 s.
     *
     * <p>To restart the process, end it from this method: you may call {@link System#exit}, and a shutdown hook that closes the client does
     * not wait for this method.
     */
    default void onRestart(OpampClient client) {}

    /**
     * A message arrived for one of the custom capabilities that this agent has announced. Messages arrive in order. An answer of the same
     * capability is sent whether or not the server has announced that capability. The protocol does not acknowledge custom messages: one
     * that is skipped because this method blocks is lost.
     */
    default void onCustomMessage(OpampClient client, CustomMessage message) {}

    /**
     * The server refused to issue the certificate that the agent requested, see {@link OpampClientBuilder#certificateRequests}. The same
     * request is not sent again. The client sends another one, with another key, after some ten minutes, then after increasing waits of up
     * to a day, or when {@link OpampClient#requestCertificate()} is called.
     *
     * @param reason what the server said
     */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    default void onCertificateRefused(OpampClient client, String reason) {}

    /** The server assigned the agent another identity, which is in use from now on. */
    default void onInstanceUid(OpampClient client, InstanceUid instanceUid) {}
}
