package io.amp4j.opamp.packages;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Archives made by hand, so that they can hold what no tool would put there. */
public final class Archives {

    private Archives() {}

    /** Returns a tar archive of the entries, in gzip. */
    public static byte[] tarGz(byte[]... entries) {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        for (byte[] entry : entries) {
            tar.writeBytes(entry);
        }
        tar.writeBytes(new byte[1024]);
        return gzip(tar.toByteArray());
    }

    public static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public static byte[] file(String name, String content) {
        return entry(name, '0', 0644, content.getBytes(UTF_8));
    }

    /** Returns one entry of a tar archive. */
    public static byte[] entry(String name, char type, int mode, byte[] content) {
        byte[] header = new byte[512];
        put(header, 0, name.getBytes(UTF_8));
        put(header, 100, octal(7, mode));
        put(header, 108, octal(7, 0));
        put(header, 116, octal(7, 0));
        put(header, 124, octal(11, content.length));
        put(header, 136, octal(11, 0));
        header[156] = (byte) type;
        put(header, 257, "ustar\00000".getBytes(UTF_8));
        put(header, 148, "        ".getBytes(UTF_8));
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xFF;
        }
        put(header, 148, octal(6, sum));
        header[154] = 0;
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(header);
        all.writeBytes(content);
        all.writeBytes(new byte[(512 - content.length % 512) % 512]);
        return all.toByteArray();
    }

    private static byte[] octal(int digits, long value) {
        String text = Long.toOctalString(value);
        return ("0".repeat(digits - text.length()) + text).getBytes(UTF_8);
    }

    private static void put(byte[] header, int at, byte[] value) {
        System.arraycopy(value, 0, header, at, value.length);
    }

    /** Returns a ZIP archive of names and contents in turn; names may repeat in other letters. */
    public static byte[] zip(String... namesAndContents) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndContents[i]));
                zip.write(namesAndContents[i + 1].getBytes(UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Returns a copy in which one text of the same length stands for another. */
    public static byte[] replaced(byte[] bytes, String from, String to) {
        String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        if (from.length() != to.length() || !text.contains(from)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%s for %s", to, from));
        }
        return text.replace(from, to).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    /** Returns a copy of a ZIP archive whose first entry has a Unix mode. */
    public static byte[] withMode(byte[] zip, int mode) {
        byte[] copy = zip.clone();
        for (int at = 0; at < copy.length - 4; at++) {
            if (copy[at] == 'P' && copy[at + 1] == 'K' && copy[at + 2] == 1 && copy[at + 3] == 2) {
                copy[at + 5] = 3; // made on Unix
                copy[at + 40] = (byte) mode;
                copy[at + 41] = (byte) (mode >>> 8);
                return copy;
            }
        }
        throw new IllegalArgumentException("no entry");
    }
}
