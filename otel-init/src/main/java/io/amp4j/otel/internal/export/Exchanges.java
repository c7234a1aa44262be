package io.amp4j.otel.internal.export;

import io.amp4j.otel.internal.setup.ProxyRule;
import io.amp4j.otel.internal.setup.ServerAddress;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes HTTP requests on threads of its own ({@code amp-http}). The asynchronous calls of the JDK's client tell their outcome through the
 * common pool, and a program that blocks that one would hold its spans up. Used by one thread.
 *
 * <p>The JDK's client takes no host name with an underscore, and gives no proxy a password on the way to {@code https} unless a system
 * property of the whole JVM allows it. Requests of these two kinds get a connection of their own, each.
 */
final class Exchanges {
    private static final int ANSWER_LIMIT = 16 * 1024;

    private final Duration connectTimeout;
    private final @Nullable SSLContext tls;
    private final ProxyRule proxies;
    private final ThreadPoolExecutor threads = Threads.onDemand("amp-http");
    private @Nullable HttpClient client;

    Exchanges(Duration connectTimeout, @Nullable SSLContext tls, ProxyRule proxies) {
        this.connectTimeout = connectTimeout;
        this.tls = tls;
        this.proxies = proxies;
    }

    /**
     * Begins an exchange, untraced. Completes on a thread of the exchange with the answer or with what went wrong; to cancel it breaks the
     * exchange off.
     *
     * @throws RuntimeException or an Error if there can be no thread, as when memory runs out
     */
    CompletableFuture<Answer> send(Question question) {
        CompletableFuture<Answer> outcome = new CompletableFuture<>();
        Future<?> work = threads.submit(() -> Untraced.run(() -> {
            try {
                outcome.complete(ask(question, outcome));
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

    private Answer ask(Question question, CompletableFuture<Answer> outcome) throws IOException, InterruptedException {
        Route route = Route.to(question.endpoint(), proxies);
        return route.ofTheJvm() ? askByClient(question) : askAlone(question, route.proxy(), outcome);
    }

    private Answer askByClient(Question question) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(question.endpoint()).timeout(question.timeout());
        question.headers().forEach(request::header);
        HttpResponse<byte[]> answer = client().send(
                        request.POST(BodyPublishers.ofByteArray(question.body()))
                                .build(),
                        head -> new BoundedBody(ANSWER_LIMIT));
        Map<String, String> headers = new HashMap<>();
        answer.headers().map().forEach((name, values) -> headers.put(name, values.get(0)));
        return new Answer(answer.statusCode(), headers, answer.body());
    }

    private Answer askAlone(Question question, Optional<ProxyRule.Proxy> proxy, CompletableFuture<Answer> outcome)
            throws IOException {
        ServerAddress server = Route.server(question.endpoint());
        boolean secure =
                question.endpoint().getScheme().toLowerCase(Locale.ROOT).equals("https");
        try (Line line = new Line(server, secure, proxy, socketFactory(), question.timeout())) {
            CompletableFuture<?> unused = outcome.whenComplete((answer, failure) -> breakOff(line));
            Socket socket = line.open();
            IOException refused = write(socket, question, server, line.asksProxy() ? proxy : Optional.empty());
            try {
                return HttpReader.answer(new BufferedInputStream(socket.getInputStream()), ANSWER_LIMIT);
            } catch (IOException e) {
                throw refused == null ? e : refused;
            }
        } catch (Line.ProxyDemandsPassword e) {
            return new Answer(407, Map.of(), new byte[0]);
        }
    }

    private static void breakOff(Line line) {
        try {
            line.close();
        } catch (IOException e) {
            // It is of no use any more either way.
            return;
        }
    }

    /** Returns what went wrong: a server that refuses a body may answer before it has read it, and that answer counts. */
    private static @Nullable IOException write(
            Socket socket, Question question, ServerAddress server, Optional<ProxyRule.Proxy> asked)
            throws IOException {
        URI ascii = URI.create(question.endpoint().toASCIIString());
        String path = ascii.getRawPath();
        String query = ascii.getRawQuery();
        String target = (path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
        StringBuilder head = new StringBuilder("POST ")
                .append(asked.isPresent() ? "http://" + server.authority() : "")
                .append(target)
                .append(" HTTP/1.1\r\nHost: ")
                .append(server.authority())
                .append("\r\nConnection: close\r\nContent-Length: ")
                .append(question.body().length)
                .append("\r\n");
        question.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        String authorization = asked.map(ProxyRule.Proxy::authorization).orElse(null);
        if (authorization != null) {
            head.append("Proxy-Authorization: ").append(authorization).append("\r\n");
        }
        OutputStream out = socket.getOutputStream();
        try {
            out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            out.write(question.body());
            out.flush();
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    private SSLSocketFactory socketFactory() {
        return tls == null ? (SSLSocketFactory) SSLSocketFactory.getDefault() : tls.getSocketFactory();
    }

    /** Made on first use: a client starts a thread. */
    private synchronized HttpClient client() {
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
