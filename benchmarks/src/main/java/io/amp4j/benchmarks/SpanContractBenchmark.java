package io.amp4j.benchmarks;

import io.amp4j.otel.contract.SpanContract;
import io.amp4j.otel.contract.data.Classification;
import io.amp4j.otel.contract.data.Finding;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.span.AmpSpans;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reading one ended span as AMP does; the spans are those of {@link SpanBuilderBenchmark}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 5, time = 1)
public class SpanContractBenchmark {
    /** Which span is read. */
    @Param({"llm", "tool", "agent"})
    public String kind = "llm";

    private @Nullable SpanData data;
    private SpanView view = SpanView.of("", "", null);

    /** Makes the span. */
    @Setup
    public void prepare() {
        SpansTyped spans = new SpansTyped(AmpSpans.using(SdkTracerProvider.builder()
                .addSpanProcessor(new SpansForgotten())
                .build()
                .get("benchmark")));
        Span span = switch (kind) {
            case "llm" -> spans.llm();
            case "tool" -> spans.tool();
            default -> spans.agent();
        };
        data = ((ReadableSpan) span).toSpanData();
        view = SpanView.of(data);
    }

    /** Copies what AMP reads out of a span, which the others need once. */
    @Benchmark
    public @Nullable SpanView view() {
        SpanData span = data;
        return span == null ? null : SpanView.of(span);
    }

    /** Finds the kind. */
    @Benchmark
    public Classification classify() {
        return SpanContract.classify(view);
    }

    /** Looks for everything wrong; there is nothing. */
    @Benchmark
    public List<Finding> check() {
        return SpanContract.check(view);
    }
}
