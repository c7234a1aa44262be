package io.amp4j.opamp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which directories and files a state is taken from: those of the user of this process, and those of root. Others may write in the
 * directory, because volumes of Kubernetes are often made like that; they can then take a state away, but cannot put one there.
 */
final class DirectoryRule {
    private static final int ROOT = 0;

    private DirectoryRule() {}

    /**
     * Returns what is wrong with a directory that is there, and what to do: the rest of a sentence that begins with its name. Where
     * files have no owner in the manner of Unix, nothing is wrong.
     */
    static Optional<String> problem(Path directory) throws IOException {
        if (!hasOwners(directory)) {
            return Optional.empty();
        }
        int owner = owner(directory);
        int linkOwner = owner(directory, LinkOption.NOFOLLOW_LINKS);
        if (owner == ROOT && linkOwner == ROOT) {
            return Optional.empty();
        }
        int user = user(directory);
        boolean foreign = (owner != ROOT && owner != user) || (linkOwner != ROOT && linkOwner != user);
        return foreign
                ? Optional.of("belongs to another user than the one of this process; name a directory of its own")
                : Optional.empty();
    }

    /** Returns whether a file of the directory, or a link in its place, was made by somebody else than this user and root. */
    static boolean isForeign(Path directory, String file) throws IOException {
        if (!hasOwners(directory)) {
            return false;
        }
        int owner = owner(directory.resolve(file), LinkOption.NOFOLLOW_LINKS);
        return owner != ROOT && owner != user(directory);
    }

    private static boolean hasOwners(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    private static int owner(Path path, LinkOption... options) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid", options);
    }

    /** The owner of a new file: unlike the name in a system property, that is there in every container, and nobody can set it. */
    private static int user(Path directory) throws IOException {
        Path probe = Files.createTempFile(directory, ".owner-", null);
        try {
            return owner(probe, LinkOption.NOFOLLOW_LINKS);
        } finally {
            Files.delete(probe);
        }
    }
}
