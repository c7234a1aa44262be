package io.amp4j.samples.distro.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/** A loopback OTLP endpoint that remembers the requests that spans are about, and takes the other signals. */
final class Telemetry implements AutoCloseable {
    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> paths = new LinkedBlockingQueue<>();
    private final BlockingQueue<Other> others = new LinkedBlockingQueue<>();

    /** @param body one character for each byte */
    private record Other(String path, String body) {}

    Telemetry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::traces);
        server.createContext("/otel/v1/traces", this::traces);
        server.createContext("/", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
                others.add(new Other(exchange.getRequestURI().getPath(), body));
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Waits for the next span and returns what its request asked for. */
    String nextPath() throws InterruptedException {
        String path = paths.poll(60, TimeUnit.SECONDS);
        return path == null ? "no span within a minute" : path;
    }

    /** Returns what was asked for in the spans that nobody has waited for. */
    List<String> remainingPaths() {
        return List.copyOf(paths);
    }

    /** Returns all spans so far. */
    List<Span> spans() {
        return List.copyOf(spans);
    }

    /** Waits for the next export of another signal and returns its path. */
    String nextOther() throws InterruptedException {
        Other other = others.poll(60, TimeUnit.SECONDS);
        return other == null ? "nothing within a minute" : other.path();
    }

    /** Waits for a request of another signal to this path that has this text in it, and returns its body, one character for each byte. */
    String awaitOther(String path, String text) throws InterruptedException {
        Other other = others.poll(60, TimeUnit.SECONDS);
        while (other != null && !(other.path().equals(path) && other.body().contains(text))) {
            other = others.poll(60, TimeUnit.SECONDS);
        }
        if (other == null) {
            throw new AssertionError("nothing comes to " + path + " with '" + text + "'");
        }
        return other.body();
    }

    /** Forgets the exports of other signals. */
    void forgetOthers() {
        others.clear();
    }

    private void traces(HttpExchange exchange) throws IOException {
        try (exchange) {
            InputStream body = exchange.getRequestBody();
            if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
                body = new GZIPInputStream(body);
            }
            for (ResourceSpans resource :
                    ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
                for (ScopeSpans scope : resource.getScopeSpansList()) {
                    scope.getSpansList().forEach(this::take);
                }
            }
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private void take(Span span) {
        spans.add(span);
        span.getAttributesList().stream()
                .filter(attribute -> attribute.getKey().equals("url.path"))
                .forEach(attribute -> paths.add(attribute.getValue().getStringValue()));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
