package io.amp4j.opamp;

/**
 * What the client tells its user. Every method does nothing by default; override what you need. Which of {@link #onRemoteConfig},
 * {@link #onRestart}, {@link #onConnectionSettings}, {@link #onOwnTelemetry} and {@link #onOtherConnection} a class overrides decides what the
 * agent tells the server it can do. A decorator, or the proxy of a framework,
 * overrides all: {@link OpampClientBuilder#acceptRemoteConfig} and its like say what counts there.
 *
 * <p>Every method gets the client that it is about: the object that {@link OpampClientBuilder#build} returned, for agents of an
 * {@link OpampFleet} as well, and also when it is called before {@link OpampClient#start} has returned. All its methods may be called from within.
 *
 * <p>Methods are called one at a time and in order, never on a thread that the protocol needs: they may block, and heartbeats go on
 * meanwhile; other clients, of a fleet as well, do not wait for them. What they throw is logged; it changes nothing else, but for {@link #onRemoteConfig}. No method is
 * called once {@link OpampClient#close()} has returned.
 *
 * <p>A method that does not return costs a bounded amount of memory, whatever the server does meanwhile: of each of these the newest
 * wait and the oldest are skipped, which is logged once and counted in {@link OpampStatus#skippedCallbacks}.
 *
 * <ul>
 *   <li>{@link #onConnect}, {@link #onConnectFailed} and {@link #onDisconnect}: together 256;
 *   <li>{@link #onMessage} and {@link #onError}: together 256, and no more than 4 MiB of messages but for the last one;
 *   <li>{@link #onCustomMessage}: 1,024, within the same size;
 *   <li>{@link #onRemoteConfig}, {@link #onConnectionSettings}, {@link #onCertificateRefused} and {@link #onInstanceUid}: the newest alone, which is not counted because it says it all.
 * </ul>
 *
 * A restart is never skipped, and neither is anything on its way to the server.
 *
 * @since 0.1.0
 */
public interface OpampCallbacks {

    /**
     * The server can be reached. On HTTP: an exchange succeeded, each time, heartbeats included, before its answer is processed. On
     * WebSocket: the connection is open.
     */
    default void onConnect(OpampClient client) {}

    /**
     * An attempt to reach the server failed; the client tries again by itself. Comes exactly once for each attempt. The client logs the first
     * of several failures in a row, unless {@link OpampClientBuilder#logFailures} is off, so callbacks need not.
     */
    default void onConnectFailed(OpampClient client, ConnectionFailure failure) {}

    /** A WebSocket that was open is lost or was closed by the server; the client connects again by itself. Logged like a failed attempt. */
    default void onDisconnect(OpampClient client, ConnectionFailure failure) {}

    /** The server answered with an error. The client handles it; the rest of that message is ignored. */
    default void onError(OpampClient client, ServerError error) {}

    /** A message arrived without an error. Comes before the methods for what is in it. Not called for a restart that is accepted. */
    default void onMessage(OpampClient client, MessageData message) {}

    /**
     * The server offers a configuration that is not the one handled last. The client reports the outcome. What this throws, and
     * null, is reported as {@link ConfigOutcome#failed}. If a newer offer arrives meanwhile, it follows and alone counts.
     *
     * <p>With a {@link StateStore}, the configuration applied last comes here again after a restart, unless
     * {@link OpampClientBuilder#reapplyStoredConfig} is off.
     */
    default ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
        return ConfigOutcome.failed("this agent does not accept a remote configuration");
    }

    /**
     * The server offers settings of the connection to itself that this client has checked, before anything is done with them. If the agent
     * takes them, the client saves them, leaves the server, connects with them and waits for an answer; if there is none, it goes back to those
     * that worked last. It reports what came of them either way. What this throws, and null, is a refusal. If no class
     * overrides this and {@link OpampClientBuilder#acceptConnectionSettings} is on, all that has passed the checks is taken.
     *
     * @param offered what the server said; what it left out stays as it is, but for the client certificate, which is then no longer used
     */
    @Experimental(Experimental.Stage.BETA)
    default ConnectionSettingsOutcome onConnectionSettings(OpampClient client, ConnectionSettings offered) {
        return ConnectionSettingsOutcome.refuse("this agent does not take connection settings");
    }

    /**
     * The server says where a kind of the agent's own telemetry should go. If the agent takes it, the client remembers it, tells of it again
     * after a restart of the process, and reports that it is in use; so this returns when it is. A kind that is not offered stays as it is.
     */
    @Experimental(Experimental.Stage.BETA)
    default ConnectionSettingsOutcome onOwnTelemetry(OpampClient client, TelemetryDestination destination) {
        return ConnectionSettingsOutcome.refuse("this agent does not send telemetry of its own");
    }

    /**
     * The server offers settings of a connection that the agent knows the meaning of; the rest is as with {@link #onOwnTelemetry}.
     *
     * @param name the name of the connection
     * @param settings what is to be used from now on, whole; where the server left something out, it is what an earlier offer said
     */
    @Experimental(Experimental.Stage.BETA)
    default ConnectionSettingsOutcome onOtherConnection(OpampClient client, String name, ConnectionSettings settings) {
        return ConnectionSettingsOutcome.refuse("this agent has no such connection");
    }

    /**
     * The server wants the agent to restart. The client has disconnected, has told the server so if it could, and stays disconnected,
     * without heartbeats, until this returns or throws. Then it connects again, unless it was closed: under the same identity and with
     * sequence numbers that go on, and reports everything as at the start. If the command comes again within 30 s, the client stays disconnected
     * for another 30 s.
     *
     * <p>To restart the process, end it from here: {@link System#exit} may be called, and a shutdown hook that closes the client then does
     * not wait for this method.
     */
    default void onRestart(OpampClient client) {}

    /**
     * A message arrived for one of the custom capabilities that this agent has announced. They come in order. An answer of the same
     * capability is sent whether or not the server has announced it. Custom messages are not
     * acknowledged by the protocol: one that is skipped because this method blocks is lost.
     */
    default void onCustomMessage(OpampClient client, CustomMessage message) {}

    /**
     * The server will not issue the certificate that the agent has asked for, see {@link OpampClientBuilder#certificateRequests}. The same request
     * is not sent again. Another one, with another key, follows after some ten minutes, and after longer and longer waits of up to a day, or when
     * {@link OpampClient#requestCertificate()} is called.
     *
     * @param reason what the server said
     */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    default void onCertificateRefused(OpampClient client, String reason) {}

    /** The server gave the agent another identity, which is in use from now on. */
    default void onInstanceUid(OpampClient client, InstanceUid instanceUid) {}
}
