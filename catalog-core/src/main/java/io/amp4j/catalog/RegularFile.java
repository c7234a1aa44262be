package io.amp4j.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Opens files that somebody named. Links are followed, because what Kubernetes mounts is one; but only to a file: opening a pipe could wait
 * for ever, and a device has no end.
 * Whoever can put something else there between the look and the opening could as well write into the file.
 */
final class RegularFile {
    private RegularFile() {}

    static InputStream open(Path path) throws IOException {
        BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
        if (!found.isRegularFile()) {
            String what = found.isDirectory() ? "is a directory" : "is not a regular file";
            throw new FileSystemException(path.toString(), null, what);
        }
        return Files.newInputStream(path);
    }
}
