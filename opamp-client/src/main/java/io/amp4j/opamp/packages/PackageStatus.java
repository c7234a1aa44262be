package io.amp4j.opamp.packages;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.Experimental;
import io.amp4j.opamp.internal.text.Printable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far a package is, as it is reported to the server.
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.BETA)
public final class PackageStatus {
    private final State state;
    private final String version;
    private final String offeredVersion;
    private final String errorMessage;
    private final double downloadPercent;

    private PackageStatus(
            State state, String version, String offeredVersion, String errorMessage, double downloadPercent) {
        this.state = requireNonNull(state, "state");
        this.version = requireNonNull(version, "version");
        this.offeredVersion = requireNonNull(offeredVersion, "offeredVersion");
        this.errorMessage = requireNonNull(errorMessage, "errorMessage");
        this.downloadPercent = downloadPercent;
    }

    /**
     * Returns a status.
     *
     * @param version what the agent has; empty if it has none
     * @param offeredVersion what the server offered last; empty for a local package
     * @param errorMessage why it failed; empty otherwise
     * @param downloadPercent from 0 to 100
     */
    public static PackageStatus of(
            State state, String version, String offeredVersion, String errorMessage, double downloadPercent) {
        return new PackageStatus(state, version, offeredVersion, errorMessage, downloadPercent);
    }

    /** Returns how far the package is. */
    public State state() {
        return state;
    }

    /** Returns the version that the agent has; empty if it has none. While a new version is tried, that is the one before. */
    public String version() {
        return version;
    }

    /** Returns the version that the server offered last; empty for a local package. */
    public String offeredVersion() {
        return offeredVersion;
    }

    /** Returns why the offered version is not installed; empty if it did not fail. */
    public String errorMessage() {
        return errorMessage;
    }

    /** Returns how much of the file was there at the last report, from 0 to 100; 0 if its size is not known, or if there is no download. */
    public double downloadPercent() {
        return downloadPercent;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PackageStatus that
                && state == that.state
                && version.equals(that.version)
                && offeredVersion.equals(that.offeredVersion)
                && errorMessage.equals(that.errorMessage)
                && Double.compare(downloadPercent, that.downloadPercent) == 0;
    }

    @Override
    public int hashCode() {
        return Objects.hash(state, version, offeredVersion, errorMessage, downloadPercent);
    }

    @Override
    public String toString() {
        return "PackageStatus[state=" + state + ", version=" + Printable.text(version, 100) + ", offeredVersion="
                + Printable.text(offeredVersion, 100) + ", errorMessage=" + Printable.text(errorMessage)
                + ", downloadPercent=" + downloadPercent + "]";
    }

    /**
     * How far a package is. Constants may be added: a {@code switch} over them needs a default branch.
     *
     * @since 0.1.0
     */
    public enum State {
        /** The agent has what was offered, or a local package. */
        INSTALLED,
        /** The offer waits for its turn or for its installation. */
        PENDING,
        /** The file is being downloaded. */
        DOWNLOADING,
        /** The version is being installed, or runs until the agent proves to be healthy with it. */
        INSTALLING,
        /** The offered version is not installed. */
        FAILED
    }
}
