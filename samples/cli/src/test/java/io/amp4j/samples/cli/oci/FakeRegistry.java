package io.amp4j.samples.cli.oci;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/** An HTTP server on loopback that writes down what it is asked and answers as the test says. */
public final class FakeRegistry implements AutoCloseable {
    /** What it was asked. */
    public record Asked(String method, String path, String query, String accept, String authorization, String body) {
        @Override
        public String toString() {
            return method + " " + path + (authorization.isEmpty() ? "" : " as " + authorization);
        }
    }

    /** What it answers; headers are name, value, name, value, … */
    public record Reply(int status, String body, List<String> headers) {
        public static Reply of(int status, String... headers) {
            return new Reply(status, "", List.of(headers));
        }

        public static Reply json(String body) {
            return new Reply(200, body, List.of("Content-Type", "application/json"));
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());

    public FakeRegistry(Function<Asked, Reply> answers) throws IOException {
        this(answers, HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    /** A registry with TLS. */
    FakeRegistry(Function<Asked, Reply> answers, SSLContext tls) throws IOException {
        this(answers, overTls(tls));
    }

    private FakeRegistry(Function<Asked, Reply> answers, HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, answers));
        server.start();
    }

    private static HttpServer overTls(SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return server;
    }

    private void answer(HttpExchange exchange, Function<Asked, Reply> answers) throws IOException {
        try (exchange) {
            Asked request = new Asked(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse(""),
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Accept"))
                            .orElse(""),
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                            .orElse(""),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            asked.add(request);
            Reply reply = answers.apply(request);
            for (int i = 0; i < reply.headers().size(); i += 2) {
                exchange.getResponseHeaders()
                        .add(reply.headers().get(i), reply.headers().get(i + 1));
            }
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            boolean hasBody = body.length > 0 && !request.method().equals("HEAD");
            exchange.sendResponseHeaders(reply.status(), hasBody ? body.length : -1);
            if (hasBody) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Returns host and port. */
    public String authority() {
        return "127.0.0.1:" + port();
    }

    /** Returns everything that it was asked, in order. */
    public List<Asked> asked() {
        synchronized (asked) {
            return List.copyOf(asked);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
