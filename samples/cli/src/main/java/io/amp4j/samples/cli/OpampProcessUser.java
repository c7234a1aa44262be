package io.amp4j.samples.cli;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/**
 * Whose files this process makes. Linux tells it in {@code /proc}; elsewhere the owner of a file in the JVM's temporary directory does. It
 * is not learned in a directory that is being judged: others could exchange the file there.
 */
final class OpampProcessUser {
    private static final Path STATUS = Path.of("/proc/self/status");

    private OpampProcessUser() {}

    static UserPrincipal get() throws IOException {
        return Files.isReadable(STATUS) ? withId(fileUid(Files.readString(STATUS))) : ownerOfANewFile();
    }

    static UserPrincipal root() throws IOException {
        return withId("0");
    }

    private static UserPrincipal withId(String uid) throws IOException {
        // A name that does not exist is parsed as a number.
        return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(uid);
    }

    /** The last of the four: real, effective, saved, and the one that new files get. */
    private static String fileUid(String status) throws IOException {
        return status.lines()
                .filter(line -> line.startsWith("Uid:"))
                .map(line -> line.substring(line.lastIndexOf('\t') + 1).strip())
                .findFirst()
                .orElseThrow(() -> new IOException(STATUS + " names no user"));
    }

    private static UserPrincipal ownerOfANewFile() throws IOException {
        Path file = Files.createTempFile("amp4j-owner-", null);
        try {
            return Files.getOwner(file, LinkOption.NOFOLLOW_LINKS);
        } finally {
            Files.delete(file);
        }
    }
}
