package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.codec.StateFormat;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A store in a directory; {@link StateStore#file} states the contract. */
final class FileStateStore implements StateStore {
    static final String STATE = "client.state";
    static final String UNUSABLE = "client.state.unusable";
    static final String TEMPORARY = "client.state.tmp";
    static final String LOCK = "lock";

    private static final Logger LOGGER = Logger.getLogger(FileStateStore.class.getName());
    /** No state comes near this; a file beyond it is not ours, and reading it could exhaust the memory. */
    private static final long MAX_SIZE = 256L << 20;

    private final Path directory;
    private @Nullable FileChannel lock;

    FileStateStore(Path directory) {
        this.directory = requireNonNull(directory, "directory").toAbsolutePath();
    }

    @Override
    public synchronized Optional<ClientState> load() throws IOException {
        open();
        Path file = directory.resolve(STATE);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        StateFormat.Stored stored = read(file);
        if (stored instanceof StateFormat.Stored.Usable usable) {
            return Optional.of(usable.state());
        }
        setAside(file, (StateFormat.Stored.Unusable) stored);
        return Optional.empty();
    }

    private static StateFormat.Stored read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return new StateFormat.Stored.Unusable("it is not a file");
        }
        if (Files.size(file) > MAX_SIZE) {
            return new StateFormat.Stored.Unusable("it is larger than " + MAX_SIZE + " bytes");
        }
        return StateFormat.decode(Files.readAllBytes(file));
    }

    private void setAside(Path file, StateFormat.Stored.Unusable unusable) throws IOException {
        Path aside = directory.resolve(UNUSABLE);
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        LOGGER.log(
                Level.WARNING,
                "The saved state {0} cannot be used, because {1}. It is now {2}, and the agent starts without a state.",
                new Object[] {file, unusable.reason(), aside});
    }

    @Override
    public synchronized void save(ClientState state) throws IOException {
        byte[] bytes = StateFormat.encode(requireNonNull(state, "state"));
        open();
        Path temporary = directory.resolve(TEMPORARY);
        Files.deleteIfExists(temporary); // what a crash left behind
        OwnerOnly.createFile(temporary);
        // A stream, not a channel: an interrupt of the thread closes a channel, and the state would not be saved.
        try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
            out.write(bytes);
            out.getFD().sync();
        }
        Files.move(temporary, directory.resolve(STATE), StandardCopyOption.ATOMIC_MOVE);
        syncDirectory();
    }

    /** The new name is on the disk only when the directory is. Not every system can open a directory; such a one needs no sync. */
    private void syncDirectory() {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "the directory of the state could not be synced", e);
        }
    }

    private void open() throws IOException {
        if (lock != null && lock.isOpen()) {
            return;
        }
        OwnerOnly.createDirectories(directory);
        Path file = directory.resolve(LOCK);
        OwnerOnly.createFileIfMissing(file);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        if (isLocked(channel)) {
            lock = channel;
        } else {
            channel.close();
            throw new OpampException("the state directory " + directory
                    + " is in use by another client; give each client a directory of its own");
        }
    }

    /** Takes the lock, which goes with the channel, or with the process if that comes first. */
    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by another store of this process
        }
    }

    @Override
    public synchronized void close() throws IOException {
        FileChannel channel = lock;
        lock = null;
        if (channel != null) {
            channel.close();
        }
    }
}
