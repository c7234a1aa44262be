package io.amp4j.otel.internal.setup;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * OpenTelemetry's declarative configuration. If it is in use, its file has all settings, and those of {@link ZeroCode} have no effect.
 */
public final class ConfigurationFile {
    private static final List<String> PATHS = List.of("OTEL_CONFIG_FILE", "OTEL_EXPERIMENTAL_CONFIG_FILE");
    /** Matches a key, but not within a comment. */
    private static final Pattern OURS =
            Pattern.compile("^[^#\\n]*?(?<![\\w./-])['\"]?amp['\"]?\\s*:", Pattern.MULTILINE);
    /** A file that sends to AMP with another exporter needs this header. */
    private static final Pattern STOCK_EXPORTER = Pattern.compile("^[^#\\n]*x-amp-api-key", Pattern.MULTILINE);

    private static final String LINES = """
            tracer_provider:
              processors:
                - batch:
                    exporter:
                      amp: {}
            """;

    private ConfigurationFile() {}

    /**
     * Returns the warning that no span goes to AMP, if a file is in use that does not do what AMP's variables, or the file itself, ask for.
     *
     * @param text the text of the file at a path, or empty if it cannot be read, which OpenTelemetry itself then says
     */
    public static Optional<String> warning(Settings settings, Function<String, Optional<String>> text) {
        List<Settings.Found> files =
                PATHS.stream().flatMap(name -> settings.find(name).stream()).toList();
        if (files.isEmpty()) {
            return Optional.empty();
        }
        List<String> texts = files.stream()
                .flatMap(file -> text.apply(file.value()).stream())
                .toList();
        if (texts.stream().anyMatch(content -> OURS.matcher(content).find())
                || !ZeroCode.isWanted(settings)
                || texts.stream()
                        .anyMatch(content -> STOCK_EXPORTER.matcher(content).find())) {
            return Optional.empty();
        }
        String source = files.get(0).source();
        return Optional.of(
                "No span is sent to AMP: AMP's variables are set, but the configuration file of OpenTelemetry ("
                        + source + ") decides, and it does not name AMP. Write into the file\n" + LINES
                        + "or add this exporter to the processors that are there, or remove " + source);
    }
}
