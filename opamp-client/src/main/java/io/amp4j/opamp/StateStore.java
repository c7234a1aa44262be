package io.amp4j.opamp;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a client keeps what it must remember over restarts. One store serves one client. The client calls the methods one at a time,
 * from a thread that may block: this client waits meanwhile, and no other. What they throw, errors included, is logged, and the client goes
 * on without.
 *
 * @since 0.1.0
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
     *   <li>The directory is made if need be, for its owner only. One that is there already must belong to the user of the process or to
     *       root, and no other user may write in it or, without a sticky bit, in a directory above it; the directories above must
     *       belong to one of the two as well, and so must every link on the way. Otherwise the first use throws an
     *       {@link OpampException} that says what to do. From the group of a directory of this user the right to write in it is taken away.
     *       A state that belongs to somebody else is not used.
     *   <li>So no other user can put a state there, bring back an older one, or take it away. Not covered: root; members of a group
     *       that may write in a directory above, who can do what {@link #fileOnSharedVolume} says; access control lists other than
     *       those that the mode shows; file systems without owners in the manner of Unix, where nothing of this is checked.
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
        return new FileStateStore(directory, true);
    }

    /**
     * Returns a store as {@link #file} does, for a directory on a volume whose other directories other users may write in, such as an
     * {@code emptyDir} of Kubernetes. Name a directory of its own on the volume that is not there yet, not the volume itself.
     *
     * <p>The directories above are not judged, so whoever may write in one of them can rename the state directory or exchange one above it: he
     * can take the state away, and the client starts anew; bring back a whole directory of before; or make the path lead to any other
     * directory of the same user or of root, such as that of another client, in which the client then keeps its files. Where the system has
     * handles on directories (Linux), he cannot put a state of his own there, not even with the right timing; nor can he read the state.
     */
    static StateStore fileOnSharedVolume(Path directory) {
        return new FileStateStore(directory, false);
    }

    /**
     * Opens the store if need be and returns what was saved last, if anything.
     *
     * @throws OpampException if another client uses the store, or other users could exchange what is in the directory
     * @throws IOException if the store cannot be read
     */
    Optional<ClientState> load() throws IOException;

    /**
     * Opens the store if need be and saves {@code state} in place of what was saved before. When this has returned, a crash does not
     * lose it; a crash before leaves one of the two, whole.
     *
     * @throws OpampException if another client uses the store, or other users could exchange what is in the directory
     * @throws IOException if the store cannot be written; what was saved before is still there
     */
    void save(ClientState state) throws IOException;

    /**
     * Returns whether what was saved is there after a restart of the process. Certificates that a server offers are only for a store of which
     * that is true. Default: it is.
     */
    default boolean isDurable() {
        return true;
    }

    /** Releases what the store holds. May be called again. A later {@link #load()} or {@link #save} opens the store anew. */
    @Override
    default void close() throws IOException {}
}
