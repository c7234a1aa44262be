package io.amp4j.opamp.internal.codec;

import io.amp4j.opamp.Hash;
import io.amp4j.opamp.internal.text.Printable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All packages that the agent has or works on.
 *
 * @param packages by name
 * @param offeredAll the server's name for all packages together, as it was offered last
 * @param error what is wrong with an offer as a whole; empty if nothing is
 */
public record PackageStatuses(Map<String, Status> packages, Hash offeredAll, String error) {
    public PackageStatuses {
        packages = Collections.unmodifiableMap(new LinkedHashMap<>(packages));
    }

    @Override
    public String toString() {
        return "PackageStatuses[packages=" + Printable.names(packages.keySet()) + ", offeredAll=" + offeredAll
                + ", error=" + Printable.text(error) + "]";
    }

    /** How far a package is. */
    public enum State {
        INSTALLED,
        PENDING,
        INSTALLING,
        FAILED,
        DOWNLOADING
    }

    /**
     * One package.
     *
     * @param version what the agent has, with {@code hash}; both empty if it has none
     * @param offeredVersion what the server offered, with {@code offeredHash}; both empty for a local package
     * @param error why it failed; empty otherwise
     * @param progress how far the download is; null otherwise
     */
    public record Status(
            String version,
            Hash hash,
            String offeredVersion,
            Hash offeredHash,
            State state,
            String error,
            @Nullable Progress progress) {}

    /**
     * How far a download is.
     *
     * @param percent from 0 to 100; 0 if the size is not known
     * @param bytesPerSecond over the time since the last report
     */
    public record Progress(double percent, double bytesPerSecond) {}
}
