package io.amp4j.opamp.network;

import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Callbacks that remember the failures they are told of, of attempts and of connections. */
final class Failures implements OpampCallbacks {
    private final BlockingQueue<ConnectionFailure> told = new LinkedBlockingQueue<>();

    @Override
    public void onConnectFailed(OpampClient client, ConnectionFailure failure) {
        told.add(failure);
    }

    @Override
    public void onDisconnect(OpampClient client, ConnectionFailure failure) {
        told.add(failure);
    }

    /** Waits for the next failure. */
    ConnectionFailure next() throws InterruptedException {
        ConnectionFailure failure = told.poll(30, TimeUnit.SECONDS);
        if (failure == null) {
            throw new AssertionError("nothing failed");
        }
        return failure;
    }
}
