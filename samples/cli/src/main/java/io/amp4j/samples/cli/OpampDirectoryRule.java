package io.amp4j.samples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which directories a configuration is safe in: not a link, of the user of this process or of root, and with nobody but its owner and its
 * group who may write in it, sticky bit or not. Stricter than the client is with its state: whoever reads a configuration here looks at its
 * name, and not at whose it is.
 */
final class OpampDirectoryRule {
    private static final int WRITABLE_BY_OTHERS = 0b010;
    private static final int ROOT = 0;

    private OpampDirectoryRule() {}

    /**
     * Returns what is wrong with a directory that is there, and what to do: the rest of a sentence that begins with its name. Where
     * files have no owner in the manner of Unix, only a link is wrong.
     */
    static Optional<String> problem(Path directory) throws IOException {
        if (Files.isSymbolicLink(directory)) {
            return Optional.of("is a link; name the directory that it leads to");
        }
        if (!directory.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return Optional.empty();
        }
        int mode = (Integer) Files.getAttribute(directory, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        if ((mode & WRITABLE_BY_OTHERS) != 0) {
            return Optional.of("can be written by every user; take that right from others (chmod o-w),"
                    + " or name a directory in it that is not there yet");
        }
        int owner = owner(directory);
        return owner == ROOT || owner == user(directory)
                ? Optional.empty()
                : Optional.of("belongs to another user than the one of this process; name a directory of its own");
    }

    private static int owner(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    /** The owner of a new file: unlike the name in a system property, that is there in every container, and nobody can set it. */
    private static int user(Path directory) throws IOException {
        Path probe = Files.createTempFile(directory, ".owner-", null);
        try {
            return owner(probe);
        } finally {
            Files.delete(probe);
        }
    }
}
