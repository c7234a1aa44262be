package io.amp4j.benchmarks;

import io.amp4j.otel.sampling.TailSamplingProcessor;
import io.amp4j.otel.sampling.TailSamplingRule;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Small traces of four spans, from the start of the first to the end of the last, through what stands behind the SDK. The exporter takes
 * everything at once. The figures are those of one span.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 5, time = 1)
public class SpanSamplingBenchmark {
    private static final int TRACES = 128;
    private static final int SPANS = 4;

    /** What stands behind the SDK. */
    @Param({"nothing", "batch", "tail, all kept", "tail, none kept"})
    public String behind = "nothing";

    private SdkTracerProvider provider = SdkTracerProvider.builder().build();
    private Tracer tracer = provider.get("benchmark");

    /** Sets the SDK up. */
    @Setup
    public void prepare() {
        provider = SdkTracerProvider.builder().addSpanProcessor(processor()).build();
        tracer = provider.get("benchmark");
    }

    private SpanProcessor processor() {
        TailSamplingRule errors = new TailSamplingRule.Failed();
        TailSamplingRule slow = new TailSamplingRule.Slow(Duration.ofSeconds(5));
        return switch (behind) {
            case "nothing" -> new SpansForgotten();
            case "batch" -> batch();
            case "tail, all kept" ->
                TailSamplingProcessor.create(batch(), List.of(errors, slow, new TailSamplingRule.Ratio(1)));
            default -> TailSamplingProcessor.create(batch(), List.of(errors, slow));
        };
    }

    private static SpanProcessor batch() {
        return BatchSpanProcessor.builder(new Taking()).setMaxQueueSize(8_192).build();
    }

    /** Ends the batch processor's thread. */
    @TearDown
    public void close() {
        provider.close();
    }

    /** Empties the queue, which would be full for good otherwise: no application makes spans and nothing else. */
    @Setup(Level.Invocation)
    public void flush() {
        provider.forceFlush().join(10, TimeUnit.SECONDS);
    }

    /** As many traces as the queue has room for. */
    @Benchmark
    @OperationsPerInvocation(TRACES * SPANS)
    public void traces() {
        for (int trace = 0; trace < TRACES; trace++) {
            Span root = tracer.spanBuilder("root").setNoParent().startSpan();
            Context inside = Context.root().with(root);
            for (int i = 1; i < SPANS; i++) {
                tracer.spanBuilder("step").setParent(inside).startSpan().end();
            }
            root.end();
        }
    }

    private static final class Taking implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
