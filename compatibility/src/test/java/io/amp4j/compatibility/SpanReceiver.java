package io.amp4j.compatibility;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** A loopback OTLP endpoint that remembers the spans that came with the right key, and a page beside it. */
final class SpanReceiver implements AutoCloseable {
    private static final String KEY = "a-key";

    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();

    SpanReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/otel/v1/traces", this::handle);
        server.createContext("/page", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean allowed = KEY.equals(exchange.getRequestHeaders().getFirst("x-amp-api-key"));
            InputStream body = exchange.getRequestBody();
            if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
                body = new GZIPInputStream(body);
            }
            ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(body);
            if (allowed) {
                request.getResourceSpansList()
                        .forEach(resource ->
                                resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList())));
            }
            exchange.sendResponseHeaders(allowed ? 200 : 401, -1);
        }
    }

    /** Returns the variables that lead a program here. */
    Map<String, String> environment() {
        return Map.of(
                "AMP_OTEL_ENDPOINT",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/otel",
                "AMP_AGENT_API_KEY",
                KEY,
                "OTEL_SERVICE_NAME",
                "compatibility");
    }

    /** Returns the address of a page. */
    String page() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/page";
    }

    /** Returns all spans so far. */
    List<Span> spans() {
        return List.copyOf(spans);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
