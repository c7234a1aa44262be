package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A store for agents without a disk, and for tests. */
final class InMemoryStateStore implements StateStore {
    private volatile @Nullable ClientState state;

    @Override
    public Optional<ClientState> load() {
        return Optional.ofNullable(state);
    }

    @Override
    public boolean isDurable() {
        return false;
    }

    @Override
    public void save(ClientState state) {
        this.state = requireNonNull(state, "state");
    }
}
