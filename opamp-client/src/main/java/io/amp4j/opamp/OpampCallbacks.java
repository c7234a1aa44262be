package io.amp4j.opamp;

/**
 * What the client tells its user. Every method does nothing by default; override what you need. Which of {@link #onRemoteConfig} and
 * {@link #onRestart} a class overrides decides what the agent tells the server it can do.
 *
 * <p>Methods are called one at a time and in order, never on a thread that the protocol needs: they may block, and heartbeats go on
 * meanwhile; other clients, of a fleet as well, do not wait for them. What they throw is logged; it changes nothing else, but for {@link #onRemoteConfig}. {@link OpampClient#close()} may be
 * called from within; no method is called once it has returned.
 *
 * <p>A method that does not return costs a bounded amount of memory, whatever the server does meanwhile: of each of these the newest
 * wait and the oldest are skipped, which is logged once and counted in {@link OpampStatus#skippedCallbacks}.
 *
 * <ul>
 *   <li>{@link #onConnect}, {@link #onConnectFailed} and {@link #onDisconnect}: together 256;
 *   <li>{@link #onMessage} and {@link #onError}: together 256, and no more than 4 MiB of messages but for the last one;
 *   <li>{@link #onCustomMessage}: 1,024, within the same size;
 *   <li>{@link #onRemoteConfig} and {@link #onInstanceUid}: the newest alone, which is not counted because it says it all.
 * </ul>
 *
 * A restart is never skipped, and neither is anything on its way to the server.
 */
public interface OpampCallbacks {

    /**
     * The server can be reached. On HTTP: an exchange succeeded, each time, heartbeats included, before its answer is processed. On
     * WebSocket: the connection is open.
     */
    default void onConnect() {}

    /** An attempt to reach the server failed; the client tries again by itself. Comes exactly once for each attempt. */
    default void onConnectFailed(ConnectionFailure failure) {}

    /** A WebSocket that was open is lost or was closed by the server; the client connects again by itself. */
    default void onDisconnect(ConnectionFailure failure) {}

    /** The server answered with an error. The client does what is to be done about it; nothing else of that message counts. */
    default void onError(ServerError error) {}

    /** A message arrived without an error. Comes before the methods for what is in it. Not called for a restart that is accepted. */
    default void onMessage(MessageData message) {}

    /**
     * The server offers a configuration that is not the one handled last. The client reports the outcome. What this throws, and
     * null, is reported as {@link ConfigOutcome#failed}. If a newer offer arrives meanwhile, it follows and alone counts.
     *
     * <p>With a {@link StateStore}, the configuration applied last comes here again after a restart, unless
     * {@link OpampClientBuilder#reapplyStoredConfig} is off.
     */
    default ConfigOutcome onRemoteConfig(RemoteConfig config) {
        return ConfigOutcome.failed("this agent does not accept a remote configuration");
    }

    /**
     * The server wants the agent to restart. The client has said goodbye; it connects again as a new agent when this returns, unless it
     * was closed.
     */
    default void onRestart() {}

    /**
     * A message arrived for one of the custom capabilities that this agent has announced. They come in order. Custom messages are not
     * acknowledged by the protocol: one that is skipped because this method blocks is lost.
     */
    default void onCustomMessage(CustomMessage message) {}

    /** The server gave the agent another identity, which is in use from now on. */
    default void onInstanceUid(InstanceUid instanceUid) {}
}
