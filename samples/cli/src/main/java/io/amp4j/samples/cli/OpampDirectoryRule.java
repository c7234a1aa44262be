package io.amp4j.samples.cli;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which directories a configuration is safe in: not a link, of the user of this process or of root, and with nobody but its owner and its
 * group who may write in it, sticky bit or not: whoever reads a configuration here looks at its name, and not at whose it is. The directories
 * above are judged like those of the client's state.
 */
final class OpampDirectoryRule {
    private static final int WRITABLE_BY_OTHERS = 0b010;
    private static final int STICKY = 01000;
    private static final int MOST_LINKS = 40;

    private final Set<UserPrincipal> trusted = new HashSet<>();
    private @Nullable String problem;
    private int links;

    private OpampDirectoryRule(Path root) throws IOException {
        trusted.add(OpampProcessUser.get());
        trusted.add(OpampProcessUser.root());
        // The owner of the root directory can replace everything anyway; inside a user namespace, root may have another
        // uid.
        trusted.add(Files.getOwner(root));
    }

    /**
     * Returns what is wrong with a directory, and what to do: the rest of a sentence that begins with its name. Where files have no
     * owner in the manner of Unix, only a link is wrong.
     *
     * @param directory an absolute path; if it is not there yet, only what is above it is judged
     */
    static Optional<String> problem(Path directory) throws IOException {
        if (Files.isSymbolicLink(directory)) {
            return Optional.of("is a link; name the directory that it leads to");
        }
        if (!hasOwners(directory)) {
            return Optional.empty();
        }
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            int mode = mode(directory);
            if ((mode & WRITABLE_BY_OTHERS) != 0) {
                return Optional.of("can be written by every user; take that right from others (chmod o-w)"
                        + ((mode & STICKY) != 0 ? ", or name a directory in it that is not there yet" : ""));
            }
            UserPrincipal owner = Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS);
            if (!owner.equals(OpampProcessUser.root()) && !owner.equals(OpampProcessUser.get())) {
                return Optional.of("belongs to another user than the one of this process; name a directory of its own");
            }
        }
        OpampDirectoryRule rule = new OpampDirectoryRule(directory.getRoot());
        rule.follow(directory);
        return Optional.ofNullable(rule.problem);
    }

    static boolean hasOwners(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    static int mode(Path path) throws IOException {
        return (Integer) Objects.requireNonNull(Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS));
    }

    /** Goes along a path as the system itself does, and judges what is on the way. */
    private Path follow(Path path) throws IOException {
        Path here = path.getRoot();
        for (Path name : path) {
            passThrough(here);
            if (name.toString().equals("..")) {
                here = here.getParent() == null ? here : here.getParent();
                continue;
            }
            Path next = here.resolve(name).normalize();
            here = Files.isSymbolicLink(next) ? follow(here.resolve(target(next))) : next;
        }
        return here;
    }

    private Path target(Path link) throws IOException {
        if (++links > MOST_LINKS) {
            throw new FileSystemLoopException(link.toString());
        }
        if (!trusted.contains(Files.getOwner(link, LinkOption.NOFOLLOW_LINKS))) {
            problem =
                    "is reached over " + link + ", a link that another user made; name the directory that it leads to";
        }
        return Files.readSymbolicLink(link);
    }

    private void passThrough(Path above) throws IOException {
        Map<String, Object> found;
        try {
            found = Files.readAttributes(above, "unix:owner,mode", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return;
        }
        int mode = (Integer) Objects.requireNonNull(found.get("mode"));
        if (!trusted.contains(found.get("owner"))) {
            problem = "could be exchanged by another user, to whom " + above
                    + " belongs; name a directory that is only below those of root and of the user of this process";
        } else if ((mode & WRITABLE_BY_OTHERS) != 0 && (mode & STICKY) == 0) {
            problem = "could be exchanged by every user, because all can write in " + above
                    + "; take that right from them (chmod o-w " + above
                    + ") or let each exchange only what is his (chmod +t " + above + ")";
        }
    }
}
