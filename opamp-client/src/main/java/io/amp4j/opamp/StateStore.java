package io.amp4j.opamp;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Stores the state that a client must keep across restarts. One store serves one client. The client calls the methods one at a time, from a
 * thread that may block: only this client waits meanwhile. If a method throws, errors included, the client logs it and continues without
 * the store.
 *
 * @since 0.1.0
 */
public interface StateStore extends AutoCloseable {

    /** Returns a store in memory, whose content is lost when the process ends. */
    static StateStore inMemory() {
        return new InMemoryStateStore();
    }

    /**
     * Returns a store in files of {@code directory}, which must belong to this client only. Nothing is read or written before the first
     * {@link #load()} or {@link #save}.
     *
     * <ul>
     *   <li>The directory is created if it is missing, for its owner only. An existing one must belong to the user of the process or to
     *       root, and no other user may write in it or, without a sticky bit, in a directory above it; the directories above must belong to
     *       one of the two as well, and so must every link in the path. Otherwise the first use throws an {@link OpampException} that says
     *       what to do. If the directory belongs to this user, the write permission of its group is removed. A state file of another owner
     *       is not used.
     *   <li>So no other user can put a state there, restore an older one, or remove it. Not covered: root; members of a group that may
     *       write in a directory above, who can do what {@link #fileOnSharedVolume} describes; access control lists that the file mode does
     *       not show; file systems without Unix owners, where none of this is checked.
     *   <li>The state is in the file {@code client.state}, readable and writable by its owner only, because configurations may hold
     *       secrets. It has a format version and a checksum, and is replaced atomically: if the process or the machine crashes, either the
     *       old state or the new one remains. Each save waits until the data is on the disk.
     *   <li>A file that is not a state of this client, or that is damaged, is moved to {@code client.state.unusable}, replacing an older
     *       such file, and a warning is logged; the client starts without a state.
     *   <li>From the first use until {@link #close()} the directory is locked. Opening a directory that another client has locked, in this
     *       process or another, throws an {@link OpampException}: the client logs that and runs without the store, under another identity.
     * </ul>
     */
    static StateStore file(Path directory) {
        return new FileStateStore(directory, true);
    }

    /**
     * Returns a store like {@link #file}, for a directory on a volume in whose other directories other users may write, such as an
     * {@code emptyDir} of Kubernetes. Name a directory on the volume that does not exist yet and is only for this store, not the volume
     * itself.
     *
     * <p>The directories above are not checked, so whoever may write in one of them can rename the state directory or replace one above it.
     * Such a user can remove the state, so that the client starts without one; restore a whole older directory; or make the path lead to
     * any other directory of the same user or of root, such as that of another client, in which the client then stores its files. Where the
     * system has handles of directories (Linux), such a user cannot put a state of their own there, not even with the right timing; nor can
     * they read the state.
     */
    static StateStore fileOnSharedVolume(Path directory) {
        return new FileStateStore(directory, false);
    }

    /**
     * Opens the store if it is not open and returns what was saved last, if anything.
     *
     * @throws OpampException if another client uses the store, or other users could replace files in the directory
     * @throws IOException if the store cannot be read
     */
    Optional<ClientState> load() throws IOException;

    /**
     * Opens the store if it is not open and saves {@code state} in place of what was saved before. After this has returned, a crash does
     * not lose the state; a crash before that leaves either the old or the new state, complete.
     *
     * @throws OpampException if another client uses the store, or other users could replace files in the directory
     * @throws IOException if the store cannot be written; what was saved before is still there
     */
    void save(ClientState state) throws IOException;

    /**
     * Returns whether a saved state survives a restart of the process. Certificates that a server offers are only accepted with a store for
     * which this is true. Default: true.
     */
    default boolean isDurable() {
        return true;
    }

    /** Releases the resources of the store. May be called again. A later {@link #load()} or {@link #save} opens the store again. */
    @Override
    default void close() throws IOException {}
}
