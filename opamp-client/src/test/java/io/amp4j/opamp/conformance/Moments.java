package io.amp4j.opamp.conformance;

import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.StateStore;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the moments of a process before and after it changes something on its disk, and halts the process at one of them, as by {@code kill -9}. */
final class Moments {
    /** The exit code of a process that was halted here. */
    static final int HALTED = 9;

    private final int haltAt;
    private final AtomicInteger count = new AtomicInteger();

    /** @param haltAt at which of them to halt; 0 for none */
    Moments(int haltAt) {
        this.haltAt = haltAt;
    }

    /** Goes by one of them. */
    void pass() {
        if (count.incrementAndGet() == haltAt) {
            Runtime.getRuntime().halt(HALTED);
        }
    }

    /** Returns a store with a moment before and after each time that it saves. */
    StateStore around(StateStore store) {
        return new StateStore() {
            @Override
            public Optional<ClientState> load() throws IOException {
                return store.load();
            }

            @Override
            public void save(ClientState state) throws IOException {
                pass();
                store.save(state);
                pass();
            }

            @Override
            public void close() throws IOException {
                store.close();
            }
        };
    }
}
