package io.amp4j.samples.supervisor;

import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.StateStore;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A store that tells whether there is a last good configuration, which the client then applies by itself. */
final class WatchedStore implements StateStore {
    private final StateStore store;
    private final CompletableFuture<Boolean> loaded = new CompletableFuture<>();
    private volatile boolean hasGood;

    WatchedStore(StateStore store) {
        this.store = store;
    }

    /** Returns whether there is a last good configuration, once the client has read the store; never fails. */
    CompletableFuture<Boolean> hadGood() {
        return loaded;
    }

    /** Returns whether there is a last good configuration now. */
    boolean hasGood() {
        return hasGood;
    }

    @Override
    public Optional<ClientState> load() throws IOException {
        try {
            Optional<ClientState> state = store.load();
            state.ifPresent(this::see);
            return state;
        } finally {
            loaded.complete(hasGood);
        }
    }

    @Override
    public void save(ClientState state) throws IOException {
        store.save(state);
        see(state);
    }

    private void see(ClientState state) {
        hasGood = state.remoteConfig() != null;
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
