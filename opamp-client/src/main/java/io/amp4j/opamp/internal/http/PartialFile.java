package io.amp4j.opamp.internal.http;

import io.amp4j.opamp.Hash;
import io.amp4j.opamp.internal.packages.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A partially downloaded file, named after its expected hash; the part that an earlier attempt, or process, has downloaded is continued. A
 * second file holds the validator (tag or date) with which the server can check that its file is unchanged.
 */
final class PartialFile implements AutoCloseable {
    private static final int LONGEST_VALIDATOR = 1024;

    private final Path part;
    private final Path validator;
    private final Path whole;
    private final FileChannel channel;
    private MessageDigest digest;
    private long size;

    private PartialFile(Path directory, String name) throws IOException {
        this.part = directory.resolve(name + ".part");
        this.validator = directory.resolve(name + ".tag");
        this.whole = directory.resolve(name);
        this.channel = PrivateFiles.open(part);
        this.digest = newDigest();
    }

    /** Returns the file if it is complete already, because an earlier process ended before it was installed. */
    static Optional<Path> whole(Path directory, String name, Hash sha256, long maxBytes) throws IOException {
        Path whole = directory.resolve(name);
        if (!Files.isRegularFile(whole, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        if (Files.size(whole) <= maxBytes && hasHash(whole, sha256)) {
            return Optional.of(whole);
        }
        Files.delete(whole);
        return Optional.empty();
    }

    private static boolean hasHash(Path file, Hash sha256) throws IOException {
        MessageDigest digest = newDigest();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer piece = ByteBuffer.allocate(64 << 10);
            while (channel.read(piece) >= 0) {
                digest.update(piece.flip());
                piece.clear();
            }
        }
        return MessageDigest.isEqual(digest.digest(), sha256.bytes().toByteArray());
    }

    /** Opens the existing part, and reads it once for its hash. */
    static PartialFile open(Path directory, String name, long maxBytes) throws IOException {
        PartialFile file = new PartialFile(directory, name);
        try {
            file.lock();
            if (file.channel.size() > maxBytes) {
                file.restart();
            } else {
                file.readAll();
            }
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Locks the file until it is closed, against other processes and other clients of this process. */
    private void lock() throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new InUseException();
        }
    }

    /** Another process or client is writing to the file. */
    static final class InUseException extends IOException {
        private static final long serialVersionUID = 1;

        InUseException() {
            super("somebody else downloads it into the same directory");
        }
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private void readAll() throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(64 << 10);
        channel.position(0);
        while (channel.read(piece) >= 0) {
            size += piece.position();
            digest.update(piece.flip());
            piece.clear();
        }
    }

    long size() {
        return size;
    }

    /** Returns whether the file is complete. */
    boolean isWhole(Hash sha256) throws IOException {
        try {
            byte[] now = ((MessageDigest) digest.clone()).digest();
            return MessageDigest.isEqual(now, sha256.bytes().toByteArray());
        } catch (CloneNotSupportedException e) {
            digest = newDigest();
            size = 0;
            readAll();
            return MessageDigest.isEqual(digest.digest(), sha256.bytes().toByteArray());
        }
    }

    void append(byte[] bytes, int length) throws IOException {
        digest.update(bytes, 0, length);
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        channel.position(size);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        size += length;
    }

    /** Discards the existing part. */
    void restart() throws IOException {
        channel.truncate(0);
        digest = newDigest();
        size = 0;
        Files.deleteIfExists(validator);
    }

    /** Stores the server's validator of the file, null if there is none. */
    void validator(@Nullable String value) throws IOException {
        Files.deleteIfExists(validator);
        if (value != null && canBeSent(value)) {
            try (FileChannel out = PrivateFiles.open(validator)) {
                ByteBuffer text = ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8));
                while (text.hasRemaining()) {
                    out.write(text);
                }
            }
        }
    }

    @Nullable
    String validator() throws IOException {
        if (!Files.isRegularFile(validator, LinkOption.NOFOLLOW_LINKS) || Files.size(validator) > LONGEST_VALIDATOR) {
            return null;
        }
        String value = Files.readString(validator, StandardCharsets.ISO_8859_1);
        return canBeSent(value) ? value : null;
    }

    /** Returns whether the value can be sent in a request header. */
    private static boolean canBeSent(String value) {
        return value.length() <= LONGEST_VALIDATOR
                && !value.isBlank()
                && value.chars().allMatch(c -> c >= ' ' && c < 0x7F);
    }

    /**
     * Returns the file under its final name, once all of it is on the disk; empty if its content differs from what was written, and then it
     * is removed.
     */
    Optional<Path> finish(Hash sha256) throws IOException {
        channel.force(true);
        channel.close();
        if (!hasHash(part, sha256)) {
            delete();
            return Optional.empty();
        }
        Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(validator);
        return Optional.of(whole);
    }

    /** Removes the file and its validator. */
    void delete() throws IOException {
        channel.close();
        Files.deleteIfExists(part);
        Files.deleteIfExists(validator);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
