package io.amp4j.opamp.internal.http;

import io.amp4j.opamp.transport.TransportFailure;
import java.net.InetSocketAddress;
import java.net.Proxy;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** Tracks the progress of a call, to classify its failure. */
final class CallWatch extends ToldEvents {
    private final StaleConnections connections;
    private volatile Phase phase = Phase.CONNECTING;
    private volatile boolean stale;

    /** Returns the watch of a request, which also notifies the user's listener. */
    static EventListener of(Call call, EventListener.@Nullable Factory users) {
        EventListener also = users == null ? EventListener.NONE : users.create(call);
        CallWatch watch = call.request().tag(CallWatch.class);
        if (watch == null) {
            return also;
        }
        watch.alsoTo(also);
        return watch;
    }

    CallWatch(StaleConnections connections) {
        this.connections = connections;
    }

    /** Returns whether the call failed because its pooled connection was closed already, so that nothing of it was sent. */
    boolean wasStale() {
        return stale;
    }

    @Override
    public void connectionAcquired(Call call, Connection connection) {
        super.connectionAcquired(call, connection);
        stale = connections.closeIfStale(connection);
    }

    @Override
    public void connectionReleased(Call call, Connection connection) {
        super.connectionReleased(call, connection);
        connections.released(connection);
    }

    @Override
    public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
        super.connectStart(call, address, proxy);
        phase = Phase.CONNECTING;
    }

    @Override
    public void secureConnectStart(Call call) {
        super.secureConnectStart(call);
        phase = Phase.SECURING;
    }

    @Override
    public void requestHeadersStart(Call call) {
        super.requestHeadersStart(call);
        phase = Phase.EXCHANGING;
    }

    /** Returns the failure for a failed call. */
    TransportFailure failure(Throwable e, Request request) {
        return FailureReasons.of(e, phase, request.url().host(), request.url().port());
    }
}
