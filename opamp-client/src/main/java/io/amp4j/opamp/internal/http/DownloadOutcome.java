package io.amp4j.opamp.internal.http;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one attempt to download.
 *
 * @param kind the kind of outcome
 * @param file the verified content, if there is one
 * @param reason why there is none; empty otherwise
 * @param retryAfter the {@code Retry-After} header of the answer, if there was one
 */
public record DownloadOutcome(
        Kind kind,
        @Nullable Path file,
        String reason,
        @Nullable String retryAfter) {

    /** The kinds of outcomes. */
    public enum Kind {
        /** The content is complete and has the expected hash. */
        DONE,
        /** Another attempt may succeed. */
        RETRY,
        /** Another attempt would fail too. */
        FAILED,
        /** The content differs from the offer. */
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
