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
 * The lock on a directory, against this process and all others. It goes with its channel, or with the process if that comes first.
 *
 * <p>On POSIX systems a process that closes <em>any</em> channel of a file loses all its locks on that file. So the file of a directory
 * that this process has locked is not even opened, and a channel that meets a lock of this process stays open.
 */
final class DirectoryLock implements Closeable {
    private static final Set<Object> HELD = new HashSet<>();

    /** Channels that met a lock which this class did not take: that of a copy of it, loaded by another class loader. */
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
     * Takes the lock, unless somebody has it.
     *
     * @param directory what tells the directory from all others
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
