package io.amp4j.samples.demo;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** An OTLP/HTTP receiver on loopback that keeps what arrives. */
final class OtlpReceiver implements AutoCloseable {
    /** One export request: its path, its {@code x-amp-api-key} header and its message. */
    record Export(String path, @Nullable String apiKey, ByteString body) {}

    private final HttpServer server;
    private final BlockingQueue<Export> exports = new LinkedBlockingQueue<>();

    OtlpReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::receive);
        server.start();
    }

    /** The base URL of AMP, without {@code /v1/traces}. */
    String endpoint() {
        return address() + "/otel";
    }

    /** The URL without a path. */
    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    BlockingQueue<Export> exports() {
        return exports;
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            ByteString body = body(exchange);
            String key = exchange.getRequestHeaders().getFirst("x-amp-api-key");
            exports.add(new Export(exchange.getRequestURI().getPath(), key, body));
            // OTLP's response message, which is empty if all was taken.
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static ByteString body(HttpExchange exchange) throws IOException {
        boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        try (InputStream body = gzip ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
            return ByteString.readFrom(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
