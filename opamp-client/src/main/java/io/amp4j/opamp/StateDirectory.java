package io.amp4j.opamp;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An opened directory. Where the system has handles of directories, all operations go through one, so that the directory that was checked
 * is the one that is used, wherever its path leads by then. No link in the directory is followed.
 */
final class StateDirectory implements Closeable {
    private final Path path;
    private final @Nullable SecureDirectoryStream<Path> handle;

    private StateDirectory(Path path, @Nullable SecureDirectoryStream<Path> handle) {
        this.path = path;
        this.handle = handle;
    }

    /** Opens an existing directory, which must not be a link itself. */
    static StateDirectory open(Path path) throws IOException {
        Path parent = path.getParent();
        if (parent == null || !DirectoryRule.hasOwners(path)) {
            return new StateDirectory(path, null);
        }
        try (DirectoryStream<Path> above = Files.newDirectoryStream(parent)) {
            if (above instanceof SecureDirectoryStream<Path> secure) {
                return new StateDirectory(
                        path, secure.newDirectoryStream(path.getFileName(), LinkOption.NOFOLLOW_LINKS));
            }
            return new StateDirectory(path, null);
        } catch (AccessDeniedException e) {
            return openItself(path); // the parent may be searchable though not readable
        }
    }

    /** Opens a directory by its whole path, and checks that the last name was not a link. */
    @SuppressWarnings("StreamResourceLeak") // it is closed with the directory that is returned
    private static StateDirectory openItself(Path path) throws IOException {
        DirectoryStream<Path> opened = Files.newDirectoryStream(path);
        try {
            if (!(opened instanceof SecureDirectoryStream<Path> secure)) {
                opened.close();
                return new StateDirectory(path, null);
            }
            Object used = secure.getFileAttributeView(BasicFileAttributeView.class)
                    .readAttributes()
                    .fileKey();
            Object named = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
            if (!used.equals(named)) {
                throw new FileSystemException(path.toString(), null, "is a link, or was exchanged while it was opened");
            }
            return new StateDirectory(path, secure);
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** Returns the directory's own attributes, if its files have Unix owners. */
    Optional<PosixFileAttributeView> itself() {
        return !DirectoryRule.hasOwners(path)
                ? Optional.empty()
                : Optional.of(
                        handle != null
                                ? handle.getFileAttributeView(PosixFileAttributeView.class)
                                : Files.getFileAttributeView(
                                        path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS));
    }

    /** Returns the attributes of the file, directory or link of this name, if there is one. */
    Optional<BasicFileAttributes> find(String name) throws IOException {
        try {
            return Optional.of(view(name, BasicFileAttributeView.class).readAttributes());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Returns whether the owner of this name is neither the user of this process nor root. */
    boolean isForeign(String name) throws IOException {
        return DirectoryRule.hasOwners(path)
                && DirectoryRule.isForeign(
                        view(name, FileOwnerAttributeView.class).getOwner());
    }

    private <V extends FileAttributeView> V view(String name, Class<V> type) {
        return handle != null
                ? handle.getFileAttributeView(Path.of(name), type, LinkOption.NOFOLLOW_LINKS)
                : Files.getFileAttributeView(path.resolve(name), type, LinkOption.NOFOLLOW_LINKS);
    }

    /** Opens an existing file. */
    FileChannel open(String name, StandardOpenOption... options) throws IOException {
        Set<OpenOption> all = new HashSet<>(Set.of(options));
        all.add(LinkOption.NOFOLLOW_LINKS);
        return handle != null
                ? channel(handle.newByteChannel(Path.of(name), all))
                : FileChannel.open(path.resolve(name), all);
    }

    /** Creates an empty file for its owner only and opens it for writing; fails if anything has that name, even a link. */
    FileChannel create(String name) throws IOException {
        return handle != null
                ? channel(handle.newByteChannel(Path.of(name), OwnerOnly.NEW, OwnerOnly.FILE))
                : OwnerOnly.newFile(path.resolve(name));
    }

    private static FileChannel channel(SeekableByteChannel channel) throws IOException {
        if (channel instanceof FileChannel file) {
            return file;
        }
        channel.close();
        throw new IOException("this Java platform opens files in directories by something else than a FileChannel");
    }

    /** Removes a file, a link or an empty directory; returns whether the name is now free. */
    boolean cleared(String name) {
        try {
            if (handle == null) {
                Files.deleteIfExists(path.resolve(name));
            } else if (find(name).filter(BasicFileAttributes::isDirectory).isPresent()) {
                handle.deleteDirectory(Path.of(name));
            } else {
                handle.deleteFile(Path.of(name));
            }
            return true;
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Removes the file, link or empty directory of this name and returns the name. If it cannot be removed, returns another, free name with
     * this one as its prefix.
     */
    String free(String name) throws IOException {
        String candidate = name;
        for (int i = 1; !cleared(candidate); i++) {
            if (i == 100) {
                throw new FileSystemException(
                        path.resolve(name).toString(), null, "is in the way, and cannot be removed");
            }
            candidate = name + "-" + i;
        }
        return candidate;
    }

    /** Renames atomically, replacing a file that has the new name. */
    void rename(String from, String to) throws IOException {
        if (handle != null) {
            handle.move(Path.of(from), handle, Path.of(to));
        } else {
            Files.move(path.resolve(from), path.resolve(to), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Waits until all names are written to the disk. */
    void sync() throws IOException {
        try (FileChannel channel = handle != null
                ? channel(handle.newByteChannel(Path.of("."), Set.of(StandardOpenOption.READ)))
                : FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        if (handle != null) {
            handle.close();
        }
    }
}
