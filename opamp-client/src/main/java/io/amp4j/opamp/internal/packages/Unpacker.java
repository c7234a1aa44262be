package io.amp4j.opamp.internal.packages;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Fills a directory with what a file holds: the files of a tar archive in gzip or of a ZIP archive, or else the file itself. */
final class Unpacker {

    /** What a file is. */
    enum Kind {
        TAR_GZ,
        ZIP,
        PLAIN
    }

    private Unpacker() {}

    /** Looks into a file. A JAR is not an archive to be unpacked but a program. */
    static Kind kindOf(Path file, ArchiveLimits limits) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(4);
        }
        if (start.length >= 2 && (start[0] & 0xFF) == 0x1F && (start[1] & 0xFF) == 0x8B) {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
                return TarGz.isOne(in) ? Kind.TAR_GZ : Kind.PLAIN;
            }
        }
        if (start.length == 4 && start[0] == 'P' && start[1] == 'K' && start[2] <= 8 && start[3] <= 8) {
            return ZipModes.read(file, limits.entries()).containsKey("META-INF/MANIFEST.MF") ? Kind.PLAIN : Kind.ZIP;
        }
        return Kind.PLAIN;
    }

    /**
     * Fills {@code target}, an empty directory, and waits until all of it is on the disk.
     *
     * @param plainName the name of a file that is no archive
     * @param executable whether files that do not say so themselves may be executed
     */
    static void unpack(Path file, Path target, String plainName, boolean executable, ArchiveLimits limits)
            throws IOException {
        UnpackedTree tree = new UnpackedTree(target, Files.size(file), limits);
        try {
            switch (kindOf(file, limits)) {
                case TAR_GZ -> {
                    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
                        TarGz.unpack(in, tree, new InflatedBytes(Files.size(file), limits));
                    }
                }
                case ZIP -> unzip(file, tree, executable, limits);
                case PLAIN -> {
                    try (InputStream in = Files.newInputStream(file)) {
                        new UnpackedTree(target, Long.MAX_VALUE / 2, new ArchiveLimits(1, Long.MAX_VALUE, 1))
                                .file(plainName, in, executable);
                    }
                }
            }
        } catch (ZipException | EOFException e) {
            throw new ArchiveException("the archive is damaged");
        }
        tree.sync();
    }

    /** Goes by the directory at the end, so that nothing hides between the entries. */
    private static void unzip(Path file, UnpackedTree tree, boolean executable, ArchiveLimits limits)
            throws IOException {
        Map<String, Integer> modes = ZipModes.read(file, limits.entries());
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                tree.count();
                if (entry.isDirectory()) {
                    tree.directory(entry.getName());
                } else {
                    int mode = modes.getOrDefault(entry.getName(), 0);
                    try (InputStream in = zip.getInputStream(entry)) {
                        tree.file(entry.getName(), in, mode == 0 ? executable : ZipModes.isExecutable(mode));
                    }
                }
            }
        } catch (IllegalArgumentException e) {
            // Names that are not text.
            throw new ArchiveException("the archive is damaged");
        }
    }
}
