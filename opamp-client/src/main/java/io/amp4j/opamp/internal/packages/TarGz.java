package io.amp4j.opamp.internal.packages;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Reads tar archives in gzip: files and directories, with the long names of POSIX and GNU; anything else in them is refused. */
final class TarGz {
    private static final int BLOCK = 512;
    private static final int CHECKSUM_AT = 148;
    private static final int CHECKSUM_LENGTH = 8;
    private static final int TYPE_AT = 156;
    private static final int LARGEST_EXTENSION = 64 << 10;
    private static final int OWNER_EXECUTES = 0100;

    private final InputStream in;
    private final UnpackedTree tree;

    private TarGz(InputStream in, UnpackedTree tree) {
        this.in = in;
        this.tree = tree;
    }

    /** Returns whether the bytes begin a tar archive in gzip. */
    static boolean isOne(InputStream gzip) throws IOException {
        try {
            byte[] header = new GZIPInputStream(gzip).readNBytes(BLOCK);
            return header.length == BLOCK && isChecksumRight(header);
        } catch (EOFException | java.util.zip.ZipException e) {
            return false;
        }
    }

    static void unpack(InputStream gzip, UnpackedTree tree, InflatedBytes inflated) throws IOException {
        try (InputStream in = new Counted(new GZIPInputStream(gzip, 64 << 10), inflated)) {
            new TarGz(in, tree).read();
        }
    }

    private void read() throws IOException {
        String longName = null;
        String pax = null;
        while (true) {
            byte[] header = in.readNBytes(BLOCK);
            if (header.length < BLOCK) {
                throw new ArchiveException("the archive is cut off");
            }
            if (isZero(header)) {
                drain();
                return;
            }
            if (!isChecksumRight(header)) {
                throw new ArchiveException("the archive is damaged: the checksum of an entry is wrong");
            }
            long size = number(header, 124, 12);
            tree.count();
            char type = (char) (header[TYPE_AT] & 0xFF);
            switch (type) {
                case 'L' -> longName = text(extension(size));
                case 'x' -> pax = new String(extension(size), StandardCharsets.UTF_8);
                case 'g' -> extension(size);
                case '0', '\0', '7' -> {
                    String name = name(header, longName, pax);
                    long length = pax(pax, "size") == null ? size : paxSize(pax);
                    boolean executable = (number(header, 100, 8) & OWNER_EXECUTES) != 0;
                    Entry content = new Entry(length);
                    if (name.endsWith("/") && length == 0) {
                        tree.directory(name);
                    } else {
                        tree.file(name, content, executable);
                    }
                    skipPadding(length);
                    longName = null;
                    pax = null;
                }
                case '5' -> {
                    if (size != 0) {
                        throw new ArchiveException("a directory in the archive has content");
                    }
                    tree.directory(name(header, longName, pax));
                    longName = null;
                    pax = null;
                }
                case '1', '2', 'K' -> throw new ArchiveException("the archive holds a link, which is not unpacked");
                default ->
                    throw new ArchiveException("the archive holds an entry of type " + (int) type
                            + ", which is neither a file nor a directory");
            }
        }
    }

    /** The end of the stream has a checksum too. */
    private void drain() throws IOException {
        byte[] rest = new byte[8 << 10];
        long read = 0;
        for (int count = in.read(rest); count >= 0; count = in.read(rest)) {
            read += count;
            if (read > (1 << 20)) {
                throw new ArchiveException("the archive goes on behind its end");
            }
        }
    }

    private byte[] extension(long size) throws IOException {
        if (size > LARGEST_EXTENSION) {
            throw new ArchiveException("the archive has a name or attributes of " + size + " bytes");
        }
        byte[] content = in.readNBytes((int) size);
        if (content.length < size) {
            throw new ArchiveException("the archive is cut off");
        }
        skipPadding(size);
        return content;
    }

    private void skipPadding(long size) throws IOException {
        int padding = (int) ((BLOCK - size % BLOCK) % BLOCK);
        if (in.readNBytes(padding).length < padding) {
            throw new ArchiveException("the archive is cut off");
        }
    }

