package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.codec.StateFormat;
import io.amp4j.opamp.internal.log.SafeLogger;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A store in a directory; {@link StateStore#file} documents the contract. */
final class FileStateStore implements StateStore {
    static final String STATE = "client.state";
    static final String UNUSABLE = "client.state.unusable";
    static final String TEMPORARY = "client.state.tmp";
    static final String LOCK = "lock";

    private static final SafeLogger LOGGER = SafeLogger.of(FileStateStore.class);
    /** Far above the size of any state; a larger file is not a state, and reading it could exhaust the memory. */
    private static final int MAX_SIZE = 256 << 20;

    private static final int PIECE = 64 << 10;

    private final Path directory;
    private final DirectoryRule rule;
    private final Runnable betweenLookAndUse;
    private Path path;
    private @Nullable DirectoryLock lock;
    private @Nullable Object lockedDirectory;

    FileStateStore(Path directory, boolean judgesAbove) {
        this(directory, judgesAbove, () -> {});
    }

    /** @param betweenLookAndUse runs between the check of a path and its opening; tests simulate attacks with it */
    FileStateStore(Path directory, boolean judgesAbove, Runnable betweenLookAndUse) {
        this.directory = requireNonNull(directory, "directory").toAbsolutePath();
        this.rule = new DirectoryRule(this.directory, judgesAbove);
        this.path = this.directory;
        this.betweenLookAndUse = betweenLookAndUse;
    }

    @Override
    public synchronized Optional<ClientState> load() throws IOException {
        try (StateDirectory opened = open()) {
            Optional<BasicFileAttributes> found = opened.find(STATE);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            StateFormat.Stored stored = read(opened, found.get());
            if (stored instanceof StateFormat.Stored.Usable usable) {
                return Optional.of(usable.state());
            }
            setAside(opened, (StateFormat.Stored.Unusable) stored);
            return Optional.empty();
        }
    }

    private StateFormat.Stored read(StateDirectory opened, BasicFileAttributes found) throws IOException {
        if (!found.isRegularFile()) {
            return new StateFormat.Stored.Unusable("it is not a file");
        }
        if (opened.isForeign(STATE)) {
            return new StateFormat.Stored.Unusable("it belongs to another user");
        }
        betweenLookAndUse.run();
        byte[] bytes = uninterrupted(() -> {
            try (FileChannel channel = opened.open(STATE, StandardOpenOption.READ)) {
                return Channels.newInputStream(channel).readNBytes(MAX_SIZE + 1);
            }
        });
        if (!opened.find(STATE).map(BasicFileAttributes::fileKey).equals(Optional.ofNullable(found.fileKey()))) {
            return new StateFormat.Stored.Unusable("it was exchanged while it was read");
        }
        if (bytes.length > MAX_SIZE) {
            return new StateFormat.Stored.Unusable("it is larger than " + MAX_SIZE + " bytes");
        }
        return StateFormat.decode(bytes);
    }

    private void setAside(StateDirectory opened, StateFormat.Stored.Unusable unusable) throws IOException {
        String aside = opened.free(UNUSABLE);
        opened.rename(STATE, aside);
        LOGGER.warning("The saved state " + directory.resolve(STATE) + " cannot be used, because " + unusable.reason()
                + ". It is now " + directory.resolve(aside) + ", and the agent starts without a state.");
    }

    @Override
    public synchronized void save(ClientState state) throws IOException {
        byte[] bytes = StateFormat.encode(requireNonNull(state, "state"));
        try (StateDirectory opened = open()) {
            String temporary = uninterrupted(() -> written(opened, bytes));
            opened.rename(temporary, STATE);
            sync(opened);
        }
    }

    /** Writes a new file through the handle that created it, so that no link can redirect the write. */
    private static String written(StateDirectory opened, byte[] bytes) throws IOException {
        String name = opened.free(TEMPORARY); // removes leftovers of a crash or an interrupt
        try (FileChannel channel = opened.create(name)) {
            // In chunks, because a channel caches a buffer as large as the largest write.
            for (int from = 0; from < bytes.length; from += PIECE) {
                ByteBuffer piece = ByteBuffer.wrap(bytes, from, Math.min(PIECE, bytes.length - from));
                while (piece.hasRemaining()) {
                    channel.write(piece);
                }
            }
            channel.force(true);
        }
        return name;
    }

    /** A rename is durable only after the directory is synced. Systems that cannot open a directory need no sync. */
    private static void sync(StateDirectory opened) {
        try {
            opened.sync();
        } catch (IOException e) {
            LOGGER.fine("the directory of the state could not be synced", e);
        }
    }

    private StateDirectory open() throws IOException {
        boolean isLocked = lock != null && lock.isHeld();
        if (!isLocked) {
            close();
            rule.follow(); // throws before anything is created
            OwnerOnly.createDirectories(directory);
            path = rule.follow();
        }
        betweenLookAndUse.run();
        StateDirectory opened = StateDirectory.open(path);
        try {
            Optional<PosixFileAttributeView> itself = opened.itself();
            Object judged = itself.isPresent() ? rule.judge(itself.get(), path) : null;
            if (!isLocked) {
                lock = lock(opened, judged);
                lockedDirectory = judged;
            } else if (!Objects.equals(judged, lockedDirectory)) {
                throw new OpampException("the state directory " + directory
                        + " was replaced after this client had locked it; it must not be moved");
            }
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private DirectoryLock lock(StateDirectory opened, @Nullable Object judged) throws IOException {
        try {
            opened.create(LOCK).close();
        } catch (FileAlreadyExistsException e) {
            // The file exists already; it keeps its permissions.
        }
        Optional<BasicFileAttributes> found = opened.find(LOCK);
        if (found.isPresent() && (!found.get().isRegularFile() || opened.isForeign(LOCK))) {
            throw new IOException(
                    "the lock " + directory.resolve(LOCK) + " is not a file of the user of this process; remove it");
        }
        // Opened for reading as well: then even a named pipe does not block the open.
        return DirectoryLock.take(
                        judged != null ? judged : path.toRealPath(),
                        () -> opened.open(LOCK, StandardOpenOption.READ, StandardOpenOption.WRITE))
                .orElseThrow(() -> new OpampException("the state directory " + directory
                        + " is in use by another client; give each client a directory of its own"));
    }

    private interface Access<T> {
        T run() throws IOException;
    }

    /** An interrupt closes the file that the thread uses; this repeats the access and restores the interrupt flag. */
    private static <T> T uninterrupted(Access<T> access) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return access.run();
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public synchronized void close() throws IOException {
        DirectoryLock held = lock;
        lock = null;
        if (held != null) {
            held.close();
        }
    }
}
