package io.amp4j.opamp.internal.files;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * The owner of files that this process creates, determined once. On Linux it is read from {@code /proc}, which also works in a container
 * without a user name, for a process with capabilities, and if no file can be written. Elsewhere it is the owner of a file created in the
 * JVM's temporary directory. It is never determined in a directory that is being checked, because others could replace the file there, and
 * would notice the time of the check.
 */
public final class ProcessUser {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static volatile @Nullable UserPrincipal known;
    private static volatile @Nullable UserPrincipal knownRoot;

    private ProcessUser() {}

    public static UserPrincipal get() throws IOException {
        UserPrincipal user = known;
        if (user == null) {
            user = Files.isReadable(STATUS) ? withId(fileUid(Files.readString(STATUS))) : ownerOfANewFile();
            known = user;
        }
        return user;
    }

    public static UserPrincipal root() throws IOException {
        UserPrincipal root = knownRoot;
        if (root == null) {
            root = withId("0");
            knownRoot = root;
        }
        return root;
    }

    private static UserPrincipal withId(String uid) throws IOException {
        // A name that does not exist is parsed as a number.
        return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(uid);
    }

    /** Returns the last of the four uids: real, effective, saved, and file system. */
    public static String fileUid(String status) throws IOException {
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
