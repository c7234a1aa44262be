package io.amp4j.otel.internal.export;

import io.amp4j.otel.internal.setup.ProxyRule;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Makes HTTP requests on threads of its own ({@code amp-http}), each on a connection of its own or on one that an earlier request has left
 * open; docs/decisions/0014-own-http-exchange.md says why not with the JDK's client. Used by one thread.
 */
final class Exchanges {
    private static final int ANSWER_LIMIT = 16 * 1024;

    private final ThreadPoolExecutor threads = Threads.onDemand("amp-http");
    private final IdleConnections idle;
    /** Grows with each change of the target. */
    private final AtomicInteger period = new AtomicInteger();

    /** @param timer for short tasks; not closed here */
    Exchanges(ScheduledExecutorService timer) {
        this.idle = new IdleConnections(timer);
    }

    /**
     * Begins an exchange, untraced. Completes on a thread of the exchange with the answer or with what went wrong; to cancel it breaks the
     * exchange off.
     *
     * @throws RuntimeException or an Error if there can be no thread, as when memory runs out
     */
    CompletableFuture<HttpResponse> send(HttpRequest request) {
        CompletableFuture<HttpResponse> outcome = new CompletableFuture<>();
        ConnectionInUse inUse = new ConnectionInUse(period.get());
        Future<?> work = threads.submit(() -> Untraced.run(() -> {
            try {
                outcome.complete(ask(request, inUse));
            } catch (Throwable e) {
                // Also an Error, and the interrupt of a cancellation: nobody else would ever complete the outcome.
                outcome.completeExceptionally(e);
            }
        }));
        CompletableFuture<?> unused = outcome.whenComplete((answer, failure) -> {
            if (outcome.isCancelled()) {
                inUse.breakOff();
                work.cancel(true);
            }
        });
        return outcome;
    }

    private HttpResponse ask(HttpRequest request, ConnectionInUse inUse) throws IOException {
        long deadline = System.nanoTime() + request.timeout().toNanos();
        Route route = Route.to(request.endpoint(), request.terms());
        for (Optional<HttpConnection> kept = idle.take(route); kept.isPresent(); kept = idle.take(route)) {
            HttpConnection connection = kept.get();
            inUse.begin(connection);
            if (connection.reopen(deadline)) {
                try {
                    return exchange(connection, request, inUse);
                } catch (Unanswered e) {
                    // Closed by the other side just now, as kept connections are: that says nothing about this request.
                    // The
                    // others are likely to be closed as well, and a server that takes the spans and hangs up would get
                    // them once for each; so the next try is the last, on a connection of its own.
                    idle.drop(route);
                    break;
                }
            }
            inUse.end(false);
        }
        HttpConnection connection = new HttpConnection(route);
        inUse.begin(connection);
        try {
            connection.open(deadline);
        } catch (HttpConnection.ProxyDemandsPassword e) {
            inUse.end(false);
            return new HttpResponse(407, Map.of(), new byte[0]);
        } catch (IOException | RuntimeException | Error e) {
            inUse.end(false);
            throw e;
        }
        try {
            return exchange(connection, request, inUse);
        } catch (Unanswered e) {
            throw e.failure;
        }
    }

    private HttpResponse exchange(HttpConnection connection, HttpRequest request, ConnectionInUse inUse)
            throws IOException {
        boolean complete = false;
        try {
            IOException refused = write(connection.out(), request, connection.route());
            HttpReader.Reading reading = read(connection, refused);
            complete = refused == null && reading.complete();
            return reading.answer();
        } finally {
            if (inUse.end(complete && inUse.period() == period.get())) {
                idle.keep(connection);
            }
        }
    }

    private static HttpReader.Reading read(HttpConnection connection, @Nullable IOException refused)
            throws IOException {
        try {
            connection.in().mark(1);
            if (connection.in().read() < 0) {
                throw new EOFException();
            }
            connection.in().reset();
        } catch (EOFException | SocketException | SSLException e) {
            throw new Unanswered(refused == null ? e : refused);
        }
        return HttpReader.answer(connection.in(), ANSWER_LIMIT);
    }

    /** The connection was closed before the first byte of an answer. */
    private static final class Unanswered extends IOException {
        private static final long serialVersionUID = 1L;

        final IOException failure;

        Unanswered(IOException failure) {
            super(failure);
            this.failure = failure;
        }
    }

    /** Returns what went wrong: a server that refuses a body may answer before it has read it, and that answer counts. */
    private static @Nullable IOException write(OutputStream out, HttpRequest request, Route route) {
        URI ascii = URI.create(request.endpoint().toASCIIString());
        String path = ascii.getRawPath();
        String query = ascii.getRawQuery();
        String target = (path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
        StringBuilder head = new StringBuilder("POST ")
                .append(route.asksProxy() ? "http://" + route.server().authority() : "")
                .append(target)
                .append(" HTTP/1.1\r\nHost: ")
                .append(route.server().authority())
                .append("\r\nContent-Length: ")
                .append(request.body().length)
                .append("\r\n");
        request.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        String authorization = route.asksProxy()
                ? route.proxy().map(ProxyRule.Proxy::authorization).orElse(null)
                : null;
        if (authorization != null) {
            head.append("Proxy-Authorization: ").append(authorization).append("\r\n");
        }
        try {
            out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            out.write(request.body());
            out.flush();
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    /** The target is another: open connections are closed, those in use as soon as their exchange has ended. */
    void retarget() {
        period.incrementAndGet();
        idle.clear();
    }

    /** Lets what is under way end, and begins nothing any more. */
    void close() {
        threads.shutdown();
        idle.close();
    }
}
