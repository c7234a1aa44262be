package io.amp4j.otel.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.Parser;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
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
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** A loopback OTLP/HTTP endpoint that records what arrives and answers as told. */
public final class OtlpReceiver implements AutoCloseable {
    public static final Answer OK = new Answer(200, Map.of(), ByteString.EMPTY, Optional.empty());

    /** Longer than any test holds an answer. */
    private static final long GATE_SECONDS = 600;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final Queue<Answer> script = new ConcurrentLinkedQueue<>();
    private volatile Function<Received, Answer> otherwise = request -> OK;

    /** What to answer, once {@code gate} opens. */
    public record Answer(int status, Map<String, String> headers, ByteString body, Optional<CountDownLatch> gate) {
        public static Answer status(int status) {
            return new Answer(status, Map.of(), ByteString.EMPTY, Optional.empty());
        }

        public Answer with(String header, String value) {
            Map<String, String> all = new HashMap<>(headers);
            all.put(header, value);
            return new Answer(status, all, body, gate);
        }

        public Answer body(ByteString bytes) {
            return new Answer(status, headers, bytes, gate);
        }

        public Answer after(CountDownLatch latch) {
            return new Answer(status, headers, body, Optional.of(latch));
        }
    }

    /** Who asks: the port of its connection, and the server that it wants and the version of TLS, as TLS tells it. */
    public record Client(int port, String wantedServer, String protocol) {
        static Client of(HttpExchange exchange) {
            String wanted = exchange instanceof HttpsExchange secure
                            && secure.getSSLSession() instanceof ExtendedSSLSession session
                    ? session.getRequestedServerNames().stream()
                            .map(name -> new String(name.getEncoded(), StandardCharsets.US_ASCII))
                            .collect(Collectors.joining())
                    : "";
            String protocol = exchange instanceof HttpsExchange secure
                    ? secure.getSSLSession().getProtocol()
                    : "";
            return new Client(exchange.getRemoteAddress().getPort(), wanted, protocol);
        }
    }

    /** One request. */
    public record Received(String method, String path, Headers headers, ByteString body, long nanos, Client client) {
        public ExportTraceServiceRequest decoded() {
            return decoded(ExportTraceServiceRequest.parser());
        }

        private <T> T decoded(Parser<T> parser) {
            try {
                if ("gzip".equals(headers.getFirst("content-encoding"))) {
                    return parser.parseFrom(new GZIPInputStream(body.newInput()));
                }
                return parser.parseFrom(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public List<ResourceMetrics> resourceMetrics() {
            return decoded(ExportMetricsServiceRequest.parser()).getResourceMetricsList();
        }

        public List<Metric> metrics() {
            return resourceMetrics().stream()
                    .flatMap(resource -> resource.getScopeMetricsList().stream())
                    .flatMap(scope -> scope.getMetricsList().stream())
                    .toList();
        }

        public List<ResourceLogs> resourceLogs() {
            return decoded(ExportLogsServiceRequest.parser()).getResourceLogsList();
        }

        public List<String> logBodies() {
            return resourceLogs().stream()
                    .flatMap(resource -> resource.getScopeLogsList().stream())
                    .flatMap(scope -> scope.getLogRecordsList().stream())
                    .map(record -> record.getBody().getStringValue())
                    .toList();
        }

        public List<Span> spans() {
            List<Span> spans = new ArrayList<>();
            decoded()
                    .getResourceSpansList()
                    .forEach(resource ->
                            resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList())));
            return spans;
        }

        public List<String> spanNames() {
            return spans().stream().map(Span::getName).toList();
        }

        public Map<String, String> resource() {
            Resource resource = decoded().getResourceSpans(0).getResource();
            return texts(resource.getAttributesList());
        }

        public String key() {
            return headers.getFirst("x-amp-api-key");
        }
    }

    private OtlpReceiver(HttpServer server) {
        this.server = server;
    }

    public static OtlpReceiver start() {
        return start(0);
    }

    public static OtlpReceiver start(int port) {
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
    public static OtlpReceiver secure(SSLContext context) {
        return secure(context, false);
    }

    /** The same, for those alone who prove who they are. */
    public static OtlpReceiver mutual(SSLContext context) {
        return secure(context, true);
    }

    private static OtlpReceiver secure(SSLContext context, boolean wantsClients) {
        try {
            HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            OtlpReceiver receiver = new OtlpReceiver(server);
            server.setHttpsConfigurator(new HttpsConfigurator(context) {
                @Override
                public void configure(HttpsParameters parameters) {
                    SSLParameters tls = context.getDefaultSSLParameters();
                    tls.setNeedClientAuth(wantsClients);
                    parameters.setSSLParameters(tls);
                }
            });
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
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    headers,
                    body,
                    System.nanoTime(),
                    Client.of(exchange));
            received.add(request);
            Answer next = script.poll();
            Answer answer = next != null ? next : otherwise.apply(request);
            if (answer.gate().isPresent() && !answer.gate().get().await(GATE_SECONDS, TimeUnit.SECONDS)) {
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
    public String endpoint() {
        return "http://127.0.0.1:" + port() + "/otel";
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** Answers of the next requests, in order. */
    public OtlpReceiver answer(Answer... answers) {
        script.addAll(List.of(answers));
        return this;
    }

    /** What is answered when the script is at its end. */
    public void otherwise(Function<Received, Answer> rule) {
        otherwise = rule;
    }

    /** The next request; fails when none comes. */
    public Received next() {
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
    public List<Received> all() {
        List<Received> all = new ArrayList<>();
        received.drainTo(all);
        return all;
    }

    public static Map<String, String> texts(List<KeyValue> attributes) {
        Map<String, String> texts = new HashMap<>();
        attributes.forEach(
                attribute -> texts.put(attribute.getKey(), attribute.getValue().getStringValue()));
        return texts;
    }

    /** Stops listening; what came stays readable. */
    public void goAway() {
        server.stop(0);
    }

    @Override
    public void close() {
        goAway();
        threads.shutdownNow();
    }
}
