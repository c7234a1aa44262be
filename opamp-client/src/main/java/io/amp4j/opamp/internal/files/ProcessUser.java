package io.amp4j.opamp.internal.files;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * Whose files this process makes, learned once. Linux tells it in {@code /proc}, also in a container without a user name, to a process
 * with capabilities, and where no file can be written. Elsewhere the owner of a file in the JVM's temporary directory tells it. Never is
 * it learned in a directory that is being judged: others could exchange the file there, and would see when the judgement is made.
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
        // A name that nobody has is read as a number.
        return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(uid);
    }

    /** The last of the four: real, effective, saved, and the one that new files get. */
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
