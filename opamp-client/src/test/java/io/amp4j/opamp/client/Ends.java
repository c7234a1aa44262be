package io.amp4j.opamp.client;

import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampStatus;
import java.util.concurrent.TimeUnit;

/** The end of a client that had too little time for it. */
final class Ends {
    private Ends() {}

    /** Returns whether the client is closed within a while: its loop may come to that after {@code close} has returned. */
    static boolean soon(OpampClient client) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (client.status().state() != OpampStatus.State.CLOSED) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }
}
