package io.amp4j.samples.cli;

import io.amp4j.catalog.CatalogJson;
import io.amp4j.catalog.CatalogLoader;
import io.amp4j.catalog.CatalogSource;
import io.amp4j.catalog.InstrumentationCatalog;
import io.amp4j.catalog.Problem;
import io.amp4j.catalog.ReadLimits;
import io.amp4j.catalog.Validation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every {@code amp4j catalog} command, and the loading that they describe. */
final class CatalogOptions {
    private static final String ABSENT = "absent-extension";

    @Option(
            names = "--extension",
            paramLabel = "FILE",
            description =
                    "An operator's file, a Helm values file or a rendered ConfigMap; - is standard input. Repeatable:"
                            + " later files win. One that does not exist adds nothing, as for the server, which a warning"
                            + " tells; --raise " + ABSENT
                            + " makes it an error. Default: $INSTRUMENTATION_EXTENSION_PATH.")
    private List<String> extensions = new ArrayList<>();

    @Option(
            names = "--default",
            paramLabel = "V",
            description =
                    "The platform's default version. Default: $OTEL_DEFAULT_INSTRUMENTATION_VERSION, then the files,"
                            + " then 0.2.1.")
    private @Nullable String defaultVersion;

    @Option(
            names = "--baseline",
            paramLabel = "FILE",
            description = "A baseline instead of the bundled one: release-config.json or a catalog as JSON.")
    private @Nullable Path baseline;

    @Option(
            names = "--values-path",
            paramLabel = "PATH",
            description = "Where the list stands in a Helm values file. Default: " + CatalogLoader.VALUES_PATH + ".")
    private @Nullable String valuesPath;

    @Option(
            names = "--platform-python",
            paramLabel = "X.Y",
            split = ",",
            description = "The Pythons that the platform builds. Default: 3.10,3.11,3.12,3.13.")
    private List<String> platformPythons = new ArrayList<>();

    @Option(names = "--raise", paramLabel = "CODE", split = ",", description = "Warnings that count as errors.")
    private List<String> raised = new ArrayList<>();

    @Option(names = "--silence", paramLabel = "CODE", split = ",", description = "Warnings that are not told.")
    private List<String> silenced = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "How to write the result. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.text;

    private byte @Nullable [] standardInput;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    boolean isJson() {
        return format == Format.json;
    }

    PrintWriter out() {
        return commandLine().getOut();
    }

    PrintWriter err() {
        return commandLine().getErr();
    }

    /** Returns an exception that picocli reports as wrong usage. */
    ParameterException usage(String message) {
        return new WrongUsage(commandLine(), message);
    }

    private CommandLine commandLine() {
        if (command == null) {
            throw new IllegalStateException("not a command yet");
        }
        return command.commandLine();
    }

    /** Reads the input that the options name, with more files over it. */
    Validation load(String... files) {
        try {
            return loader(List.of(files)).load();
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    /** Reads the input; writes its problems, warnings too, and returns the catalog if there is one. */
    Optional<InstrumentationCatalog> loadOrTell(String... files) {
        Validation validation = load(files);
        if (validation instanceof Validation.Valid valid) {
            // Warnings must not get into what a program reads.
            writeText(validation.problems(), commandLine().getErr());
            return Optional.of(valid.catalog());
        }
        tell(validation.problems());
        return Optional.empty();
    }

    /** Writes what keeps a command from its result: as text beside the output, as JSON in its place. */
    void tell(List<Problem> problems) {
        if (isJson()) {
            writeJson(problems);
        } else {
            writeText(problems, commandLine().getErr());
        }
    }

    /** Writes problems as the result. */
    void write(List<Problem> problems) {
        if (isJson()) {
            writeJson(problems);
        } else {
            writeText(problems, out());
        }
    }

    private void writeJson(List<Problem> problems) {
        writeDocument(CatalogJson.problems(problems));
    }

    /** Writes a JSON document as it is. */
    void writeDocument(String json) {
        out().print(json);
        out().flush();
    }

    private static void writeText(List<Problem> problems, PrintWriter writer) {
        problems.forEach(writer::println);
        writer.flush();
    }

    private CatalogLoader loader(List<String> files) {
        CatalogLoader.Builder loader = CatalogLoader.builder().environment(System.getenv());
        if (baseline != null) {
            if (!Files.exists(baseline)) {
                throw usage("--baseline: no such file: " + baseline);
            }
            loader.baseline(CatalogSource.file(baseline));
        }
        extensions.forEach(extension -> loader.extension(source(extension)));
        files.forEach(file -> loader.extension(source(file)));
        if (defaultVersion != null) {
            loader.defaultVersion(defaultVersion);
        }
        if (valuesPath != null) {
            loader.valuesPath(valuesPath);
        }
        if (!platformPythons.isEmpty()) {
            loader.platformPythons(platformPythons);
        }
        raised.forEach(loader::raise);
        silenced.forEach(loader::silence);
        return loader.build();
    }

    private CatalogSource source(String name) {
        return name.equals("-") ? new StandardInput() : CatalogSource.file(Path.of(name));
    }

    /** Standard input, which a command may name twice and can read once: the bytes as they are, up to what a loader would read. */
    private final class StandardInput implements CatalogSource {
        @Override
        public String name() {
            return "<stdin>";
        }

        @Override
        public InputStream open() throws IOException {
            byte[] bytes = standardInput;
            if (bytes == null) {
                bytes = System.in.readNBytes(ReadLimits.DEFAULT.bytes() + 1);
                standardInput = bytes;
            }
            return new ByteArrayInputStream(bytes);
        }
    }
}
