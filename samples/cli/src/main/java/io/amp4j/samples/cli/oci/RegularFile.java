package io.amp4j.samples.cli.oci;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Reads files that somebody named. Links are followed, because a secret that Kubernetes mounts is one; but only to a file: opening a pipe
 * could wait for ever, and a device has no end. How much is read is limited, whatever size the system tells.
 * Whoever can put something else there between the look and the opening could as well write into the file.
 */
public final class RegularFile {
    private RegularFile() {}

    /** Returns the content; the reason of the exception says what is wrong, without quoting anything of it. */
    public static byte[] read(Path file, int limit) throws IOException {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        if (!found.isRegularFile()) {
            String what = found.isDirectory() ? "it is a directory" : "it is not a regular file";
            throw new FileSystemException(file.toString(), null, what);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new FileSystemException(file.toString(), null, "it is larger than " + (limit >> 10) + " KiB");
            }
            return bytes;
        }
    }

    /** Returns why a file cannot be read, in a few words that quote nothing of it. */
    public static String reason(IOException e) {
        return e instanceof FileSystemException system && system.getReason() != null
                ? system.getReason()
                : e.getClass().getSimpleName();
    }
}
