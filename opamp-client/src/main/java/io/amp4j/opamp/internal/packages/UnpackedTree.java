package io.amp4j.opamp.internal.packages;

import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.internal.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The files that come out of an archive, in a directory that nobody else writes in. Nothing gets outside of it: names have no way up and no
 * root, there are no links, and no name stands for two files, whatever letters a file system takes for the same.
 */
final class UnpackedTree {
    private static final int LONGEST_NAME = 1000;
    /** In UTF-8, by which most file systems count. */
    private static final int LONGEST_PART = 255;

    private static final int MOST_PARTS = 64;
    private static final long MOST_NAME_LENGTHS = 64L << 20;
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*");

    private final Path root;
    private final long archiveBytes;
    private final ArchiveLimits limits;
    private final Map<Bytes, Bytes> taken = new HashMap<>();
    private final byte[] piece = new byte[64 << 10];
    private final MessageDigest digest = sha256();
    private int entries;
    private long nameLengths;
    private long bytes;

    UnpackedTree(Path root, long archiveBytes, ArchiveLimits limits) {
        this.root = root;
        this.archiveBytes = archiveBytes;
        this.limits = limits;
    }

    /** Adds a directory, which may be there. */
    void directory(String name) throws IOException {
        List<String> parts = parts(name);
        if (parts.isEmpty()) {
            return; // the root of the archive itself
        }
        take(name, parts, false);
        PrivateFiles.directories(root, parts);
    }

    /** Adds a file with all that {@code content} has. */
    void file(String name, InputStream content, boolean executable) throws IOException {
        List<String> parts = parts(name);
        if (parts.isEmpty()) {
            throw new ArchiveException("a file in the archive has no name");
        }
        take(name, parts, true);
        Path file = PrivateFiles.directories(root, parts.subList(0, parts.size() - 1))
                .resolve(parts.get(parts.size() - 1));
        try (FileChannel out = PrivateFiles.create(file, executable)) {
            for (int read = content.read(piece); read >= 0; read = content.read(piece)) {
                grow(read);
                ByteBuffer buffer = ByteBuffer.wrap(piece, 0, read);
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
            }
            out.force(true);
        } catch (java.nio.file.FileAlreadyExistsException e) {
            throw new ArchiveException("the archive holds a file and something else of one name: " + shown(name));
        }
    }

    /** Remembers each directory of a name, and what it stands for, by hashes: an archive has more names than fit into memory. */
    private void take(String name, List<String> parts, boolean isFile) throws ArchiveException {
        nameLengths += name.length();
        if (nameLengths > MOST_NAME_LENGTHS) {
            throw new ArchiveException("the names in the archive have more than " + MOST_NAME_LENGTHS + " characters");
        }
        Bytes folded = Bytes.EMPTY;
        Bytes exact = Bytes.EMPTY;
        for (int i = 0; i < parts.size(); i++) {
            boolean isFileHere = isFile && i == parts.size() - 1;
            folded = hash(folded, FoldedName.of(parts.get(i)));
            exact = hash(exact, parts.get(i));
            Bytes what = isFileHere ? hash(exact, "/") : exact;
            Bytes before = taken.putIfAbsent(folded, what);
            if (before != null && (isFileHere || !before.equals(what))) {
                throw new ArchiveException(
                        "the archive holds twice what some file systems take for one name: " + shown(name));
            }
        }
        if (taken.size() > limits.entries()) {
            throw new ArchiveException(
                    "the archive has more than " + limits.entries() + " entries, directories of files among them");
        }
    }

    private Bytes hash(Bytes before, String part) {
        digest.update(before.toByteArray());
        return Bytes.of(digest.digest(part.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Counts one header of the archive, whatever it says. */
    void count() throws ArchiveException {
        if (++entries > limits.entries()) {
            throw new ArchiveException("the archive has more than " + limits.entries() + " entries");
        }
    }

    private void grow(int read) throws ArchiveException {
        bytes += read;
        if (bytes > limits.bytes()) {
            throw new ArchiveException("the files in the archive have more than " + limits.bytes() + " bytes");
        }
        if (bytes > ArchiveLimits.FREE && bytes / limits.ratio() > archiveBytes) {
            throw new ArchiveException(
                    "the files in the archive are more than " + limits.ratio() + " times as large as the archive");
        }
    }

    /** Returns the parts of a name without those that say nothing. */
    private static List<String> parts(String name) throws ArchiveException {
        if (name.length() > LONGEST_NAME) {
            throw new ArchiveException("a name in the archive has more than " + LONGEST_NAME + " characters");
        }
        if (name.chars().anyMatch(c -> c < ' ' || c == 0x7F || c == '\\')) {
            throw new ArchiveException("a name in the archive has a control character or backslash: " + shown(name));
        }
        if (name.startsWith("/") || DRIVE.matcher(name).matches()) {
            throw new ArchiveException("a name in the archive is absolute: " + shown(name));
        }
        List<String> parts = new ArrayList<>();
        for (String part : name.split("/", -1)) {
            if (part.equals("..")) {
                throw new ArchiveException("a name in the archive leads out of it: " + shown(name));
            }
            if (!part.isEmpty() && !part.equals(".")) {
                if (FoldedName.isUnusable(part)) {
                    throw new ArchiveException("a name in the archive is none on some systems: " + shown(name));
                }
                if (part.getBytes(StandardCharsets.UTF_8).length > LONGEST_PART) {
                    throw new ArchiveException(
                            "a name in the archive has a part of more than " + LONGEST_PART + " bytes: " + shown(name));
                }
                parts.add(part);
            }
        }
        if (parts.size() > MOST_PARTS) {
            throw new ArchiveException("a name in the archive has more than " + MOST_PARTS + " parts");
        }
        return parts;
    }

    private static String shown(String name) {
        return "'" + Printable.text(name, 100) + "'";
    }

    /** Waits until the names are on the disk. */
    void sync() throws IOException {
        try (var all = Files.walk(root)) {
            for (Path directory : all.filter(Files::isDirectory).toList()) {
                PrivateFiles.syncDirectory(directory);
            }
        }
    }
}
