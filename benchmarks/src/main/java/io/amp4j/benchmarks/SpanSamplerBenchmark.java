package io.amp4j.benchmarks;

import io.amp4j.otel.sampling.AdjustableSampler;
import io.amp4j.otel.sampling.SamplingRules;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One decision about the first span of a trace: the sampler that can be changed beside OpenTelemetry's own with the same rules. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 5, time = 1)
public class SpanSamplerBenchmark {
    private final Sampler adjustable =
            new AdjustableSampler(SamplingRules.ofRatio(0.5).never("health"));
    private final Sampler fixed = Sampler.parentBased(Sampler.traceIdRatioBased(0.5));
    private final String traceId = IdGenerator.random().generateTraceId();

    /** Decides by the ratio; the name is none of the rules'. */
    @Benchmark
    public SamplingResult adjustableByRatio() {
        return decide(adjustable, "chat gpt-4o-mini");
    }

    /** Decides by the name. */
    @Benchmark
    public SamplingResult adjustableByName() {
        return decide(adjustable, "health");
    }

    /** OpenTelemetry's own, by the ratio. */
    @Benchmark
    public SamplingResult parentBasedRatio() {
        return decide(fixed, "chat gpt-4o-mini");
    }

    private SamplingResult decide(Sampler sampler, String name) {
        return sampler.shouldSample(Context.root(), traceId, name, SpanKind.CLIENT, Attributes.empty(), List.of());
    }
}
