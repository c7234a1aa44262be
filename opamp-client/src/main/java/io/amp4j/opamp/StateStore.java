package io.amp4j.opamp;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a client keeps what it must remember over restarts. One store serves one client. The client calls the methods one at a time,
 * from a thread that may block: this client waits meanwhile, and no other. What they throw, errors included, is logged, and the client goes
 * on without.
 */
public interface StateStore extends AutoCloseable {

    /** Returns a store that forgets everything when the process ends. */
    static StateStore inMemory() {
        return new InMemoryStateStore();
    }

    /**
     * Returns a store in files of {@code directory}, which belongs to one client alone. Nothing is touched before the first
     * {@link #load()} or {@link #save}.
     *
     * <ul>
     *   <li>The directory is made if need be, for its owner only. One that is there already keeps its permissions; it, and
     *       a link that leads to it, must belong to the user of the process or to root, otherwise the first use throws an
     *       {@link OpampException}. A state that belongs to somebody else is not used.
     *   <li>The state is in the file {@code client.state}, readable and writable by its owner only, because configurations may hold
     *       secrets. It has a format version and a checksum, and is replaced as a whole: whenever the process or the machine dies, the
     *       old state or the new one is there. Each save waits for the disk.
     *   <li>A file that is not a state of this client, or that is damaged, is moved to {@code client.state.unusable}, in place of an
     *       older such file, with a warning in the log; the client starts anew.
     *   <li>From the first use until {@link #close()} the directory is locked. Opening one that another client has, in this process or
     *       in another, throws an {@link OpampException}: a client logs that and runs without the store, under another identity.
     * </ul>
     */
    static StateStore file(Path directory) {
        return new FileStateStore(directory);
    }

    /**
     * Opens the store if need be and returns what was saved last, if anything.
     *
     * @throws OpampException if another client uses the store, or the directory belongs to another user
     * @throws IOException if the store cannot be read
     */
    Optional<ClientState> load() throws IOException;

    /**
     * Opens the store if need be and saves {@code state} in place of what was saved before. When this has returned, a crash does not
     * lose it; a crash before leaves one of the two, whole.
     *
     * @throws OpampException if another client uses the store, or the directory belongs to another user
     * @throws IOException if the store cannot be written; what was saved before is still there
     */
    void save(ClientState state) throws IOException;

    /** Releases what the store holds. May be called again. A later {@link #load()} or {@link #save} opens the store anew. */
    @Override
    default void close() throws IOException {}
}
