package io.amp4j.benchmarks;

import io.amp4j.otel.export.MappingSpanExporter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A span that is nobody's, such as a call over HTTP, on its way through the mappings: what all other spans of a process pay. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SpanMappingBenchmark {
    private static final int BATCH = 512;

    private final List<SpanData> spans = spans();
    private final SpanExporter exporter = MappingSpanExporter.mapping(new Nowhere());

    /** Maps a batch. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public CompletableResultCode nobodysSpan() {
        return exporter.export(spans);
    }

    private static List<SpanData> spans() {
        List<SpanData> ended = new ArrayList<>();
        SpanProcessor kept = new SpanProcessor() {
            @Override
            public void onStart(Context parent, ReadWriteSpan span) {}

            @Override
            public boolean isStartRequired() {
                return false;
            }

            @Override
            public void onEnd(ReadableSpan span) {
                ended.add(span.toSpanData());
            }

            @Override
            public boolean isEndRequired() {
                return true;
            }
        };
        try (SdkTracerProvider provider =
                SdkTracerProvider.builder().addSpanProcessor(kept).build()) {
            for (int i = 0; i < BATCH; i++) {
                Span span = provider.get("http").spanBuilder("GET").startSpan();
                span.setAttribute("http.request.method", "GET");
                span.setAttribute("url.full", "http://127.0.0.1/items/" + i);
                span.setAttribute("server.address", "127.0.0.1");
                span.setAttribute("server.port", 8080);
                span.setAttribute("network.protocol.version", "1.1");
                span.setAttribute("http.response.status_code", 200);
                span.setAttribute("thread.name", "main");
                span.setAttribute("thread.id", 1);
                span.end();
            }
        }
        return List.copyOf(ended);
    }

    private static final class Nowhere implements SpanExporter {
        private final CompletableResultCode done = CompletableResultCode.ofSuccess();

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            return done;
        }

        @Override
        public CompletableResultCode flush() {
            return done;
        }

        @Override
        public CompletableResultCode shutdown() {
            return done;
        }
    }
}
