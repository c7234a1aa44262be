package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.codec.StateFormat;
import io.amp4j.opamp.internal.log.SafeLogger;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A store in a directory; {@link StateStore#file} states the contract. */
final class FileStateStore implements StateStore {
    static final String STATE = "client.state";
    static final String UNUSABLE = "client.state.unusable";
    static final String TEMPORARY = "client.state.tmp";
    static final String LOCK = "lock";

    private static final SafeLogger LOGGER = SafeLogger.of(FileStateStore.class);
    /** No state comes near this; a file beyond it is not ours, and reading it could exhaust the memory. */
    private static final long MAX_SIZE = 256L << 20;

    private static final int PIECE = 64 << 10;

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

    private StateFormat.Stored read(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return new StateFormat.Stored.Unusable("it is not a file");
        }
        if (DirectoryRule.isForeign(directory, STATE)) {
            return new StateFormat.Stored.Unusable("it belongs to another user");
        }
        if (Files.size(file) > MAX_SIZE) {
            return new StateFormat.Stored.Unusable("it is larger than " + MAX_SIZE + " bytes");
        }
        return StateFormat.decode(Files.readAllBytes(file));
    }

    private void setAside(Path file, StateFormat.Stored.Unusable unusable) throws IOException {
        Path aside = directory.resolve(UNUSABLE);
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        LOGGER.warning("The saved state " + file + " cannot be used, because " + unusable.reason() + ". It is now "
                + aside + ", and the agent starts without a state.");
    }

    @Override
    public synchronized void save(ClientState state) throws IOException {
        byte[] bytes = StateFormat.encode(requireNonNull(state, "state"));
        open();
        Path temporary = directory.resolve(TEMPORARY);
        boolean interrupted = false;
        try {
            while (!wrote(temporary, bytes)) {
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        Files.move(temporary, directory.resolve(STATE), StandardCopyOption.ATOMIC_MOVE);
        syncDirectory();
    }

    /**
     * Writes a file anew, through the one handle that made it, so that no link leads elsewhere. Returns false if an interrupt of the thread
     * closed the handle: the state is to be saved nevertheless.
     */
    private static boolean wrote(Path file, byte[] bytes) throws IOException {
        Files.deleteIfExists(file); // what a crash or an interrupt left behind
        try (FileChannel channel = OwnerOnly.newFile(file)) {
            // Piece by piece, because a channel keeps a buffer as large as the largest of them.
            for (int from = 0; from < bytes.length; from += PIECE) {
                ByteBuffer piece = ByteBuffer.wrap(bytes, from, Math.min(PIECE, bytes.length - from));
                while (piece.hasRemaining()) {
                    channel.write(piece);
                }
            }
            channel.force(true);
            return true;
        } catch (ClosedByInterruptException e) {
            return false;
        }
    }

    /** The new name is on the disk only when the directory is. Not every system can open a directory; such a one needs no sync. */
    private void syncDirectory() {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LOGGER.fine("the directory of the state could not be synced", e);
        }
    }

    private void open() throws IOException {
        if (lock != null && lock.isOpen()) {
            return;
        }
        OwnerOnly.createDirectories(directory);
        Optional<String> problem = DirectoryRule.problem(directory);
        if (problem.isPresent()) {
            throw new OpampException("the state directory " + directory + " " + problem.get());
        }
        Path file = directory.resolve(LOCK);
        OwnerOnly.createFileIfMissing(file);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
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
