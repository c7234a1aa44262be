package io.amp4j.opamp;

import io.amp4j.opamp.internal.engine.Engine;
import java.time.Duration;
import java.util.function.IntSupplier;

/** Waits, for a test, until an engine has nothing to do. */
final class Idle {

    static final IntSupplier NONE_HELD = () -> 0;

    private Idle() {}

    /**
     * Returns how many exchanges are in flight: none, or only those that the server holds.
     *
     * @param who the owner of the engine, for the message
     */
    static int await(Engine engine, String who, Duration limit, IntSupplier held) {
        int exchanges;
        try {
            exchanges = engine.awaitIdle(limit, held);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OpampException("interrupted while waiting for the " + who + " to be idle", e);
        }
        if (exchanges < 0) {
            throw new OpampException(
                    "the " + who + " is not idle after " + limit + ": under way are " + engine.describeWork());
        }
        return exchanges;
    }
}
