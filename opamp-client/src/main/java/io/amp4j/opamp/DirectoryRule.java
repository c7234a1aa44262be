package io.amp4j.opamp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which directories a state is safe in. The directory, and a link that leads to it, must belong to the user of this process or to root,
 * and nobody but its owner and its group may write in it, sticky bit or not. The group may, because volumes of Kubernetes with an
 * {@code fsGroup} are made like that.
 */
final class DirectoryRule {
    private static final int WRITABLE_BY_OTHERS = 0b010;
    private static final int ROOT = 0;

    private DirectoryRule() {}

    /**
     * Returns what is wrong with a directory that is there, and what to do: the rest of a sentence that begins with its name. Where
     * files have no owner in the manner of Unix, nothing is wrong.
     */
    static Optional<String> problem(Path directory) throws IOException {
        if (!directory.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return Optional.empty();
        }
        int mode = (Integer) Files.getAttribute(directory, "unix:mode");
        if ((mode & WRITABLE_BY_OTHERS) != 0) {
            return Optional.of("can be written by every user; take that right from others (chmod o-w),"
                    + " or name a directory in it that is not there yet");
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