    private static String name(byte[] header, @Nullable String longName, @Nullable String pax) throws ArchiveException {
        if (pax(pax, "linkpath") != null) {
            throw new ArchiveException("the archive holds a link, which is not unpacked");
        }
        String path = pax(pax, "path");
        if (path != null) {
            return path;
        }
        if (longName != null) {
            return longName;
        }
        String name = text(Arrays.copyOf(header, 100));
        boolean ustar = new String(header, 257, 6, StandardCharsets.ISO_8859_1).equals("ustar\0");
        String prefix = ustar ? text(Arrays.copyOfRange(header, 345, 500)) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** Records are {@code length key=value\n}; the length counts all of it. The last one of a key counts. */
    private static @Nullable String pax(@Nullable String records, String key) throws ArchiveException {
        if (records == null) {
            return null;
        }
        byte[] bytes = records.getBytes(StandardCharsets.UTF_8);
        String found = null;
        int at = 0;
        while (at < bytes.length) {
            int space = at;
            while (space < bytes.length && bytes[space] != ' ') {
                space++;
            }
            long length = decimal(new String(bytes, at, space - at, StandardCharsets.UTF_8));
            if (length <= space - at + 1 || length > bytes.length - at) {
                throw new ArchiveException("the archive is damaged: an attribute of an entry has a wrong length");
            }
            String record = new String(bytes, space + 1, at + (int) length - space - 2, StandardCharsets.UTF_8);
            if (record.startsWith(key + "=")) {
                found = record.substring(key.length() + 1);
            }
            at += (int) length;
        }
        return found;
    }

    private static long paxSize(@Nullable String records) throws ArchiveException {
        String size = pax(records, "size");
        return size == null ? 0 : decimal(size);
    }

    private static long decimal(String digits) throws ArchiveException {
        if (digits.isEmpty() || digits.length() > 15 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new ArchiveException("the archive is damaged: a number in it is none");
        }
        return Long.parseLong(digits);
    }

    private static String text(byte[] field) {
        int end = 0;
        while (end < field.length && field[end] != 0) {
            end++;
        }
        return new String(field, 0, end, StandardCharsets.UTF_8);
    }

    /** Octal text, or, with the highest bit set, a number in the rest of the bits. */
    private static long number(byte[] header, int at, int length) throws ArchiveException {
        if ((header[at] & 0x80) != 0) {
            long value = header[at] & 0x7F;
            for (int i = at + 1; i < at + length; i++) {
                if (value >>> 48 != 0) {
                    throw new ArchiveException("the archive is damaged: a number in it is too large");
                }
                value = value << 8 | (header[i] & 0xFF);
            }
            return value;
        }
        String octal = text(Arrays.copyOfRange(header, at, at + length)).strip().toLowerCase(Locale.ROOT);
        if (octal.isEmpty()) {
            return 0;
        }
        if (!octal.chars().allMatch(c -> c >= '0' && c <= '7')) {
            throw new ArchiveException("the archive is damaged: a number in it is none");
        }
        return Long.parseLong(octal, 8);
    }

    private static boolean isZero(byte[] header) {
        for (byte value : header) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isChecksumRight(byte[] header) {
        long stored;
        try {
            stored = number(header, CHECKSUM_AT, CHECKSUM_LENGTH);
        } catch (ArchiveException e) {
            return false;
        }
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            boolean inChecksum = i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_LENGTH;
            sum += inChecksum ? ' ' : header[i] & 0xFF;
        }
        return sum == stored && !isZero(header);
    }

    /** Counts what is read. */
    private static final class Counted extends FilterInputStream {
        private final InflatedBytes inflated;

        Counted(InputStream in, InflatedBytes inflated) {
            super(in);
            this.inflated = inflated;
        }

        @Override
        public int read() throws IOException {
            int one = in.read();
            inflated.add(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = in.read(target, offset, length);
            inflated.add(Math.max(0, read));
            return read;
        }
    }

    /** The content of one file. */
    private final class Entry extends InputStream {
        private long left;

        Entry(long left) {
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = in.read(target, offset, (int) Math.min(left, length));
            if (read < 0) {
                throw new ArchiveException("the archive is cut off");
            }
            left -= read;
            return read;
        }
    }
}
