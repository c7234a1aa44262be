package io.amp4j.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the span benchmarks, each in a new JVM, and prints medians over the iterations and their ratios as a table.
 */
public final class SpanTables {
    /**
     * One table.
     *
     * @param benchmark what is run
     * @param baseline tells for each row the one that it is compared with
     */
    private record Table(Class<?> benchmark, UnaryOperator<String> baseline) {
        static Table of(String name) {
            return switch (name) {
                case "builders" ->
                    new Table(SpanBuilderBenchmark.class, row -> row.replaceFirst("Typed|ByHand|ReadyMade", "ByHand"));
                case "contract" -> new Table(SpanContractBenchmark.class, row -> row);
                case "tail" -> new Table(SpanSamplingBenchmark.class, row -> "traces behind=batch");
                case "sampler" -> new Table(SpanSamplerBenchmark.class, row -> "parentBasedRatio");
                default ->
                    throw new IllegalArgumentException(
                            "no table " + name + "; there are builders, contract, tail and sampler");
            };
        }
    }

    /** Time and bytes of each iteration of one benchmark. */
    private record Samples(List<Double> nanos, List<Double> bytes) {
        Samples() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    private SpanTables() {}

    /** Takes the names of tables: builders, contract, tail, sampler. */
    public static void main(String[] args) throws RunnerException {
        for (String name : args) {
            print(name, Table.of(name));
        }
    }

    private static void print(String name, Table table) throws RunnerException {
        Map<String, Samples> all = new LinkedHashMap<>();
        for (RunResult run : new Runner(new OptionsBuilder()
                        .include("\\." + table.benchmark.getSimpleName() + "\\.")
                        .addProfiler(GCProfiler.class)
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .run()) {
            Samples samples = all.computeIfAbsent(key(run.getParams()), unseen -> new Samples());
            for (BenchmarkResult fork : run.getBenchmarkResults()) {
                for (IterationResult iteration : fork.getIterationResults()) {
                    samples.nanos.add(iteration.getPrimaryResult().getScore());
                    Result<?> allocated = iteration.getSecondaryResults().get("gc.alloc.rate.norm");
                    samples.bytes.add(allocated == null ? 0 : allocated.getScore());
                }
            }
        }
        System.out.println("| " + name + " | ns | ratio | bytes | ratio |");
        System.out.println("|---|---|---|---|---|");
        all.forEach((key, samples) -> {
            Samples baseline = all.getOrDefault(table.baseline.apply(key), samples);
            double nanos = median(samples.nanos);
            double bytes = median(samples.bytes);
            System.out.println(String.format(
                    Locale.ROOT,
                    "| %s | %,.0f | %.2f | %,.0f | %.2f |",
                    key,
                    nanos,
                    nanos / median(baseline.nanos),
                    bytes,
                    bytes / median(baseline.bytes)));
        });
    }

    private static String key(BenchmarkParams params) {
        String method = params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1);
        String values = params.getParamsKeys().stream()
                .map(name -> " " + name + "=" + params.getParam(name))
                .collect(Collectors.joining());
        return method + values;
    }

    private static double median(List<Double> samples) {
        List<Double> sorted = samples.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
