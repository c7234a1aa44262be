package io.amp4j.opamp.internal.http;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What became of one attempt to download.
 *
 * @param kind what it means
 * @param file the verified content, if it is there
 * @param reason why it is not; empty otherwise
 * @param retryAfter the {@code Retry-After} header of the answer, if there was one
 */
public record DownloadOutcome(
        Kind kind,
        @Nullable Path file,
        String reason,
        @Nullable String retryAfter) {

    /** The kinds of outcomes. */
    public enum Kind {
        /** The content is there and has the hash. */
        DONE,
        /** Another attempt may succeed. */
        RETRY,
        /** Another attempt is of no use now. */
        FAILED,
        /** What is there is not what was promised. */
        BAD,
        /** It was cancelled. */
        CANCELLED
    }

    static DownloadOutcome done(Path file) {
        return new DownloadOutcome(Kind.DONE, file, "", null);
    }

    static DownloadOutcome of(Kind kind, String reason) {
        return new DownloadOutcome(kind, null, reason, null);
    }
}
