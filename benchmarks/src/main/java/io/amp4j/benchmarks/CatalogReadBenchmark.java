package io.amp4j.benchmarks;

import io.amp4j.catalog.CatalogDiff;
import io.amp4j.catalog.CatalogEntry;
import io.amp4j.catalog.CatalogLoader;
import io.amp4j.catalog.CatalogSource;
import io.amp4j.catalog.InstrumentationCatalog;
import io.amp4j.catalog.Selection;
import io.amp4j.catalog.SelectionResult;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reading a catalog of 1,000 versions beside a {@code HashMap.get}, which is the limit of a look-up. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CatalogReadBenchmark {
    private static final int VERSIONS = 1_000;

    private final InstrumentationCatalog catalog = load(VERSIONS);
    private final InstrumentationCatalog larger = load(VERSIONS + 10);
    private final Map<String, Optional<CatalogEntry>> map = new HashMap<>();
    private final String[] asked = new String[1024];
    private final Selection selection = Selection.create("python", "3.11").withInstrumentationVersion("1.0.500");
    private int next;

    private static InstrumentationCatalog load(int versions) {
        return CatalogLoader.builder()
                .extension(CatalogSource.text("extension.yaml", CatalogTexts.extension(versions)))
                .load()
                .orElseThrow();
    }

    /** Fills the map, and makes the texts to ask for: equal to the catalog's and not the same, as a request has them. */
    @Setup
    public void fill() {
        catalog.entries().forEach(entry -> map.put(entry.version(), Optional.of(entry)));
        for (int i = 0; i < asked.length; i++) {
            asked[i] = CatalogTexts.version(i % VERSIONS);
        }
    }

    /** Finds a version. */
    @Benchmark
    public Optional<CatalogEntry> find() {
        return catalog.find(asked[next++ & 1023]);
    }

    /** Finds it in a bare map. */
    @Benchmark
    public @Nullable Object hashMapGet() {
        return map.get(asked[next++ & 1023]);
    }

    /** Checks a request that is accepted. */
    @Benchmark
    public SelectionResult check() {
        return catalog.check(selection);
    }

    /** Compares two catalogs that differ in 10 of 1,010 versions. */
    @Benchmark
    public CatalogDiff diff() {
        return CatalogDiff.between(catalog, larger);
    }
}
