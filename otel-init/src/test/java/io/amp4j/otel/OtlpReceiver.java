package io.amp4j.otel;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;

/** A loopback OTLP/HTTP endpoint that records what arrives and answers as told. */
final class OtlpReceiver implements AutoCloseable {
    static final Answer OK = new Answer(200, Map.of(), ByteString.EMPTY, Optional.empty());

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final Queue<Answer> script = new ConcurrentLinkedQueue<>();
    private volatile Function<Received, Answer> otherwise = request -> OK;

    /** What to answer, once {@code gate} opens. */
    record Answer(int status, Map<String, String> headers, ByteString body, Optional<CountDownLatch> gate) {
        static Answer status(int status) {
            return new Answer(status, Map.of(), ByteString.EMPTY, Optional.empty());
        }

        Answer with(String header, String value) {
            Map<String, String> all = new HashMap<>(headers);
            all.put(header, value);
            return new Answer(status, all, body, gate);
        }

        Answer body(ByteString bytes) {
            return new Answer(status, headers, bytes, gate);
        }

        Answer after(CountDownLatch latch) {
            return new Answer(status, headers, body, Optional.of(latch));
        }
    }

    /** One request. */
    record Received(String method, String path, Headers headers, ByteString body, long nanos) {
        ExportTraceServiceRequest decoded() {
            try {
                if ("gzip".equals(headers.getFirst("content-encoding"))) {
                    return ExportTraceServiceRequest.parseFrom(new GZIPInputStream(body.newInput()));
                }
                return ExportTraceServiceRequest.parseFrom(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        List<Span> spans() {
            List<Span> spans = new ArrayList<>();
            decoded()
                    .getResourceSpansList()
                    .forEach(resource ->
                            resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList())));
            return spans;
        }

        List<String> spanNames() {
            return spans().stream().map(Span::getName).toList();
        }

        Map<String, String> resource() {
            Resource resource = decoded().getResourceSpans(0).getResource();
            return texts(resource.getAttributesList());
        }

        String key() {
            return headers.getFirst("x-amp-api-key");
        }
    }

    private OtlpReceiver(HttpServer server) {
        this.server = server;
    }

    static OtlpReceiver start() {
        return start(0);
    }

    static OtlpReceiver start(int port) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            OtlpReceiver receiver = new OtlpReceiver(server);
            server.createContext("/", receiver::handle);
            server.setExecutor(receiver.threads);
            server.start();
            return receiver;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same over TLS. */
    static OtlpReceiver secure(SSLContext context) {
        try {
            HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            OtlpReceiver receiver = new OtlpReceiver(server);
            server.setHttpsConfigurator(new HttpsConfigurator(context));
            server.createContext("/", receiver::handle);
            server.setExecutor(receiver.threads);
            server.start();
            return receiver;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            ByteString body = ByteString.readFrom(exchange.getRequestBody());
            Headers headers = new Headers();
            headers.putAll(exchange.getRequestHeaders());
            Received request = new Received(
                    exchange.getRequestMethod(), exchange.getRequestURI().getPath(), headers, body, System.nanoTime());
            received.add(request);
            Answer next = script.poll();
            Answer answer = next != null ? next : otherwise.apply(request);
            if (answer.gate().isPresent() && !answer.gate().get().await(60, TimeUnit.SECONDS)) {
                throw new IOException("nobody opened the gate");
            }
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(
                    answer.status(),
                    answer.body().isEmpty() ? -1 : answer.body().size());
            answer.body().writeTo(exchange.getResponseBody());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The base address, as AMP writes it. */
    String endpoint() {
        return "http://127.0.0.1:" + port() + "/otel";
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Answers of the next requests, in order. */
    OtlpReceiver answer(Answer... answers) {
        script.addAll(List.of(answers));
        return this;
    }

    /** What is answered when the script is at its end. */
    void otherwise(Function<Received, Answer> rule) {
        otherwise = rule;
    }

    /** The next request; fails when none comes. */
    Received next() {
        try {
            Received next = received.poll(30, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no request came within 30 s");
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Every request that has come and not been taken. */
    List<Received> all() {
        List<Received> all = new ArrayList<>();
        received.drainTo(all);
        return all;
    }

    static Map<String, String> texts(List<KeyValue> attributes) {
        Map<String, String> texts = new HashMap<>();
        attributes.forEach(
                attribute -> texts.put(attribute.getKey(), attribute.getValue().getStringValue()));
        return texts;
    }

    /** Stops listening; what came stays readable. */
    void goAway() {
        server.stop(0);
    }

    @Override
    public void close() {
        goAway();
        threads.shutdownNow();
    }
}
