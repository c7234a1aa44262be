package io.amp4j.opamp.conformance;

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

/** Remembers what the client tells its user, and answers offers as a test wishes. */
class Told implements OpampCallbacks {

    /** What is told by a callback without an argument. */
    enum Word {
        CONNECTED,
        RESTART
    }

    private final List<Object> all = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Object> unread = new LinkedBlockingQueue<>();
    private volatile Function<RemoteConfig, ConfigOutcome> answer = config -> ConfigOutcome.applied();

    void answerOffers(Function<RemoteConfig, ConfigOutcome> with) {
        answer = with;
    }

    void tell(Object what) {
        all.add(what);
        unread.add(what);
    }

    /** Returns everything told so far, in order. */
    List<Object> all() {
        return List.copyOf(all);
    }

    <T> List<T> all(Class<T> kind) {
        return all.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Waits for the next of a kind; what was told before it counts as read. */
    <T> T next(Class<T> kind) {
        long deadline = System.nanoTime() + Stage.LIMIT.toNanos();
        try {
            while (true) {
                Object what = unread.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (what == null) {
                    throw new AssertionError("no " + kind.getSimpleName() + " was told; told: " + all);
                }
                if (kind.isInstance(what)) {
                    return kind.cast(what);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void onConnect(OpampClient client) {
        tell(Word.CONNECTED);
    }

    @Override
    public void onConnectFailed(OpampClient client, ConnectionFailure failure) {
        tell(failure);
    }

    @Override
    public void onDisconnect(OpampClient client, ConnectionFailure failure) {
        tell(failure);
    }

    @Override
    public void onError(OpampClient client, ServerError error) {
        tell(error);
    }

    @Override
    public void onMessage(OpampClient client, MessageData message) {
        tell(message);
    }

    @Override
    public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
        tell(config);
        return answer.apply(config);
    }

    @Override
    public void onRestart(OpampClient client) {
        tell(Word.RESTART);
    }

    @Override
    public void onCustomMessage(OpampClient client, CustomMessage message) {
        tell(message);
    }

    @Override
    public void onInstanceUid(OpampClient client, InstanceUid instanceUid) {
        tell(instanceUid);
    }
}
