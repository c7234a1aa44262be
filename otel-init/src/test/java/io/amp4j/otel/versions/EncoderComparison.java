package io.amp4j.otel.versions;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.sun.net.httpserver.HttpServer;
import io.amp4j.otel.internal.otlp.LogsRequest;
import io.amp4j.otel.internal.otlp.MetricsRequest;
import io.amp4j.otel.internal.otlp.TraceRequest;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * Compares what our encoder writes with what OpenTelemetry's own OTLP/HTTP exporter, of the version at hand, sends for the same spans, metrics or
 * log records.
 */
public final class EncoderComparison<T> implements AutoCloseable {
    /** Each request takes its time, so several seeds share one. */
    private static final int AT_ONCE = 10;

    private final BlockingQueue<ByteString> bodies = new LinkedBlockingQueue<>();
    private final boolean losesEmptyTexts;
    private final HttpServer server;
    private final Kind<T> kind;
    private final Stock<T> stock;

    /** OpenTelemetry's exporter. */
    private record Stock<T>(
            Function<Collection<T>, CompletableResultCode> export, Supplier<CompletableResultCode> shutdown) {}

    private record Kind<T>(
            LongFunction<List<T>> samples,
            Function<Collection<T>, byte[]> encoder,
            Message request,
            Function<String, Stock<T>> stock) {}

    private static final Map<String, Kind<?>> KINDS = Map.of(
            "spans",
            new Kind<SpanData>(
                    SampleSpans::of, TraceRequest::encode, ExportTraceServiceRequest.getDefaultInstance(), endpoint -> {
                        OtlpHttpSpanExporter made = OtlpHttpSpanExporter.builder()
                                .setEndpoint(endpoint)
                                .build();
                        return new Stock<>(made::export, made::shutdown);
                    }),
            "metrics",
            new Kind<MetricData>(
                    SampleMetrics::of,
                    MetricsRequest::encode,
                    ExportMetricsServiceRequest.getDefaultInstance(),
                    endpoint -> {
                        OtlpHttpMetricExporter made = OtlpHttpMetricExporter.builder()
                                .setEndpoint(endpoint)
                                .build();
                        return new Stock<>(made::export, made::shutdown);
                    }),
            "logs",
            new Kind<LogRecordData>(
                    SampleLogs::of, LogsRequest::encode, ExportLogsServiceRequest.getDefaultInstance(), endpoint -> {
                        OtlpHttpLogRecordExporter made = OtlpHttpLogRecordExporter.builder()
                                .setEndpoint(endpoint)
                                .build();
                        return new Stock<>(made::export, made::shutdown);
                    }));

    private EncoderComparison(Kind<T> kind, boolean losesEmptyTexts) {
        this.kind = kind;
        this.losesEmptyTexts = losesEmptyTexts;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            try (exchange) {
                bodies.add(ByteString.readFrom(exchange.getRequestBody()));
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.start();
        stock = kind.stock().apply("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
    }

    /**
     * Compares the samples of these seeds; returns what differs first, or an empty text.
     *
     * @param kind spans, metrics or logs
     * @param losesEmptyTexts whether this exporter sends a value that is an empty text as one that is not set
     */
    public static String firstDifference(String kind, long from, long to, boolean losesEmptyTexts) {
        return firstDifference(KINDS.get(kind), from, to, losesEmptyTexts);
    }

    private static <T> String firstDifference(Kind<T> kind, long from, long to, boolean losesEmptyTexts) {
        try (EncoderComparison<T> comparison = new EncoderComparison<>(kind, losesEmptyTexts)) {
            for (long first = from; first < to; first += AT_ONCE) {
                List<T> samples = samples(kind, first, Math.min(to, first + AT_ONCE));
                if (!comparison.difference(samples).isEmpty()) {
                    return comparison.firstDifference(first, to);
                }
            }
            return "";
        }
    }

    private String firstDifference(long from, long to) {
        for (long seed = from; seed < to; seed++) {
            String difference = difference(samples(kind, seed, seed + 1));
            if (!difference.isEmpty()) {
                return "seed " + seed + ": " + difference;
            }
        }
        return "some of the seeds from " + from + " together";
    }

    private static <T> List<T> samples(Kind<T> kind, long from, long to) {
        return LongStream.range(from, to)
                .boxed()
                .flatMap(seed -> kind.samples().apply(seed).stream())
                .toList();
    }

    private String difference(Collection<T> samples) {
        ByteString sent = sent(samples);
        byte[] ours = kind.encoder().apply(samples);
        Message expected = sorted(sent);
        Message actual = sorted(written(ours));
        if (!expected.equals(actual)) {
            return "the exporter sends\n" + expected + "\nand we write\n" + actual;
        }
        // Nothing but the order of the groups can differ then, so nothing is written in a longer form either.
        return losesEmptyTexts || sent.size() == ours.length
                ? ""
                : "the exporter sends " + sent.size() + " bytes, we " + ours.length;
    }

    private ByteString written(byte[] ours) {
        ByteString bytes = ByteString.copyFrom(ours);
        return losesEmptyTexts ? withoutEmptyTexts(parsed(bytes)).toByteString() : bytes;
    }

    private static Message withoutEmptyTexts(Message message) {
        Message.Builder builder = message.toBuilder();
        message.getAllFields().forEach((field, value) -> {
            if (field.isRepeated() && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                List<?> items = (List<?>) value;
                for (int i = 0; i < items.size(); i++) {
                    builder.setRepeatedField(field, i, withoutEmptyTexts((Message) items.get(i)));
                }
            } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                builder.setField(field, withoutEmptyTexts((Message) value));
            } else if (message instanceof AnyValue && value.equals("")) {
                builder.clearField(field);
            }
        });
        return builder.build();
    }

    private Message parsed(ByteString body) {
        try {
            return kind.request().newBuilderForType().mergeFrom(body).build();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private ByteString sent(Collection<T> samples) {
        stock.export().apply(samples).join(30, TimeUnit.SECONDS);
        try {
            ByteString body = bodies.poll(30, TimeUnit.SECONDS);
            if (body == null) {
                throw new AssertionError("the exporter has sent nothing within 30 s");
            }
            return body;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The exporter's groups come in the order of a table by identity, which is any. */
    private Message sorted(ByteString body) {
        return withSorted(parsed(body), 1, resource -> withSorted(resource, 2, scope -> scope));
    }

    private static Message withSorted(Message message, int field, UnaryOperator<Message> change) {
        FieldDescriptor groups = message.getDescriptorForType().findFieldByNumber(field);
        List<Message> sorted = ((List<?>) message.getField(groups))
                .stream().map(Message.class::cast).map(change).sorted(BY_BYTES).toList();
        return message.toBuilder().setField(groups, sorted).build();
    }

    private static final Comparator<Message> BY_BYTES =
            Comparator.comparing(Message::toByteString, ByteString.unsignedLexicographicalComparator());

    @Override
    public void close() {
        stock.shutdown().get().join(10, TimeUnit.SECONDS);
        server.stop(0);
    }
}
