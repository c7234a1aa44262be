package io.amp4j.opamp.internal.packages;

import io.amp4j.opamp.internal.files.ProcessUser;
import io.amp4j.opamp.internal.text.Printable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Files and directories that only their owner can use, where the file system knows owners. */
public final class PrivateFiles {

    private PrivateFiles() {}

    /** Makes a directory and what is missing above it. */
    public static void directory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, attributes(directory, "rwx------"));
        }
    }

    /** Makes directories below {@code root} one by one; none of them may be a link. */
    static Path directories(Path root, List<String> parts) throws IOException {
        Path at = root;
        for (String part : parts) {
            at = at.resolve(part);
            try {
                Files.createDirectory(at, attributes(at, "rwx------"));
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                    throw e;
                }
            }
        }
        return at;
    }

    /** Creates a file and opens it for writing; fails if there is anything of that name. */
    static FileChannel create(Path file, boolean executable) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                attributes(file, executable ? "rwx------" : "rw-------"));
    }

    /** Opens a file for reading and writing, a new one if there is none; not one that a link leads to. */
    public static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                attributes(file, "rw-------"));
    }

    private static FileAttribute<?>[] attributes(Path path, String permissions) {
        return isPosix(path)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Makes one directory if it is not there; refuses a link, and what {@link #requireOwn} refuses. */
    static void ownDirectory(Path directory) throws IOException {
        try {
            Files.createDirectory(directory, attributes(directory, "rwx------"));
        } catch (FileAlreadyExistsException e) {
            // It is looked at like any other.
        }
        requireOwn(directory, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Refuses a directory that belongs to somebody else than the user of this process and root, or in which others may write: they could
     * exchange what was verified. The group loses the right to write first. Those above it are not judged.
     */
    static void requireOwn(Path directory, LinkOption... options) throws IOException {
        if (!Files.isDirectory(directory, options)) {
            throw new IOException("the name '" + Printable.text(String.valueOf(directory.getFileName()), 100)
                    + "' in the directory of packages is that of a link or file");
        }
        if (isPosix(directory)) {
            PosixFileAttributes found = Files.readAttributes(directory, PosixFileAttributes.class, options);
            UserPrincipal owner = found.owner();
            if (directory.getFileSystem().equals(FileSystems.getDefault())
                    && !owner.equals(ProcessUser.get())
                    && !owner.equals(ProcessUser.root())) {
                throw new IOException("the directory " + directory
                        + " of packages belongs to another user than the one of this process; name one of its own");
            }
            Set<PosixFilePermission> permissions = found.permissions();
            if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                    && !permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
                permissions = withoutGroup(directory, permissions, options);
            }
            if (permissions.contains(PosixFilePermission.OTHERS_WRITE)
                    || permissions.contains(PosixFilePermission.GROUP_WRITE)) {
                throw new IOException("the directory " + directory
                        + " of packages can be written by others; take that right away from them (chmod go-w)");
            }
        }
    }

    /** Kubernetes lets the group of a volume write in all of it at every start of a pod. */
    private static Set<PosixFilePermission> withoutGroup(
            Path directory, Set<PosixFilePermission> permissions, LinkOption... options) {
        Set<PosixFilePermission> fewer = EnumSet.copyOf(permissions);
        fewer.remove(PosixFilePermission.GROUP_WRITE);
        PosixFileAttributeView view = Files.getFileAttributeView(directory, PosixFileAttributeView.class, options);
        try {
            view.setPermissions(fewer);
            return view.readAttributes().permissions();
        } catch (IOException e) {
            return permissions;
        }
    }

    /** Removes a tree, or whatever has this name; links are removed and not followed. */
    static void remove(Path tree) throws IOException {
        try {
            Files.walkFileTree(tree, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes found) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(
                        Path directory, java.io.@org.jspecify.annotations.Nullable IOException e) throws IOException {
                    if (e != null) {
                        throw e;
                    }
                    Files.deleteIfExists(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException e) {
            // It is gone.
        }
    }

    /** Renames in one step, in place of a file or link of that name, and waits until that is on the disk. */
    static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path directory = to.getParent();
        if (directory != null) {
            syncDirectory(directory);
        }
    }

    /** Waits until the names in a directory are on the disk. Not every system can open a directory; such a one needs no sync. */
    static void syncDirectory(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // As on Windows.
        }
    }
}
