package io.amp4j.otel.internal.export;

import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which failures are retried: all, unless the program's retry policy chooses. */
final class RetriedFailures {
    private final @Nullable Predicate<IOException> chosen;

    private RetriedFailures(@Nullable Predicate<IOException> chosen) {
        this.chosen = chosen;
    }

    static RetriedFailures of(RetryPolicy policy) {
        try {
            return new RetriedFailures(policy.getRetryExceptionPredicate());
        } catch (NoSuchMethodError e) {
            // An OpenTelemetry whose policies know no predicate.
            return new RetriedFailures(null);
        }
    }

    /** Whether a batch that failed so may be sent again. A choice that fails itself counts as a yes: nothing is lost by another attempt. */
    boolean allows(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof CancellationException) {
            // The attempt was broken off when its time was over.
            cause = new SocketTimeoutException("no answer in time");
        }
        if (chosen == null || !(cause instanceof IOException exception)) {
            return true;
        }
        try {
            return chosen.test(exception);
        } catch (RuntimeException | Error e) {
            return true;
        }
    }
}
