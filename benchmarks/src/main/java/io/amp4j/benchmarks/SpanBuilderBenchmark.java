package io.amp4j.benchmarks;

import io.amp4j.otel.internal.otlp.TraceRequest;
import io.amp4j.otel.span.AmpSpans;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.common.Clock;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/**
 * One span from its start to its end, with the typed builders and by hand. What ends is forgotten at once, so that only the making is
 * measured. Before anything is measured, both must have made the same bytes on the wire.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 5, time = 1)
public class SpanBuilderBenchmark {
    /** Whether the sampler records the span. */
    @Param({"true", "false"})
    public boolean sampled;

    private SpansTyped typed = new SpansTyped(AmpSpans.using(tracer(Sampler.alwaysOn())));
    private SpansByHand byHand = new SpansByHand(tracer(Sampler.alwaysOn()), new SpansByHand.Built());
    private SpansByHand readyMade = byHand;

    /** Compares what is made, then makes what is measured. */
    @Setup
    public void prepare() {
        Tracer still = standingStill();
        SpansTyped typedOnce = new SpansTyped(AmpSpans.using(still));
        SpansByHand byHandOnce = new SpansByHand(still, new SpansByHand.Built());
        requireSame(typedOnce.llm(), byHandOnce.llm());
        requireSame(typedOnce.tool(), byHandOnce.tool());
        requireSame(typedOnce.agent(), byHandOnce.agent());

        Tracer tracer = tracer(sampled ? Sampler.alwaysOn() : Sampler.alwaysOff());
        typed = new SpansTyped(AmpSpans.using(tracer));
        byHand = new SpansByHand(tracer, new SpansByHand.Built());
        readyMade = new SpansByHand(tracer, SpansByHand.ReadyMade.make());
    }

    private static Tracer tracer(Sampler sampler) {
        return SdkTracerProvider.builder()
                .setSampler(sampler)
                .addSpanProcessor(new SpansForgotten())
                .build()
                .get("benchmark");
    }

    /** A tracer whose spans differ in nothing but what they are given. */
    private static Tracer standingStill() {
        return SdkTracerProvider.builder()
                .addSpanProcessor(new SpansForgotten())
                .setClock(new Clock() {
                    @Override
                    public long now() {
                        return 1_764_000_000_000_000_000L;
                    }

                    @Override
                    public long nanoTime() {
                        return 0;
                    }
                })
                .setIdGenerator(new IdGenerator() {
                    @Override
                    public String generateSpanId() {
                        return "00f067aa0ba902b7";
                    }

                    @Override
                    public String generateTraceId() {
                        return "4bf92f3577b34da6a3ce929d0e0e4736";
                    }
                })
                .build()
                .get("benchmark");
    }

    private static void requireSame(Span typed, Span byHand) {
        if (!Arrays.equals(wire(typed), wire(byHand))) {
            throw new IllegalStateException("not the same span: " + typed + " and " + byHand);
        }
    }

    private static byte[] wire(Span span) {
        return TraceRequest.encode(List.of(((ReadableSpan) span).toSpanData()));
    }

    /** An llm span with three messages, three tools, instructions, answer and usage; typed. */
    @Benchmark
    public Span llmTyped() {
        return typed.llm();
    }

    /** The same by hand, its JSON built as it goes. */
    @Benchmark
    public Span llmByHand() {
        return byHand.llm();
    }

    /** The same by hand with JSON from before. */
    @Benchmark
    public Span llmReadyMade() {
        return readyMade.llm();
    }

    /** A tool span with arguments and result; typed. */
    @Benchmark
    public Span toolTyped() {
        return typed.tool();
    }

    /** The same by hand; a tool's texts need no JSON, so there is nothing to prepare. */
    @Benchmark
    public Span toolByHand() {
        return byHand.tool();
    }

    /** An agent span with question, three tools, instructions and answer, the root of its trace; typed. */
    @Benchmark
    public Span agentTyped() {
        return typed.agent();
    }

    /** The same by hand, its JSON built as it goes. */
    @Benchmark
    public Span agentByHand() {
        return byHand.agent();
    }

    /** The same by hand with JSON from before. */
    @Benchmark
    public Span agentReadyMade() {
        return readyMade.agent();
    }
}
