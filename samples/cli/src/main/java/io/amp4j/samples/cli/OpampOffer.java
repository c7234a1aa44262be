package io.amp4j.samples.cli;

import io.amp4j.opamp.ConfigFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files of one configuration, in a directory of their own. Members of the group of the directory around it may be able to put another
 * directory or a link in its place; so where the system has handles on directories, files are written and deleted through one.
 */
final class OpampOffer implements Closeable {
    private static final Set<OpenOption> NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private final Path path;
    private final @Nullable SecureDirectoryStream<Path> handle;

    private OpampOffer(Path path, @Nullable SecureDirectoryStream<Path> handle) {
        this.path = path;
        this.handle = handle;
    }

    /** Makes an empty one. */
    static OpampOffer create(Path folder, String prefix, Runnable betweenLookAndUse) throws IOException {
        Path path = Files.createTempDirectory(folder, prefix, ownerOnly(folder, "rwx------"));
        betweenLookAndUse.run();
        try (DirectoryStream<Path> around = Files.newDirectoryStream(folder)) {
            if (!(around instanceof SecureDirectoryStream<Path> secure)) {
                return new OpampOffer(path, null);
            }
            OpampOffer offer =
                    new OpampOffer(path, secure.newDirectoryStream(path.getFileName(), LinkOption.NOFOLLOW_LINKS));
            if (!offer.isOwn()) {
                offer.close();
                throw new IOException("another user put something else in the place of " + path);
            }
            return offer;
        }
    }

    private boolean isOwn() throws IOException {
        if (handle == null) {
            return true;
        }
        PosixFileAttributes found =
                handle.getFileAttributeView(PosixFileAttributeView.class).readAttributes();
        return found.owner().equals(OpampProcessUser.get())
                && !found.permissions().contains(PosixFilePermission.GROUP_WRITE)
                && !found.permissions().contains(PosixFilePermission.OTHERS_WRITE);
    }

    Path path() {
        return path;
    }

    /** Adds a file, for its owner only, and waits until it is on the disk. */
    void write(String name, ConfigFile file) throws IOException {
        FileAttribute<?>[] attributes = ownerOnly(path, "rw-------");
        try (SeekableByteChannel channel = handle != null
                ? handle.newByteChannel(Path.of(name), NEW, attributes)
                : Files.newByteChannel(path.resolve(name), NEW, attributes)) {
            ByteBuffer content = file.body().asByteBuffer();
            while (content.hasRemaining()) {
                channel.write(content);
            }
            if (channel instanceof FileChannel onDisk) {
                onDisk.force(true);
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (handle != null) {
            handle.close();
        }
    }

    /**
     * Deletes the files of an offer and its directory. Of a link that somebody put there, the link alone goes. Where the system has no handles
     * on directories, nothing is deleted in a folder that the group can write in.
     */
    static void delete(Path folder, Path path, Runnable betweenLookAndUse) throws IOException {
        try (DirectoryStream<Path> around = Files.newDirectoryStream(folder)) {
            if (around instanceof SecureDirectoryStream<Path> secure) {
                delete(secure, path.getFileName(), betweenLookAndUse);
                return;
            }
        }
        if (OpampDirectoryRule.hasOwners(folder) && (OpampDirectoryRule.mode(folder) & 0022) != 0) {
            return;
        }
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
        }
        Files.delete(path);
    }

    private static void delete(SecureDirectoryStream<Path> folder, Path name, Runnable betweenLookAndUse)
            throws IOException {
        boolean isDirectory = folder.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes()
                .isDirectory();
        if (!isDirectory) {
            folder.deleteFile(name);
            return;
        }
        betweenLookAndUse.run();
        try (SecureDirectoryStream<Path> offer = folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            List<Path> files = new ArrayList<>();
            offer.forEach(file -> files.add(file.getFileName()));
            betweenLookAndUse.run();
            for (Path file : files) {
                offer.deleteFile(file);
            }
        }
        folder.deleteDirectory(name);
    }

    static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
