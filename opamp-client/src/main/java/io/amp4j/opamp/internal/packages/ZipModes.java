package io.amp4j.opamp.internal.packages;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What the directory of a ZIP archive says of the modes of files, which the platform does not tell. Refuses links. */
final class ZipModes {
    private static final int END = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int LONGEST_COMMENT = 0xFFFF;
    private static final int ENTRY = 0x02014b50;
    private static final int ENTRY_LENGTH = 46;
    private static final long LARGEST_DIRECTORY = 32L << 20;
    private static final int ZIP64_ENTRIES = 0xFFFF;
    private static final int TYPE = 0170000;
    private static final int FILE = 0100000;
    private static final int DIRECTORY = 0040000;

    private ZipModes() {}

    /**
     * Returns the Unix mode of each entry by its name, 0 if it has none. Bounds what the platform makes of the directory, and so comes
     * first.
     */
    static Map<String, Integer> read(Path file, int maxEntries) throws IOException {
        ByteBuffer directory = directory(file, maxEntries);
        int entries = 0;
        Map<String, Integer> modes = new HashMap<>();
        while (directory.remaining() >= ENTRY_LENGTH && directory.getInt(directory.position()) == ENTRY) {
            int at = directory.position();
            if (++entries > maxEntries) {
                throw tooMany(maxEntries);
            }
            int nameLength = directory.getShort(at + 28) & 0xFFFF;
            int rest = (directory.getShort(at + 30) & 0xFFFF) + (directory.getShort(at + 32) & 0xFFFF);
            int mode = directory.getInt(at + 38) >>> 16;
            if (directory.remaining() < ENTRY_LENGTH + nameLength + rest) {
                throw new ArchiveException("the archive is damaged");
            }
            byte[] name = new byte[nameLength];
            directory.position(at + ENTRY_LENGTH).get(name);
            directory.position(directory.position() + rest);
            int type = mode & TYPE;
            if (type != 0 && type != FILE && type != DIRECTORY) {
                throw new ArchiveException("the archive holds a link, or something else that is neither a file nor a"
                        + " directory; it is not unpacked");
            }
            modes.put(new String(name, StandardCharsets.UTF_8), mode);
        }
        if (directory.hasRemaining()) {
            throw new ArchiveException("the archive is damaged");
        }
        return modes;
    }

    static boolean isExecutable(int mode) {
        return (mode & 0100) != 0;
    }

    private static ArchiveException tooMany(int maxEntries) {
        return new ArchiveException("the archive has more than " + maxEntries + " entries");
    }

    private static ByteBuffer directory(Path file, int maxEntries) throws IOException {
        try (RandomAccessFile zip = new RandomAccessFile(file.toFile(), "r")) {
            int length = (int) Math.min(zip.length(), LONGEST_COMMENT + END_LENGTH);
            ByteBuffer end = read(zip, zip.length() - length, length);
            for (int at = length - END_LENGTH; at >= 0; at--) {
                if (end.getInt(at) == END) {
                    int entries = end.getShort(at + 10) & 0xFFFF;
                    int comment = end.getShort(at + 20) & 0xFFFF;
                    if (at + END_LENGTH + comment != length) {
                        // The platform could take another place for the end.
                        throw new ArchiveException("the archive is damaged");
                    }
                    if (entries > maxEntries && entries != ZIP64_ENTRIES) {
                        throw tooMany(maxEntries);
                    }
                    long size = end.getInt(at + 12) & 0xFFFFFFFFL;
                    long offset = end.getInt(at + 16) & 0xFFFFFFFFL;
                    if (entries == ZIP64_ENTRIES || size > LARGEST_DIRECTORY || offset + size > zip.length()) {
                        throw new ArchiveException("the archive has too large a directory, or is damaged; use .tar.gz");
                    }
                    // As the platform does: what stands before an archive moves its directory.
                    long start = zip.length() - length + at - size;
                    return read(zip, Math.max(0, start), (int) size);
                }
            }
        }
        throw new ArchiveException("the archive is damaged");
    }

    private static ByteBuffer read(RandomAccessFile zip, long at, int length) throws IOException {
        byte[] bytes = new byte[length];
        zip.seek(at);
        zip.readFully(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
