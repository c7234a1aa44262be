package io.amp4j.samples.cli.oci;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Reads files whose path the user gave. Links are followed, because secrets that Kubernetes mounts are links; but only to a regular file:
 * opening a pipe could block forever, and a device has no end. The number of bytes read is limited, whatever size the system reports. The
 * file could be replaced between the check and the opening, but whoever can do that could also write into the file.
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
