package io.amp4j.samples.cli;

import io.amp4j.catalog.CatalogEntry;
import io.amp4j.catalog.CatalogException;
import io.amp4j.catalog.ImageReference;
import io.amp4j.catalog.InstrumentationCatalog;
import io.amp4j.catalog.Problem;
import io.amp4j.catalog.PythonMinor;
import io.amp4j.catalog.Severity;
import io.amp4j.catalog.SourceLocation;
import io.amp4j.samples.cli.oci.DockerConfig;
import io.amp4j.samples.cli.oci.ImageCheck;
import io.amp4j.samples.cli.oci.RegistryClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code amp4j catalog verify-images}. Its {@code --version} chooses versions, so it has no standard help options. */
@Command(
        name = "verify-images",
        description = {
            "Ask the registries whether every image of the effective versions can be pulled; exit code 1 if one"
                    + " cannot.",
            "Credentials come from the docker config. Plain HTTP is spoken with loopback hosts and --insecure ones"
                    + " only."
        })
final class CatalogVerifyImages implements Callable<Integer> {
    private static final int MOST_JOBS = 64;
    private static final int LONGEST_TIMEOUT = 600;

    @Mixin
    private CatalogOptions options = new CatalogOptions();

    /** Read by picocli. */
    @SuppressWarnings("unused")
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Option(
            names = "--version",
            paramLabel = "V",
            split = ",",
            description = "Only the images of these versions. Default: all.")
    private List<String> versions = new ArrayList<>();

    @Option(
            names = "--python",
            paramLabel = "X.Y",
            split = ",",
            description = "Only the images for these Pythons. Default: all.")
    private List<String> pythons = new ArrayList<>();

    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "4",
            description = "How many images to ask for at a time, 1 to " + MOST_JOBS + ". Default: ${DEFAULT-VALUE}.")
    private int jobs;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "20",
            description = "How long to wait for each answer, 1 to " + LONGEST_TIMEOUT + ". Default: ${DEFAULT-VALUE}.")
    private int timeout;

    @Option(names = "--insecure", paramLabel = "HOST[:PORT]", description = "A registry without TLS. Repeatable.")
    private List<String> insecure = new ArrayList<>();

    @Option(
            names = "--docker-config",
            paramLabel = "DIR",
            description = "The directory of docker's config.json. Default: $$DOCKER_CONFIG, then ~/.docker.")
    private @Nullable Path dockerConfig;

    @Override
    public Integer call() throws InterruptedException {
        if (jobs < 1 || jobs > MOST_JOBS) {
            throw options.usage("--jobs must be 1 to " + MOST_JOBS + ": " + jobs);
        }
        if (timeout < 1 || timeout > LONGEST_TIMEOUT) {
            throw options.usage("--timeout must be 1 to " + LONGEST_TIMEOUT + ": " + timeout);
        }
        for (String host : insecure) {
            if (host.isBlank() || host.contains("/")) {
                throw options.usage("--insecure must be HOST or HOST:PORT, without a scheme: " + host);
            }
        }
        Optional<InstrumentationCatalog> catalog = options.loadOrTell();
        Optional<List<ImageReference>> images = catalog.flatMap(this::images);
        Optional<DockerConfig> config = images.flatMap(any -> config());
        if (images.isEmpty() || config.isEmpty()) {
            return ExitCode.PROBLEMS;
        }
        Terminal terminal = Terminal.system();
        RegistryClient client = new RegistryClient(config.get(), Set.copyOf(insecure), Duration.ofSeconds(timeout));
        ProgressBar progress =
                new ProgressBar(options.err(), terminal, images.get().size());
        List<ImageCheck> checks = ParallelChecks.run(images.get(), jobs, client::check, progress::step);
        progress.clear();
        write(checks, terminal);
        return checks.stream().allMatch(ImageCheck::isPresent) ? ExitCode.GOOD : ExitCode.PROBLEMS;
    }

    /** Returns what to ask for, newest version first; empty when that was told to be impossible. */
    private Optional<List<ImageReference>> images(InstrumentationCatalog catalog) {
        List<Problem> problems = new ArrayList<>();
        for (String version : versions) {
            try {
                // The catalog finds its own words for a version that it does not have.
                catalog.image(
                        version,
                        catalog.find(version)
                                .map(it -> it.pythonVersions().get(0))
                                .orElse(""));
            } catch (CatalogException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            options.tell(problems);
            return Optional.empty();
        }
        Set<String> minors = new HashSet<>();
        pythons.forEach(python -> minors.add(PythonMinor.normalize(python)));
        Set<ImageReference> images = new LinkedHashSet<>();
        for (CatalogEntry entry : catalog.entries()) {
            if (versions.isEmpty() || versions.contains(entry.version())) {
                entry.pythonVersions().stream()
                        .filter(python -> minors.isEmpty() || minors.contains(python))
                        .forEach(python -> images.add(entry.image(python)));
            }
        }
        if (images.isEmpty()) {
            options.tell(List.of(problem("--python", "no-images", "no such version has an image for " + pythons)));
            return Optional.empty();
        }
        return Optional.of(List.copyOf(images));
    }

    private Optional<DockerConfig> config() {
        Path directory = dockerConfig == null
                ? DockerConfig.defaultDirectory(System.getenv(), Path.of(System.getProperty("user.home", "")))
                : dockerConfig;
        try {
            return Optional.of(DockerConfig.read(directory, System.getenv()));
        } catch (IOException e) {
            String file = directory.resolve("config.json").toString();
            options.tell(List.of(problem(file, "docker-config", String.valueOf(e.getMessage()))));
            return Optional.empty();
        }
    }

    private static Problem problem(String place, String code, String message) {
        return Problem.of(code, Severity.ERROR, SourceLocation.whole(place), message);
    }

    private void write(List<ImageCheck> checks, Terminal terminal) {
        if (options.isJson()) {
            options.out()
                    .println(Json.document(Json.object(
                            "images",
                            checks.stream()
                                    .map(check -> Json.object(
                                            "image", check.image().toString(),
                                            "status", check.status().text(),
                                            "message", check.message()))
                                    .toList())));
            return;
        }
        for (ImageCheck check : checks) {
            String status = String.format("%-12s", check.status().text());
            options.out()
                    .println((check.isPresent() ? terminal.green(status) : terminal.red(status)) + " " + check.image()
                            + (check.message().isEmpty() ? "" : ": " + Printable.text(check.message())));
        }
        long present = checks.stream().filter(ImageCheck::isPresent).count();
        options.out().println(present + " of " + checks.size() + " images can be pulled");
    }
}
