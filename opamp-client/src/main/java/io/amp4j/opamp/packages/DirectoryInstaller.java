package io.amp4j.opamp.packages;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.Experimental;
import io.amp4j.opamp.internal.packages.PackageTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;

/**
 * Installs packages below a directory that belongs to one client alone. Each version has a directory of its own; the link {@code current} of
 * a package leads to the active one and is switched in one step; the version before stays for a roll-back, older ones are removed.
 *
 * <pre>
 * DIRECTORY/NAME/current -> versions/v1.4.0-…     what the agent runs
 * DIRECTORY/NAME/previous -> versions/v1.3.2-…
 * DIRECTORY/.downloads/                            what is on its way
 * </pre>
 *
 * <ul>
 *   <li>A {@code .tar.gz} or {@code .zip} file is unpacked, whatever its name. Any other file, a JAR among them, is kept as it is, under the name
 *       of the package, {@code package} if that is empty.
 *   <li>Refused as a whole: an archive with a link, a device, a name that is absolute or leads out of it, a name that is none on Windows
 *       ({@code aux.txt}), or two names that are one on some file systems; one with too many entries, too much content, or content much larger than the archive.
 *   <li>Two packages whose names differ in capitals or dots at the end alone are not installed beside each other.
 *   <li>A name of a package is a name of a directory: letters, digits, dots, hyphens and underscores, 100 at most, the first one a letter or digit. The
 *       empty name is the directory {@code _}.
 *   <li>Everything is readable and writable by its owner only. Refused are the directory, {@code .downloads} and those of packages
 *       where they belong to another user than that of the process and root, or others may write in them. The directories above are not
 *       judged: nobody else may be able to rename what is in them.
 * </ul>
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.BETA)
public final class DirectoryInstaller implements PackageInstaller {
    private final PackageTree tree;

    private DirectoryInstaller(Builder builder) {
        tree = new PackageTree(
                builder.directory, builder.executable, builder.maxEntries, builder.maxUnpackedBytes, builder.maxRatio);
    }

    /** Returns an installer with the defaults. */
    public static DirectoryInstaller in(Path directory) {
        return builder(directory).build();
    }

    /** Starts an installer. Nothing is touched before it is used. */
    public static Builder builder(Path directory) {
        return new Builder(requireNonNull(directory, "directory"));
    }

    /** Returns the directory of the active version of a package, if there is one. */
    public Optional<Path> current(String name) throws IOException {
        return tree.current(requireNonNull(name, "name"));
    }

    @Override
    public Collection<InstalledPackage> installed() throws IOException {
        return tree.installed();
    }

    @Override
    public Path downloads() throws IOException {
        return tree.downloads();
    }

    @Override
    public void install(OfferedPackage offered, Path file) throws IOException {
        tree.install(requireNonNull(offered, "offered"), requireNonNull(file, "file"));
    }

    @Override
    public void activate(OfferedPackage offered) throws IOException {
        tree.activate(requireNonNull(offered, "offered"));
    }

    @Override
    public void rollBack(OfferedPackage failed) throws IOException {
        tree.rollBack(requireNonNull(failed, "failed"));
    }

    @Override
    public void uninstall(String name) throws IOException {
        tree.uninstall(requireNonNull(name, "name"));
    }

    @Override
    public boolean relabel(OfferedPackage offered) throws IOException {
        return tree.relabel(requireNonNull(offered, "offered"));
    }

    @Override
    public String toString() {
        return "DirectoryInstaller[" + tree + "]";
    }

    /**
     * Collects options. Not for use by several threads.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private final Path directory;
        private boolean executable;
        private int maxEntries = PackageTree.MAX_ENTRIES;
        private long maxUnpackedBytes = PackageTree.MAX_UNPACKED_BYTES;
        private int maxRatio = PackageTree.MAX_RATIO;

        private Builder(Path directory) {
            this.directory = directory;
        }

        /**
         * Sets whether a file that is not unpacked, or comes out of an archive that knows no permissions, may be executed by its owner. Default: no.
         */
        public Builder executable(boolean value) {
            executable = value;
            return this;
        }

        /**
         * Sets how many entries an archive may have. Default: 100,000.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder maxEntries(int value) {
            maxEntries = (int) atLeastOne("maxEntries", value);
            return this;
        }

        /**
         * Sets how many bytes the files of an archive may have together. Default: 4 GiB.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder maxUnpackedBytes(long value) {
            maxUnpackedBytes = atLeastOne("maxUnpackedBytes", value);
            return this;
        }

        /**
         * Sets how many times larger than the archive its files may be, once they have more than 16 MiB. Default: 200.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder maxRatio(int value) {
            maxRatio = (int) atLeastOne("maxRatio", value);
            return this;
        }

        private static long atLeastOne(String name, long value) {
            if (value < 1) {
                throw new IllegalArgumentException(name + " must be at least 1: " + value);
            }
            return value;
        }

        /** Returns the installer. */
        public DirectoryInstaller build() {
            return new DirectoryInstaller(this);
        }
    }
}
