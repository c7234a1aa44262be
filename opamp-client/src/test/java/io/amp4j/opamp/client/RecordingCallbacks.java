package io.amp4j.opamp.client;

import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.ServerError;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Remembers what it is told, in order, and answers offers as a test wishes. */
class RecordingCallbacks implements OpampCallbacks {

    static final long LIMIT_SECONDS = 20;

    final List<String> names = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();
    private final Function<RemoteConfig, ConfigOutcome> onOffer;

    RecordingCallbacks() {
        this(config -> ConfigOutcome.applied());
    }

    RecordingCallbacks(Function<RemoteConfig, ConfigOutcome> onOffer) {
        this.onOffer = onOffer;
    }

    @Override
    public void onConnect(OpampClient client) {
        tell("onConnect", "onConnect");
    }

    @Override
    public void onConnectFailed(OpampClient client, ConnectionFailure failure) {
        tell("onConnectFailed", failure);
    }

    @Override
    public void onDisconnect(OpampClient client, ConnectionFailure failure) {
        tell("onDisconnect", failure);
    }

    @Override
    public void onError(OpampClient client, ServerError error) {
        tell("onError", error);
    }

    @Override
    public void onMessage(OpampClient client, MessageData message) {
        tell("onMessage", message);
    }

    @Override
    public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
        tell("onRemoteConfig", config);
        return onOffer.apply(config);
    }

    @Override
    public void onRestart(OpampClient client) {
        tell("onRestart", "onRestart");
    }

    @Override
    public void onCustomMessage(OpampClient client, CustomMessage message) {
        tell("onCustomMessage", message);
    }

    @Override
    public void onInstanceUid(OpampClient client, InstanceUid instanceUid) {
        tell("onInstanceUid", instanceUid);
    }

    private void tell(String name, Object what) {
        names.add(name);
        told.add(what);
    }

    /** Waits for the next word of a kind; what comes before it is dropped. */
    <T> T await(Class<T> kind) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (true) {
            Object next = told.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new AssertionError("no " + kind.getSimpleName() + " came; told: " + names);
            }
            if (kind.isInstance(next)) {
                return kind.cast(next);
            }
        }
    }
}
