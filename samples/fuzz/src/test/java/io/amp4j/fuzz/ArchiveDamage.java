package io.amp4j.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes tar archives in gzip and ZIP archives, which no tool would make: with names that lead elsewhere, links, devices, entries that are larger or
 * smaller than they say, and content without end; and damages some of them, before and after they are compressed.
 */
public final class ArchiveDamage implements Input {
    private static final int BLOCK = 512;
    private static final int CHECKSUM_AT = 148;

    private static final String[] NAMES = {"a", "b", "bin/run", "lib/a.jar", "lib/b.jar", "lib/", "./", "docs/x/y/z"};

    private static final String[] HOSTILE = {
        "../canary",
        "lib/../../canary",
        "..",
        "/canary",
        "//canary",
        "C:\\canary",
        "..\\canary",
        "A",
        "LIB/A.JAR",
        "a/b",
        "bin",
        "aux.txt",
        "nul",
        "a.",
        "a ",
        "",
        ".",
        "current",
        "../../current",
        ".tmp-current",
        "a\0b",
        "a\nb",
        "\u202ea",
        "\u00e4",
        "a\u0308",
        "\ud83d\ude00",
        "\ufeff",
        "x".repeat(99),
        "x".repeat(300),
        "\u00e4".repeat(200),
        "y/".repeat(70) + "y",
        "z".repeat(1200)
    };

    private static final char[] TYPES = {'\0', '1', '2', '3', '4', '6', '7', 'K', 'L', 'S', 'g', 'x', 'V'};

    private static final String[] ATTRIBUTES = {
        "path=../canary", "path=lib/long.jar", "linkpath=../canary", "size=3", "size=99999999999", "size=-1", "a=b"
    };

    private final long bomb;

    /** @param bomb how many bytes of content that compresses well an archive may have */
    public ArchiveDamage(long bomb) {
        this.bomb = bomb;
    }

    @Override
    public byte[] next(SplittableRandom random) {
        int evil = random.nextInt(3) == 0 ? 0 : 2 + random.nextInt(12);
        boolean isTar = random.nextInt(5) > 1;
        byte[] archive = isTar ? gzip(tar(random, evil), random, evil > 0) : zip(random, evil);
        return evil > 0 && random.nextInt(6) == 0 ? new Damage(new byte[][] {archive}).next(random) : archive;
    }

    /** Entries are as they should be, but for one of {@code evil}. */
    private static boolean isEvil(SplittableRandom random, int evil) {
        return evil > 0 && random.nextInt(evil) == 0;
    }

    private static String name(SplittableRandom random, int evil) {
        return isEvil(random, evil)
                ? HOSTILE[random.nextInt(HOSTILE.length)]
                : NAMES[random.nextInt(NAMES.length)] + (random.nextInt(4) == 0 ? "" : random.nextInt(1000));
    }

    private static byte[] content(SplittableRandom random) {
        byte[] content = new byte[random.nextInt(random.nextInt(10) == 0 ? 3000 : 40)];
        random.nextBytes(content);
        return content;
    }

    // ---- tar

    private static byte[] tar(SplittableRandom random, int evil) {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        for (int entries = random.nextInt(isEvil(random, 4 * evil) ? 200 : 6); entries >= 0; entries--) {
            String name = name(random, evil);
            if (name.length() > 99 && random.nextInt(4) > 0) {
                tar.writeBytes(entry("././@LongLink", 'L', (name + "\0").getBytes(StandardCharsets.UTF_8), 0));
            }
            if (isEvil(random, evil)) {
                String attribute = ATTRIBUTES[random.nextInt(ATTRIBUTES.length)];
                byte[] record = ((attribute.length() + 4 + random.nextInt(isEvil(random, 3) ? 3 : 1)) + " " + attribute
                                + "\n")
                        .getBytes(StandardCharsets.UTF_8);
                tar.writeBytes(entry("pax", 'x', record, 0));
            }
            char type = name.endsWith("/") ? '5' : '0';
            if (isEvil(random, 2 * evil)) {
                type = TYPES[random.nextInt(TYPES.length)];
            }
            byte[] content = type == '5' ? new byte[0] : content(random);
            long lie = isEvil(random, 3 * evil) ? Damage.number(random) : 0;
            tar.writeBytes(entry(name, type, content, lie));
        }
        if (!isEvil(random, 2 * evil)) {
            tar.writeBytes(new byte[2 * BLOCK]);
        }
        byte[] bytes = tar.toByteArray();
        if (isEvil(random, evil)) {
            bytes = new Damage(new byte[][] {bytes}).damaged(bytes, random);
            if (random.nextInt(4) > 0) {
                repairChecksums(bytes);
            }
        }
        return bytes;
    }

