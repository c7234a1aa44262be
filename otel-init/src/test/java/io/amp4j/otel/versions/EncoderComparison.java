package io.amp4j.otel.versions;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.sun.net.httpserver.HttpServer;
import io.amp4j.otel.internal.otlp.TraceRequest;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Compares what our encoder writes with what OpenTelemetry's own OTLP/HTTP exporter, of the version at hand, sends for the same spans. */
public final class EncoderComparison implements AutoCloseable {
    private final BlockingQueue<ByteString> bodies = new LinkedBlockingQueue<>();
    private final boolean losesEmptyTexts;
    private final HttpServer server;
    private final OtlpHttpSpanExporter stock;

    EncoderComparison(boolean losesEmptyTexts) {
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
        stock = OtlpHttpSpanExporter.builder()
                .setEndpoint("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces")
                .build();
    }

    /**
     * Compares the spans of these seeds; returns what differs first, or an empty text.
     *
     * @param losesEmptyTexts whether this exporter sends a value that is an empty text as one that is not set
     */
    public static String firstDifference(long from, long to, boolean losesEmptyTexts) {
        try (EncoderComparison comparison = new EncoderComparison(losesEmptyTexts)) {
            for (long seed = from; seed < to; seed++) {
                List<SpanData> spans = SampleSpans.of(seed);
                String difference = comparison.difference(spans);
                if (!difference.isEmpty()) {
                    return "seed " + seed + ": " + difference;
                }
            }
            return "";
        }
    }

    String difference(Collection<SpanData> spans) {
        ByteString sent = sent(spans);
        byte[] ours = TraceRequest.encode(spans);
        ExportTraceServiceRequest expected = sorted(sent);
        ExportTraceServiceRequest actual = sorted(written(ours));
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

    private static ExportTraceServiceRequest parsed(ByteString body) {
        try {
            return ExportTraceServiceRequest.parseFrom(body);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private ByteString sent(Collection<SpanData> spans) {
        stock.export(spans).join(30, TimeUnit.SECONDS);
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
    private static ExportTraceServiceRequest sorted(ByteString body) {
        ExportTraceServiceRequest request = parsed(body);
        Stream<ResourceSpans> resources = request.getResourceSpansList().stream()
                .map(group -> group.toBuilder()
                        .clearScopeSpans()
                        .addAllScopeSpans(group.getScopeSpansList().stream()
                                .sorted(BY_BYTES)
                                .map(ScopeSpans.class::cast)
                                .toList())
                        .build());
        return request.toBuilder()
                .clearResourceSpans()
                .addAllResourceSpans(resources.sorted(BY_BYTES).toList())
                .build();
    }

    private static final Comparator<Message> BY_BYTES =
            Comparator.comparing(Message::toByteString, ByteString.unsignedLexicographicalComparator());

    @Override
    public void close() {
        stock.shutdown().join(10, TimeUnit.SECONDS);
        server.stop(0);
    }
}
