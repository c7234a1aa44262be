package io.amp4j.otel.internal.export;

import io.amp4j.otel.internal.setup.HeaderFailure;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Supplier;

/**
 * Asks for headers. A source may be any code of the program and may block, so it is asked on a daemon thread of its own
 * ({@code amp-headers}); while it has not answered, whoever asks again waits for the same answer. Used by one thread.
 */
final class HeaderResolver {
    private final ThreadPoolExecutor threads = Threads.onDemand("amp-headers");
    private final Map<Supplier<Map<String, String>>, CompletableFuture<Map<String, String>>> open = new HashMap<>();

    /** Completes with the headers, or with what the source threw, or never. A copy: it may be completed by the caller. */
    CompletableFuture<Map<String, String>> ask(Target target) {
        Supplier<Map<String, String>> source = target.headers();
        if (!target.mayBlock()) {
            return answer(source);
        }
        open.values().removeIf(CompletableFuture::isDone);
        return open.computeIfAbsent(source, this::askElsewhere).copy();
    }

    private CompletableFuture<Map<String, String>> askElsewhere(Supplier<Map<String, String>> source) {
        CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    // A request for a token is no work of the program: as a span it would want to be sent, and so on
                    // without end.
                    Untraced.run(() -> answer.complete(Map.copyOf(source.get())));
                } catch (Throwable e) {
                    // Also an Error: nobody else would ever complete the answer.
                    answer.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(new HeaderFailure("the exporter is closed"));
        } catch (OutOfMemoryError e) {
            answer.completeExceptionally(new HeaderFailure("there is no thread to ask the header source on"));
        }
        return answer;
    }

    private static CompletableFuture<Map<String, String>> answer(Supplier<Map<String, String>> source) {
        try {
            return CompletableFuture.completedFuture(source.get());
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Interrupts a source that has not answered, and asks none any more. */
    void close() {
        threads.shutdownNow();
    }
}
