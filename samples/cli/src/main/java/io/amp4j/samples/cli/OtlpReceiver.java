package io.amp4j.samples.cli;

import com.google.protobuf.CodedInputStream;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.amp4j.otel.contract.SpanReader;
import io.amp4j.otel.contract.data.SpanView;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * An OTLP/HTTP receiver for one's own machine: takes traces as protobuf or JSON, also compressed, on the loopback interface only.
 * Answers 403 to web pages, 404 for other paths, 405 for other methods, 415 for other formats, 400 for what cannot be read, 413 for what
 * is too large: more than 8 MiB once it is unpacked, more than 65,536 spans, or more than 524,288 fields (in JSON members and items),
 * counted before anything of it is made. The body of an answer says why.
 */
public final class OtlpReceiver implements AutoCloseable {
    private static final String PATH = "/v1/traces";
    static final int MAX_BYTES = 8 << 20;
    static final int MAX_SPANS = 1 << 16;
    /** 16 bytes each in the largest body; spans of programs need more. */
    static final int MAX_FIELDS = 1 << 19;
    /** The fields of all batches in memory at a time. A large one leaves room for others, which a slow listener then does not hold up. */
    private static final int MAX_FIELDS_IN_WORK = 2 * MAX_FIELDS;
    /** So that a sender that stops halfway does not delay others. */
    private static final int THREADS = 4;

    static {
        // The JDK's server reads it when its classes load: the seconds within which a request must have come as a
        // whole.
        if (System.getProperty("sun.net.httpserver.maxReqTime") == null) {
            System.setProperty("sun.net.httpserver.maxReqTime", "30");
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "otlp-receiver");
        thread.setDaemon(true);
        return thread;
    });
    private final Consumer<Batch> listener;
    private final Semaphore inWork = new Semaphore(MAX_FIELDS_IN_WORK);

    /**
     * What one request brought.
     *
     * @param spans the spans
     * @param withKey whether the request carried a filled {@code x-amp-api-key}; its value is not kept
     */
    public record Batch(List<SpanView> spans, boolean withKey) {
        /** Copies the spans. */
        public Batch {
            spans = List.copyOf(spans);
        }
    }

    private OtlpReceiver(HttpServer server, Consumer<Batch> listener) {
        this.server = server;
        this.listener = listener;
    }

    /**
     * Starts a receiver.
     *
     * @param port the port; 0 for any that is free
     * @param listener gets each batch before the sender gets its answer, several of them on as many threads at a time
     * @throws IOException if the port cannot be had
     */
    public static OtlpReceiver start(int port, Consumer<Batch> listener) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        OtlpReceiver receiver = new OtlpReceiver(server, listener);
        server.createContext("/", receiver::handle);
        server.setExecutor(receiver.threads);
        server.start();
        return receiver;
    }

    /** Returns what to set {@code AMP_OTEL_ENDPOINT} to. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String type = header(exchange, "content-type").split(";", 2)[0].strip();
            boolean json = type.equals("application/json");
            if (exchange.getRequestHeaders().containsKey("Origin")) {
                // Only browsers send one: any page that is open could otherwise write to the terminal.
                answer(exchange, OtlpAnswer.WEB_PAGE, json);
            } else if (!exchange.getRequestURI().getPath().endsWith(PATH)) {
                answer(exchange, OtlpAnswer.WRONG_PATH, json);
            } else if (!exchange.getRequestMethod().equals("POST")) {
                answer(exchange, OtlpAnswer.WRONG_METHOD, json);
            } else if (!json && !type.equals("application/x-protobuf")) {
                answer(exchange, OtlpAnswer.WRONG_FORMAT, json);
            } else {
                answer(exchange, receive(exchange, json), json);
            }
        }
    }

    private OtlpAnswer receive(HttpExchange exchange, boolean json) {
        try {
            byte[] body = body(exchange);
            if (body.length > MAX_BYTES) {
                return OtlpAnswer.TOO_LARGE;
            }
            OtlpFields found = json ? OtlpFields.inJson(body) : OtlpFields.inProtobuf(body);
            if (found.fields() > MAX_FIELDS || found.spans() > MAX_SPANS) {
                return OtlpAnswer.TOO_LARGE;
            }
            boolean withKey = !header(exchange, "x-amp-api-key").isBlank();
            inWork.acquireUninterruptibly(found.fields());
            try {
                List<SpanView> spans = json ? fromJson(body) : fromProtobuf(body);
                if (spans.size() > MAX_SPANS) {
                    return OtlpAnswer.TOO_LARGE;
                }
                listener.accept(new Batch(spans, withKey));
                return OtlpAnswer.TAKEN;
            } finally {
                inWork.release(found.fields());
            }
        } catch (IOException unreadable) {
            return OtlpAnswer.UNREADABLE;
        }
    }

    /** One byte more than allowed tells that there is too much, also when it is compressed. */
    private static byte[] body(HttpExchange exchange) throws IOException {
        try (InputStream raw = exchange.getRequestBody();
                InputStream plain =
                        header(exchange, "content-encoding").equals("gzip") ? new GZIPInputStream(raw) : raw) {
            return plain.readNBytes(MAX_BYTES + 1);
        }
    }

    private static List<SpanView> fromProtobuf(byte[] body) throws IOException {
        return OtelProtoSpans.views(ExportTraceServiceRequest.parseFrom(CodedInputStream.newInstance(body)));
    }

    private static List<SpanView> fromJson(byte[] body) throws IOException {
        SpanReader.Reading reading = SpanReader.read(new String(body, StandardCharsets.UTF_8));
        if (!reading.problems().isEmpty()) {
            throw new IOException("not OTLP JSON");
        }
        return reading.spans();
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : name.equals("x-amp-api-key") ? value : value.toLowerCase(Locale.ROOT);
    }

    private static void answer(HttpExchange exchange, OtlpAnswer answer, boolean json) throws IOException {
        byte[] body = answer.body(json);
        exchange.getResponseHeaders().set("Content-Type", json ? "application/json" : "application/x-protobuf");
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    /** Takes no more batches and stops, once the sender of one under way has its answer; waits 5 s for that at most. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            server.stop(0);
        }
    }
}
