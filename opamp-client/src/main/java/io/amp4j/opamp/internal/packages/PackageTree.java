package io.amp4j.opamp.internal.packages;

import io.amp4j.opamp.internal.log.SafeLogger;
import io.amp4j.opamp.internal.text.Printable;
import io.amp4j.opamp.packages.InstalledPackage;
import io.amp4j.opamp.packages.OfferedPackage;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A directory with one {@link VersionedDirectory} for each package. */
public final class PackageTree {
    /** How many entries an archive may have, unless told otherwise. */
    public static final int MAX_ENTRIES = ArchiveLimits.DEFAULT.entries();

    /** How many bytes come out of an archive, unless told otherwise. */
    public static final long MAX_UNPACKED_BYTES = ArchiveLimits.DEFAULT.bytes();

    /** How much larger than an archive its content may be, unless told otherwise. */
    public static final int MAX_RATIO = ArchiveLimits.DEFAULT.ratio();

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final String WITHOUT_NAME = "_";

    private static final SafeLogger LOGGER = SafeLogger.of(PackageTree.class);

    private final Path root;
    private final boolean executable;
    private final ArchiveLimits limits;
    /** Held while directories are made; downloads need theirs also while a version is unpacked, which takes its time. */
    private final Object making = new Object();

    public PackageTree(Path root, boolean executable, int maxEntries, long maxUnpackedBytes, int maxRatio) {
        this.root = root.toAbsolutePath();
        this.executable = executable;
        this.limits = new ArchiveLimits(maxEntries, maxUnpackedBytes, maxRatio);
    }

    public synchronized Optional<Path> current(String name) throws IOException {
        return at(name).current();
    }

    /** Returns what is active, in the order of names. */
    public synchronized Collection<InstalledPackage> installed() throws IOException {
        List<InstalledPackage> installed = new ArrayList<>();
        if (!Files.isDirectory(root)) {
            return installed;
        }
        PrivateFiles.requireOwn(root);
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(root)) {
            for (Path each : found) {
                names.add(String.valueOf(each.getFileName()));
            }
        }
        for (String directory : names.stream().sorted().toList()) {
            if (directory.equals(WITHOUT_NAME) || NAME.matcher(directory).matches()) {
                try {
                    opened(directory).installed().ifPresent(installed::add);
                } catch (IOException e) {
                    LOGGER.warning(
                            "the package '" + directory
                                    + "' is left out of what is installed, because it cannot be read",
                            e);
                }
            }
        }
        return installed;
    }

    public Path downloads() throws IOException {
        synchronized (making) {
            made();
            Path downloads = root.resolve(".downloads");
            PrivateFiles.ownDirectory(downloads);
            return downloads;
        }
    }

    public synchronized void install(OfferedPackage offered, Path file) throws IOException {
        VersionedDirectory directory = at(offered.name());
        made();
        refuseSimilar(offered.name());
        String plainName = offered.name().isEmpty() ? "package" : offered.name();
        directory.install(offered, file, plainName, executable, limits);
    }

    public synchronized void activate(OfferedPackage offered) throws IOException {
        at(offered.name()).activate(offered);
    }

    public synchronized void rollBack(OfferedPackage failed) throws IOException {
        at(failed.name()).rollBack(failed);
    }

    public synchronized void uninstall(String name) throws IOException {
        at(name).uninstall();
    }

    public synchronized boolean relabel(OfferedPackage offered) throws IOException {
        return at(offered.name()).relabel(offered);
    }

    /** Two names that some file system takes for one would have one directory there. */
    private void refuseSimilar(String name) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(root)) {
            for (Path each : found) {
                String other = String.valueOf(each.getFileName());
                if (!other.equals(name) && FoldedName.of(other).equals(FoldedName.of(name))) {
                    throw new IOException("the names '" + name + "' and '" + Printable.text(other, 100)
                            + "' of packages are one on some file systems; only the latter is installed");
                }
            }
        }
    }

    private void made() throws IOException {
        synchronized (making) {
            PrivateFiles.directory(root);
            PrivateFiles.requireOwn(root);
        }
    }

    private VersionedDirectory at(String name) throws IOException {
        if (!name.isEmpty() && (!NAME.matcher(name).matches() || FoldedName.isUnusable(name))) {
            throw new IOException("the name '" + Printable.text(name, 100)
                    + "' cannot be that of a directory of packages: letters, digits, dots, hyphens and underscores can,"
                    + " but not the names of Windows devices");
        }
        if (Files.isDirectory(root)) {
            PrivateFiles.requireOwn(root);
        }
        return opened(name.isEmpty() ? WITHOUT_NAME : name);
    }

    private VersionedDirectory opened(String directory) throws IOException {
        Path path = root.resolve(directory);
        for (Path each : List.of(path, path.resolve("versions"))) {
            if (Files.exists(each, LinkOption.NOFOLLOW_LINKS)) {
                PrivateFiles.requireOwn(each, LinkOption.NOFOLLOW_LINKS);
            }
        }
        return new VersionedDirectory(path);
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