    private static byte[] entry(String name, char type, byte[] content, long lie) {
        byte[] header = new byte[BLOCK];
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        put(header, 0, Arrays.copyOf(text, Math.min(text.length, 100)));
        put(header, 100, octal(7, 0644 | (content.length % 2 == 0 ? 0100 : 0)));
        put(header, 124, octal(11, lie == 0 ? content.length : lie & 0x7_FFFF_FFFFL));
        header[156] = (byte) type;
        if (type == '1' || type == '2') {
            put(header, 157, "../../canary".getBytes(StandardCharsets.US_ASCII));
        }
        put(header, 257, "ustar\00000".getBytes(StandardCharsets.US_ASCII));
        repairChecksum(header, 0);
        int padding = (BLOCK - content.length % BLOCK) % BLOCK;
        return ProtobufDamage.join(header, content, new byte[padding]);
    }

    private static byte[] octal(int digits, long value) {
        String text = Long.toOctalString(value);
        return ("0".repeat(Math.max(0, digits - text.length())) + text).getBytes(StandardCharsets.US_ASCII);
    }

    private static void put(byte[] header, int at, byte[] value) {
        System.arraycopy(value, 0, header, at, value.length);
    }

    /** Else a wrong checksum would hide what stands in the header. */
    private static void repairChecksums(byte[] tar) {
        for (int at = 0; at + BLOCK <= tar.length; at += BLOCK) {
            if (tar[at + 257] == 'u' && tar[at + 258] == 's') {
                repairChecksum(tar, at);
            }
        }
    }

    private static void repairChecksum(byte[] tar, int at) {
        Arrays.fill(tar, at + CHECKSUM_AT, at + CHECKSUM_AT + 8, (byte) ' ');
        int sum = 0;
        for (int i = at; i < at + BLOCK; i++) {
            sum += tar[i] & 0xFF;
        }
        put(tar, at + CHECKSUM_AT, octal(6, sum));
        tar[at + CHECKSUM_AT + 6] = 0;
    }

    private byte[] gzip(byte[] tar, SplittableRandom random, boolean evil) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            if (evil && random.nextInt(50) == 0) {
                // One file before the others, which is larger than it may be; sometimes there is less of it than it
                // says.
                gzip.write(entry("bomb", '0', new byte[0], bomb));
                pour(gzip, random.nextBoolean() ? bomb : bomb / 2);
            }
            gzip.write(tar);
            if (evil && random.nextInt(100) == 0) {
                pour(gzip, bomb);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void pour(OutputStream out, long bytes) throws IOException {
        byte[] zeros = new byte[64 << 10];
        for (long left = bytes; left > 0; left -= zeros.length) {
            out.write(zeros, 0, (int) Math.min(left, zeros.length));
        }
    }

    // ---- ZIP

    private byte[] zip(SplittableRandom random, int evil) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int names = 0;
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int entries = random.nextInt(isEvil(random, 4 * evil) ? 200 : 6); entries >= 0; entries--) {
                // No tool writes a name twice, nor does this one; damage does.
                String name = name(random, evil);
                boolean isDirectory = name.endsWith("/");
                ZipEntry entry = new ZipEntry(
                        isDirectory ? name.substring(0, name.length() - 1) + names++ + "/" : name + names++);
                byte[] content = isDirectory ? new byte[0] : content(random);
                if (random.nextInt(4) == 0) {
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(content.length);
                    CRC32 crc = new CRC32();
                    crc.update(content);
                    entry.setCrc(crc.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(content);
                if (!isDirectory && entry.getMethod() != ZipEntry.STORED && isEvil(random, 4 * evil)) {
                    pour(zip, bomb);
                }
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] zip = bytes.toByteArray();
        if (isEvil(random, evil)) {
            zip = new Damage(new byte[][] {zip}).damaged(zip, random);
        }
        if (isEvil(random, evil)) {
            inDirectory(zip, random);
        }
        return zip;
    }

    /** Changes a field, or a byte of a name, of an entry in the directory at the end, whose place is found by its mark. */
    private static void inDirectory(byte[] zip, SplittableRandom random) {
        for (int at = 0; at + 50 < zip.length; at++) {
            boolean isEntry = zip[at] == 'P' && zip[at + 1] == 'K' && zip[at + 2] == 1 && zip[at + 3] == 2;
            if (isEntry && random.nextInt(2) == 0) {
                switch (random.nextInt(4)) {
                    case 0 -> {
                        int mode = random.nextBoolean() ? 0120777 : 0100755;
                        zip[at + 40] = (byte) mode;
                        zip[at + 41] = (byte) (mode >>> 8);
                    }
                    case 1 -> zip[at + 46] = (byte) (random.nextBoolean() ? '/' : random.nextInt(256));
                    case 2 -> zip[at + 20 + random.nextInt(26)] = (byte) random.nextInt(256);
                    default -> zip[at + 8 + random.nextInt(4)] ^= (byte) (1 << random.nextInt(8));
                }
                return;
            }
        }
    }
}
