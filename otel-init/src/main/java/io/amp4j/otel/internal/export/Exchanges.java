package io.amp4j.otel.internal.export;

import io.opentelemetry.api.impl.InstrumentationUtil;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes HTTP requests on threads of its own ({@code amp-http}). The asynchronous calls of the JDK's client tell their outcome through the
 * common pool, and a program that blocks that one would hold its spans up. Used by one thread.
 */
final class Exchanges {
    private static final int ANSWER_LIMIT = 16 * 1024;

    private final Duration connectTimeout;
    private final @Nullable SSLContext tls;
    private final ThreadPoolExecutor threads = Threads.onDemand("amp-http");
    private @Nullable HttpClient client;

    Exchanges(Duration connectTimeout, @Nullable SSLContext tls) {
        this.connectTimeout = connectTimeout;
        this.tls = tls;
    }

    /**
     * Begins an exchange, untraced. Completes on a thread of the exchange with the answer or with what went wrong; to cancel it breaks the
     * exchange off.
     *
     * @throws RuntimeException or an Error if there can be no client or no thread, as when file handles run out
     */
    CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request) {
        HttpClient sender = client();
        CompletableFuture<HttpResponse<byte[]>> outcome = new CompletableFuture<>();
        Future<?> work = threads.submit(() -> InstrumentationUtil.suppressInstrumentation(() -> {
            try {
                outcome.complete(sender.send(request, answer -> new BoundedBody(ANSWER_LIMIT)));
            } catch (Throwable e) {
                // Also an Error, and the interrupt of a cancellation: nobody else would ever complete the outcome.
                outcome.completeExceptionally(e);
            }
        }));
        CompletableFuture<?> unused = outcome.whenComplete((answer, failure) -> {
            if (outcome.isCancelled()) {
                work.cancel(true);
            }
        });
        return outcome;
    }

    /** Made on first use: a client starts a thread. */
    private HttpClient client() {
        if (client == null) {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(connectTimeout);
            client = tls == null ? builder.build() : builder.sslContext(tls).build();
        }
        return client;
    }

    /** Lets what is under way end, and begins nothing any more. */
    void close() {
        threads.shutdown();
    }
}
