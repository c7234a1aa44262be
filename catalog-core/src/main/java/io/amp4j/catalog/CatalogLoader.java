package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import io.amp4j.catalog.internal.layer.Assembly;
import io.amp4j.catalog.internal.layer.LayerInput;
import io.amp4j.catalog.internal.layer.Outcome;
import io.amp4j.catalog.internal.layer.Settings;
import io.amp4j.catalog.internal.layer.Settings.DefaultChoice;
import io.amp4j.catalog.internal.node.Quoted;
import io.amp4j.catalog.internal.rule.Rule;
import io.amp4j.catalog.internal.rule.Rules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a baseline and extensions, merges them and validates the result.
 *
 * <pre>{@code
 * InstrumentationCatalog catalog = CatalogLoader.builder()
 *         .extension(CatalogSource.file(Path.of("values.yaml")))
 *         .defaultVersion("0.4.0")
 *         .build()
 *         .load()
 *         .orElseThrow();
 * }</pre>
 *
 * <p>The default version is, in this order: the argument {@link Builder#defaultVersion}; the environment's
 * {@code OTEL_DEFAULT_INSTRUMENTATION_VERSION}; the value in the last input that has one (a Helm values file, a catalog as JSON);
 * {@link InstrumentationCatalog#PLATFORM_DEFAULT_VERSION}. So the setting closest to the program has precedence.
 *
 * <p>A loader is immutable and thread-safe. It caches nothing between loads: each one reads the sources again, on the calling thread.
 *
 * @since 0.1.0
 */
public final class CatalogLoader {
    /** The environment variable with the default version: {@value}. */
    public static final String DEFAULT_VERSION_VARIABLE = "OTEL_DEFAULT_INSTRUMENTATION_VERSION";

    /** The environment variable with the path of the extension: {@value}. */
    public static final String EXTENSION_PATH_VARIABLE = "INSTRUMENTATION_EXTENSION_PATH";

    /** The default path of the list in a Helm values file: {@value}. */
    public static final String VALUES_PATH = "agentManagerService.config.otel";

    private static final String BUNDLED = "bundled-baseline.json";
    private static final String ABSENT_EXTENSION = "absent-extension";

    private record Extension(CatalogSource source, boolean mayBeAbsent) {}

    private final CatalogSource baseline;
    private final List<Extension> extensions;
    private final Settings settings;

    private CatalogLoader(Builder builder) {
        this.baseline = builder.baseline;
        this.extensions = builder.effectiveExtensions();
        this.settings = builder.settings();
    }

    /** Returns a builder with the bundled baseline, no extension, and defaults for everything else. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the codes of all warnings, sorted; {@link Builder#raise} and {@link Builder#silence} accept them. */
    public static Set<String> warningCodes() {
        Set<String> codes = new TreeSet<>();
        codes.add(ABSENT_EXTENSION);
        for (Rule rule : Rules.ALL) {
            if (rule.severity() == Severity.WARNING) {
                codes.add(rule.code());
            }
        }
        return codes;
    }

    /**
     * Reads every source and returns the catalog or all problems. Invalid input never throws. An extension that does not exist adds
     * nothing; if the caller named it, there is a warning.
     *
     * @throws CatalogException if Jackson or SnakeYAML is missing or too old; it names the version and the jar
     */
    public Validation load() {
        return judge(read());
    }

    /** Reads every source: the baseline first, then the extensions in order. */
    List<Reading> read() {
        List<Reading> readings = new ArrayList<>();
        readings.add(Reading.of(CatalogLayer.Kind.BUNDLED, baseline, settings.limits()));
        for (Extension extension : extensions) {
            readings.add(Reading.of(CatalogLayer.Kind.EXTENSION, extension.source(), settings.limits()));
        }
        return readings;
    }

    /** Reads every source again that can have changed. */
    List<Reading> readAgain(List<Reading> before) {
        return before.stream().map(reading -> reading.again(settings.limits())).toList();
    }

    /** Validates and merges what was read; opens nothing. */
    Validation judge(List<Reading> readings) {
        List<LayerInput> inputs = new ArrayList<>();
        List<Problem> absent = new ArrayList<>();
        for (int i = 0; i < readings.size(); i++) {
            Reading reading = readings.get(i);
            if (!reading.isAbsent()) {
                inputs.add(reading.input());
            } else if (!extensions.get(i - 1).mayBeAbsent()) {
                absent(extensions.get(i - 1).source().name(), absent);
            }
        }
        Outcome outcome = assemble(inputs);
        List<Problem> problems = new ArrayList<>(absent);
        problems.addAll(outcome.problems());
        Outcome.Parts parts = outcome.catalog();
        if (parts == null || absent.stream().anyMatch(Problem::isError)) {
            return new Validation.Invalid(problems);
        }
        InstrumentationCatalog catalog = new InstrumentationCatalog(
                parts.layers(),
                parts.definitions(),
                parts.defaultChoice().version(),
                parts.defaultChoice().location(),
                settings.platformPythons());
        return new Validation.Valid(catalog, problems);
    }

    private Outcome assemble(List<LayerInput> inputs) {
        try {
            return Assembly.assemble(inputs, settings);
        } catch (LinkageError e) {
            throw Libraries.failure(e);
        }
    }

    private void absent(String name, List<Problem> problems) {
        if (!settings.silenced().contains(ABSENT_EXTENSION)) {
            problems.add(Problem.of(
                    ABSENT_EXTENSION,
                    settings.raised().contains(ABSENT_EXTENSION) ? Severity.ERROR : Severity.WARNING,
                    SourceLocation.whole(name),
                    "extension " + Quoted.onOneLine(name) + " does not exist, so nothing is added; check the path"));
        }
    }

    /** Builds a loader. Not thread-safe. */
    public static final class Builder {
        private CatalogSource baseline = CatalogSource.resource(CatalogLoader.class, BUNDLED);
        private final List<Extension> extensions = new ArrayList<>();
        private final Set<String> raised = new HashSet<>();
        private final Set<String> silenced = new HashSet<>();
        private Map<String, String> environment = Map.of();
        private List<String> platformPythons = InstrumentationCatalog.PLATFORM_PYTHONS;
        private List<String> valuesPath = List.of(VALUES_PATH.split("\\."));
        private ReadLimits limits = ReadLimits.DEFAULT;
        private @Nullable String defaultVersion;

        private Builder() {}

        /** Replaces the bundled baseline; it must exist, and is validated as strictly as an extension. */
        public Builder baseline(CatalogSource source) {
            this.baseline = requireNonNull(source, "source");
            return this;
        }

        /** Adds an extension above those added before. */
        public Builder extension(CatalogSource source) {
            extensions.add(new Extension(requireNonNull(source, "source"), false));
            return this;
        }

        /** Sets the default version; it overrides the environment and the inputs. */
        public Builder defaultVersion(String version) {
            this.defaultVersion = requireNonNull(version, "version");
            return this;
        }

        /**
         * Sets the environment variables to read, usually {@code System.getenv()}. As an AMP server does, the loader reads the default
         * version from them, and the path of the extension if no extension is added by {@link #extension}. An empty path means none; an
         * empty default version is refused by the load, as AMP does. The environment is not read unless this is called.
         */
        public Builder environment(Map<String, String> variables) {
            this.environment = Map.copyOf(variables);
            return this;
        }

        /**
         * Sets the Python minors that the platform can build; {@link InstrumentationCatalog#PLATFORM_PYTHONS} by default.
         *
         * @throws IllegalArgumentException if the list is empty or has an element that is not a bare minor
         */
        public Builder platformPythons(List<String> minors) {
            if (minors.isEmpty()) {
                throw new IllegalArgumentException("platformPythons must not be empty");
            }
            for (String minor : minors) {
                if (!PythonMinor.isBare(minor)) {
                    throw new IllegalArgumentException(
                            "platformPythons must be bare minors such as 3.11: " + Quoted.shortened(minor));
                }
            }
            this.platformPythons = List.copyOf(minors);
            return this;
        }

        /**
         * Sets the path of the list in a Helm values file: keys joined by dots, {@value #VALUES_PATH} by default.
         *
         * @throws IllegalArgumentException if a key between the dots is empty
         */
        public Builder valuesPath(String path) {
            List<String> keys = List.of(path.split("\\.", -1));
            if (keys.stream().anyMatch(String::isBlank)) {
                throw new IllegalArgumentException("valuesPath must be keys joined by dots: " + Quoted.shortened(path));
            }
            this.valuesPath = keys;
            return this;
        }

        /** Sets the limits of each input; {@link ReadLimits#DEFAULT} by default. */
        public Builder limits(ReadLimits newLimits) {
            this.limits = requireNonNull(newLimits, "newLimits");
            return this;
        }

        /**
         * Turns a warning into an error.
         *
         * @param code one of {@link #warningCodes()}
         * @throws IllegalArgumentException if there is no such warning
         */
        public Builder raise(String code) {
            raised.add(warning(code));
            silenced.remove(code);
            return this;
        }

        /**
         * Drops a warning.
         *
         * @param code one of {@link #warningCodes()}
         * @throws IllegalArgumentException if there is no such warning; errors cannot be silenced
         */
        public Builder silence(String code) {
            silenced.add(warning(code));
            raised.remove(code);
            return this;
        }

        private static String warning(String code) {
            Set<String> codes = warningCodes();
            if (!codes.contains(code)) {
                throw new IllegalArgumentException(
                        "no warning has the code " + Quoted.shortened(code) + "; there are " + codes);
            }
            return code;
        }

        /** Returns a loader with these settings; reads nothing. */
        public CatalogLoader build() {
            return new CatalogLoader(this);
        }

        /** Builds and loads. */
        public Validation load() {
            return build().load();
        }

        private List<Extension> effectiveExtensions() {
            String path = environment.getOrDefault(EXTENSION_PATH_VARIABLE, "");
            if (!extensions.isEmpty() || path.isEmpty()) {
                return List.copyOf(extensions);
            }
            CatalogSource source = new Opener(
                    path, true, () -> CatalogSource.file(Path.of(path)).open());
            // A missing file is normal for a server whose chart mounts none.
            return List.of(new Extension(source, true));
        }

        private Settings settings() {
            DefaultChoice chosen = null;
            String variable = environment.get(DEFAULT_VERSION_VARIABLE);
            if (defaultVersion != null) {
                chosen = new DefaultChoice(defaultVersion, SourceLocation.whole("default version argument"));
            } else if (variable != null) {
                chosen = new DefaultChoice(variable, SourceLocation.whole(DEFAULT_VERSION_VARIABLE));
            }
            return new Settings(
                    limits,
                    valuesPath,
                    platformPythons,
                    chosen,
                    new DefaultChoice(
                            InstrumentationCatalog.PLATFORM_DEFAULT_VERSION, SourceLocation.whole("platform default")),
                    Set.copyOf(raised),
                    Set.copyOf(silenced));
        }
    }
}
