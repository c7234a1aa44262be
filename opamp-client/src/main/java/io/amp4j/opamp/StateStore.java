package io.amp4j.opamp;

import java.io.IOException;
import java.util.Optional;

/**
 * Where a client keeps what it must remember over restarts. One store serves one client. The client calls the methods one at a time,
 * from a thread that may block.
 */
public interface StateStore extends AutoCloseable {

    /** Returns a store that forgets everything when the process ends. */
    static StateStore inMemory() {
        return new InMemoryStateStore();
    }

    /** Opens the store if need be and returns what was saved last, if anything. */
    Optional<ClientState> load() throws IOException;

    /** Saves {@code state} in place of what was saved before: after a crash at any moment, one of the two is there, whole. */
    void save(ClientState state) throws IOException;

    /** Releases what the store holds. May be called again; {@link #load()} opens the store anew. */
    @Override
    default void close() throws IOException {}
}
