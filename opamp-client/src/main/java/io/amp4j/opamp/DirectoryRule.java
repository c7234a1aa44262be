package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.files.ProcessUser;
import io.amp4j.opamp.internal.log.SafeLogger;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides in which directories a state may be stored. The directory itself must belong to the user of this process or to root, and nobody
 * else may write in it: so nobody else can put a state there, restore an older one, or replace a file between its check and its use. No
 * other user may write in the directories above it either, as with {@code StrictModes} of sshd, unless a sticky bit prevents replacing what
 * is in them.
 *
 * <p>Unlike sshd, this trusts the groups of the directories above: Kubernetes gives whole volumes to a group ({@code fsGroup}), and many
 * systems let a user's own group, which has no other member, write in everything that the user creates. Where files have no Unix owner,
 * every directory is accepted.
 */
final class DirectoryRule {
    private static final int WRITABLE_BY_OTHERS = 0b010;
    private static final int WRITABLE_BY_GROUP = 0b010_000;
    private static final int ALL_RIGHTS = 07777;
    private static final int STICKY = 01000;
    private static final int MOST_LINKS = 40;

    private static final String FIXED_MODES = "where chmod has no effect (SMB, Azure Files), mount the volume with"
            + " dir_mode=0700,file_mode=0600 and the uid of this process; on WSL, with metadata";

    private static final SafeLogger LOGGER = SafeLogger.of(DirectoryRule.class);

    private final Path directory;
    private final boolean judgesAbove;

    /** @param judgesAbove whether the directories above are checked; on a volume that several users share they are not */
    DirectoryRule(Path directory, boolean judgesAbove) {
        this.directory = directory;
        this.judgesAbove = judgesAbove;
    }

    static boolean hasOwners(Path path) {
        return path.getFileSystem().equals(FileSystems.getDefault())
                && path.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    /** Returns whether {@code owner} is neither the user of this process nor root. */
    static boolean isForeign(UserPrincipal owner) throws IOException {
        return !owner.equals(ProcessUser.get()) && !owner.equals(ProcessUser.root());
    }

    /**
     * Resolves the path to the directory and checks every directory and link on the way. Those that do not exist yet are not checked.
     *
     * @return the same path without links
     * @throws OpampException if another user can make the path lead elsewhere
     */
    Path follow() throws IOException {
        return hasOwners(directory) ? new Way().to(directory) : directory;
    }

    /**
     * Checks the directory itself. If it belongs to this user, the write permission of its group is removed, which Kubernetes grants at
     * every start of a pod.
     *
     * @param opened the opened directory, not a path that may lead elsewhere by now
     * @param path the result of {@link #follow}
     * @return a key that identifies the directory
     * @throws OpampException if another user owns it or can write in it
     */
    @Nullable
    Object judge(PosixFileAttributeView opened, Path path) throws IOException {
        PosixFileAttributes found = opened.readAttributes();
        if (isForeign(found.owner())) {
            throw refusal(
                    directory + " belongs to another user than the one of this process; name a directory of its own");
        }
        if (found.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            boolean inItWillDo = !judgesAbove || (mode(path) & STICKY) != 0;
            throw refusal(directory + " can be written by every user; take that right from them (chmod o-w)"
                    + (inItWillDo ? ", or name a directory in it that is not there yet" : "")
                    + "; on a volume of Kubernetes, see StateStore.fileOnSharedVolume; " + FIXED_MODES);
        }
        if (found.permissions().contains(PosixFilePermission.GROUP_WRITE)
                && found.owner().equals(ProcessUser.get())) {
            takeWriteFromGroup(opened, found, path);
            found = opened.readAttributes();
            if (!found.permissions().contains(PosixFilePermission.GROUP_WRITE)) {
                LOGGER.info("The group of the state directory " + directory + " can no longer write in it.");
            }
        }
        if (found.permissions().contains(PosixFilePermission.GROUP_WRITE)) {
            throw refusal(directory + " can be written by its group; take that right from it (chmod g-w), or name a"
                    + " directory in it that is not there yet; " + FIXED_MODES);
        }
        return found.fileKey();
    }

    private void takeWriteFromGroup(PosixFileAttributeView opened, PosixFileAttributes found, Path path)
            throws IOException {
        try {
            if (judgesAbove) {
                // Nobody else can replace the directory at this path by now, and only via a path the bits beside the
                // permissions, such as setgid, can be read.
                Files.setAttribute(
                        path, "unix:mode", mode(path) & ALL_RIGHTS & ~WRITABLE_BY_GROUP, LinkOption.NOFOLLOW_LINKS);
            } else {
                Set<PosixFilePermission> fewer = EnumSet.copyOf(found.permissions());
                fewer.remove(PosixFilePermission.GROUP_WRITE);
                opened.setPermissions(fewer);
            }
        } catch (FileSystemException e) {
            LOGGER.fine("the group of the state directory keeps its right to write", e);
        }
    }

    private static int mode(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    }

    private OpampException refusal(String sentence) {
        return new OpampException("the state directory " + sentence);
    }

    /** One resolution of a path, in the way the operating system resolves it. */
    private final class Way {
        private final Set<UserPrincipal> trusted = new HashSet<>();
        private int links;

        Way() throws IOException {
            trusted.add(ProcessUser.get());
            trusted.add(ProcessUser.root());
            // The owner of the root directory can replace everything anyway; inside a user namespace, root may have
            // another uid.
            trusted.add(Files.getOwner(directory.getRoot()));
        }

        Path to(Path path) throws IOException {
            Path here = path.getRoot();
            for (Path name : path) {
                passThrough(here);
                if (name.toString().equals("..")) {
                    here = here.getParent() == null ? here : here.getParent();
                    continue;
                }
                Path next = here.resolve(name).normalize();
                here = Files.isSymbolicLink(next) ? to(here.resolve(target(next))) : next;
            }
            return here;
        }

        private Path target(Path link) throws IOException {
            if (++links > MOST_LINKS) {
                throw new FileSystemLoopException(directory.toString());
            }
            if (!trusted.contains(Files.getOwner(link, LinkOption.NOFOLLOW_LINKS))) {
                throw refusal(directory + " is reached over " + link + ", a link that another user made; name the"
                        + " directory that it leads to");
            }
            return Files.readSymbolicLink(link);
        }

        private void passThrough(Path above) throws IOException {
            if (!judgesAbove) {
                return;
            }
            Map<String, Object> found;
            try {
                found = Files.readAttributes(above, "unix:owner,mode", LinkOption.NOFOLLOW_LINKS);
            } catch (NoSuchFileException e) {
                return;
            }
            if (!trusted.contains(found.get("owner"))) {
                throw refusal(directory + " could be exchanged by another user, to whom " + above + " belongs; "
                        + "name a directory that is only below those of root and of the user of this process");
            }
            int mode = (Integer) requireNonNull(found.get("mode"), "mode");
            if ((mode & WRITABLE_BY_OTHERS) != 0 && (mode & STICKY) == 0) {
                throw refusal(directory + " could be exchanged by every user, because all can write in " + above
                        + "; take that right from them (chmod o-w " + above
                        + ") or let each exchange only what is his (chmod +t "
                        + above + "); on a volume of Kubernetes, see StateStore.fileOnSharedVolume");
            }
        }
    }
}
