package io.amp4j.benchmarks;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.amp4j.catalog.CatalogLoader;
import io.amp4j.catalog.CatalogSource;
import io.amp4j.catalog.InstrumentationCatalog;
import io.amp4j.catalog.ReadLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Loading a catalog beside a bare pass over the tokens of the same bytes, which is the limit, and beside SnakeYAML's own load. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgs = {"-Xms4g", "-Xmx4g"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class CatalogLoadBenchmark {
    /** How many entries the extension has. */
    @Param({"10", "1000", "100000"})
    public int entries;

    private byte[] bytes = {};
    private final LoaderOptions options = new LoaderOptions();

    /** Writes the extension. */
    @Setup
    public void write() {
        bytes = CatalogTexts.extension(entries).getBytes(StandardCharsets.UTF_8);
        options.setCodePointLimit(Integer.MAX_VALUE);
    }

    /** Reads, merges and validates. */
    @Benchmark
    public InstrumentationCatalog load() {
        return CatalogLoader.builder()
                .limits(ReadLimits.DEFAULT.withBytes(64 << 20).withEntries(1_000_000))
                .extension(CatalogSource.bytes("extension.yaml", bytes))
                .load()
                .orElseThrow();
    }

    /** Reads every token and its text. */
    @Benchmark
    public int tokens() throws IOException {
        int length = 0;
        try (YAMLParser parser = CatalogTexts.parser(bytes)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isScalarValue() || token == JsonToken.FIELD_NAME) {
                    length += parser.getText().length();
                }
            }
        }
        return length;
    }

    /** Builds maps and lists, without positions and without a single check. */
    @Benchmark
    public Object snakeYaml() {
        return new Yaml(new SafeConstructor(options)).load(new String(bytes, StandardCharsets.UTF_8));
    }
}
