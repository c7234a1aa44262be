package io.amp4j.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Opens files whose path the user gave. Links are followed, because files that Kubernetes mounts are links; but only to a regular file:
 * opening a pipe could block forever, and a device has no end. The file could be replaced between the check and the opening, but whoever
 * can do that could also write into the file.
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
