package io.amp4j.opamp;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The lock on a directory, against other users of it in this process and in all others. It is released when its channel is closed or the
 * process ends.
 *
 * <p>On POSIX systems a process that closes <em>any</em> channel of a file loses all its locks on that file. So if this process has locked
 * a directory, its lock file is not opened again, and a channel that finds the file locked by this process stays open.
 */
final class DirectoryLock implements Closeable {
    private static final Set<Object> HELD = new HashSet<>();

    /** Channels that found the file locked by a copy of this class in another class loader of this process. */
    private static final Map<Object, FileChannel> LEFT_OPEN = new HashMap<>();

    private final Object directory;
    private final FileChannel channel;

    private DirectoryLock(Object directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** Opens the file to lock. */
    interface Opening {
        FileChannel open() throws IOException;
    }

    /**
     * Acquires the lock, unless it is held already.
     *
     * @param directory a key that identifies the directory
     */
    static Optional<DirectoryLock> take(Object directory, Opening file) throws IOException {
        synchronized (HELD) {
            if (HELD.contains(directory)) {
                return Optional.empty();
            }
            FileChannel left = LEFT_OPEN.remove(directory);
            FileChannel channel = left != null && left.isOpen() ? left : file.open();
            try {
                if (channel.tryLock() == null) {
                    channel.close();
                    return Optional.empty();
                }
            } catch (OverlappingFileLockException e) {
                LEFT_OPEN.put(directory, channel);
                return Optional.empty();
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
            HELD.add(directory);
            return Optional.of(new DirectoryLock(directory, channel));
        }
    }

    boolean isHeld() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        synchronized (HELD) {
            HELD.remove(directory);
            channel.close();
        }
    }
}
