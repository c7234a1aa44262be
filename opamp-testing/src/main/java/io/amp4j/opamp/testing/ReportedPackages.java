package io.amp4j.opamp.testing;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The content of {@code package_statuses}.
 *
 * @since 0.1.0
 */
public final class ReportedPackages {
    private final Map<String, PackageStatus> packages;
    private final Bytes offeredAllHash;
    private final String errorMessage;

    ReportedPackages(Map<String, PackageStatus> packages, Bytes offeredAllHash, String errorMessage) {
        packages = Reported.ordered(packages);
        this.packages = packages;
        this.offeredAllHash = offeredAllHash;
        this.errorMessage = errorMessage;
    }

    /** Returns the status of each package, by name. */
    public Map<String, PackageStatus> packages() {
        return packages;
    }

    /** Returns the hash of all packages that the server offered last. */
    public Bytes offeredAllHash() {
        return offeredAllHash;
    }

    /** Returns the error message about the whole offer. */
    public String errorMessage() {
        return errorMessage;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ReportedPackages that
                && packages.equals(that.packages)
                && offeredAllHash.equals(that.offeredAllHash)
                && errorMessage.equals(that.errorMessage);
    }

    @Override
    public int hashCode() {
        return Objects.hash(packages, offeredAllHash, errorMessage);
    }

    /** Shows all on one line. */
    @Override
    public String toString() {
        return Printable.text("ReportedPackages[packages=" + packages + ", offeredAllHash=" + offeredAllHash
                + ", errorMessage=" + errorMessage + "]");
    }

    /**
     * The status of one package: 0 installed, 1 pending, 2 installing, 3 failed, 4 downloading.
     *
     * @since 0.1.0
     */
    public static final class PackageStatus {
        private final String name;
        private final String version;
        private final Bytes hash;
        private final String offeredVersion;
        private final Bytes offeredHash;
        private final int status;
        private final String errorMessage;
        private final Optional<Download> download;

        PackageStatus(
                String name,
                String version,
                Bytes hash,
                String offeredVersion,
                Bytes offeredHash,
                int status,
                String errorMessage,
                Optional<Download> download) {
            this.name = name;
            this.version = version;
            this.hash = hash;
            this.offeredVersion = offeredVersion;
            this.offeredHash = offeredHash;
            this.status = status;
            this.errorMessage = errorMessage;
            this.download = download;
        }

        /** Returns the name of the package. */
        public String name() {
            return name;
        }

        /** Returns the version that the agent has. */
        public String version() {
            return version;
        }

        /** Returns the hash of that. */
        public Bytes hash() {
            return hash;
        }

        /** Returns the version that the server offered. */
        public String offeredVersion() {
            return offeredVersion;
        }

        /** Returns the hash of that. */
        public Bytes offeredHash() {
            return offeredHash;
        }

        /** Returns the number of the status. */
        public int status() {
            return status;
        }

        /** Returns why it failed. */
        public String errorMessage() {
            return errorMessage;
        }

        /** Returns the progress of the download, if there is one. */
        public Optional<Download> download() {
            return download;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof PackageStatus that
                    && name.equals(that.name)
                    && version.equals(that.version)
                    && hash.equals(that.hash)
                    && offeredVersion.equals(that.offeredVersion)
                    && offeredHash.equals(that.offeredHash)
                    && status == that.status
                    && errorMessage.equals(that.errorMessage)
                    && download.equals(that.download);
        }

        @Override
        public int hashCode() {
            return Objects.hash(name, version, hash, offeredVersion, offeredHash, status, errorMessage, download);
        }

        /** Shows all on one line. */
        @Override
        public String toString() {
            return Printable.text("PackageStatus[name=" + name + ", version=" + version + ", hash=" + hash
                    + ", offeredVersion=" + offeredVersion + ", offeredHash=" + offeredHash + ", status=" + status
                    + ", errorMessage=" + errorMessage + ", download=" + download + "]");
        }
    }

    /**
     * The progress of a download.
     *
     * @since 0.1.0
     */
    public static final class Download {
        private final double percent;
        private final double bytesPerSecond;

        Download(double percent, double bytesPerSecond) {
            this.percent = percent;
            this.bytesPerSecond = bytesPerSecond;
        }

        /** Returns the downloaded percentage. */
        public double percent() {
            return percent;
        }

        /** Returns the speed in bytes per second. */
        public double bytesPerSecond() {
            return bytesPerSecond;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Download that
                    && Double.compare(percent, that.percent) == 0
                    && Double.compare(bytesPerSecond, that.bytesPerSecond) == 0;
        }

        @Override
        public int hashCode() {
            return Objects.hash(percent, bytesPerSecond);
        }

        @Override
        public String toString() {
            return "Download[percent=" + percent + ", bytesPerSecond=" + bytesPerSecond + "]";
        }
    }
}
