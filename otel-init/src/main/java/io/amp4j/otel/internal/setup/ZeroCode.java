package io.amp4j.otel.internal.setup;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of autoconfiguration if AMP's variables are set.
 *
 * @param properties the properties to set, over what it had
 * @param notices messages for an operator, one sentence each
 */
public record ZeroCode(Map<String, String> properties, List<String> notices) {
    /** The name of AMP's exporter in {@code OTEL_TRACES_EXPORTER}. */
    public static final String EXPORTER = "amp";

    private static final List<String> OTHER_SIGNALS = List.of("metrics", "logs");
    private static final String CAPTURE = "otel.instrumentation.genai.capture-message-content";
    private static final String TRACES = "otel.traces.exporter";

    /** Copies both. */
    public ZeroCode {
        properties = Map.copyOf(properties);
        notices = List.copyOf(notices);
    }

    /**
     * Returns whether AMP is active: one of its variables is set, or its exporter is chosen by name, and {@code AMP_AUTOCONFIGURE} is not
     * false.
     */
    public static boolean isWanted(Settings settings) {
        boolean named = List.of("AMP_OTEL_ENDPOINT", "AMP_AGENT_API_KEY", "AMP_AGENT_API_KEY_FILE").stream()
                .anyMatch(variable -> settings.find(variable).isPresent());
        return (named || exports(settings))
                && settings.find("AMP_AUTOCONFIGURE")
                        .map(found -> !found.value().equalsIgnoreCase("false"))
                        .orElse(true);
    }

    /** Whether AMP's exporter is chosen by name, as it is after {@link #decide} unless it cannot be made or nothing is to be sent. */
    public static boolean exports(Settings settings) {
        return chosen(settings, TRACES).map(ZeroCode::names).orElse(List.of()).contains(EXPORTER);
    }

    /**
     * Whether instrumentations of model clients are configured to capture messages, which they then write as log records. That is their own
     * setting, and off unless an operator turns it on.
     */
    public static boolean capturesMessages(Settings settings) {
        return chosen(settings, CAPTURE)
                .map(String::strip)
                .filter(value -> !value.equalsIgnoreCase("false") && !value.equalsIgnoreCase("no_content"))
                .isPresent();
    }

    /**
     * Decides. Traces go to AMP; what the operator chose explicitly stays beside it. Metrics and logs have no route at AMP, and nobody
     * is likely to listen at OpenTelemetry's default address, so both are off unless an exporter or an address was chosen for them.
     *
     * @param problems what is wrong with AMP's configuration; then nothing is sent anywhere by default, and the application continues
     */
    public static ZeroCode decide(Settings settings, List<String> problems) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (String signal : OTHER_SIGNALS) {
            String exporter = "otel." + signal + ".exporter";
            if (chosen(settings, exporter).isEmpty() && !hasAddress(settings, signal)) {
                properties.put(exporter, "none");
            }
        }
        Optional<String> traces = chosen(settings, TRACES);
        if (!problems.isEmpty()) {
            // Autoconfiguration would end the application if an exporter could not be created.
            List<String> others = traces.map(ZeroCode::names).orElse(List.of()).stream()
                    .filter(name -> !name.equals(EXPORTER))
                    .toList();
            properties.put(TRACES, others.isEmpty() ? "none" : String.join(",", others));
            return new ZeroCode(properties, List.of("No span is sent to AMP. " + String.join("; ", problems)));
        }
        if (traces.isEmpty()) {
            properties.put(TRACES, EXPORTER);
            return new ZeroCode(properties, List.of());
        }
        List<String> names = names(traces.get());
        if (names.contains("none")) {
            return new ZeroCode(
                    properties,
                    List.of("No span is sent to AMP, because OTEL_TRACES_EXPORTER is none; remove it or set it to "
                            + EXPORTER));
        }
        if (!names.contains(EXPORTER)) {
            properties.put(TRACES, traces.get() + "," + EXPORTER);
        }
        return new ZeroCode(properties, List.of());
    }

    /** If an endpoint is set for the signal, the operator wants it to be sent there. */
    private static boolean hasAddress(Settings settings, String signal) {
        return chosen(settings, "otel.exporter.otlp.endpoint").isPresent()
                || chosen(settings, "otel.exporter.otlp." + signal + ".endpoint")
                        .isPresent();
    }

    private static List<String> names(String list) {
        return Arrays.stream(list.split(",", -1)).map(String::strip).toList();
    }

    private static Optional<String> chosen(Settings settings, String property) {
        return settings.find(property.toUpperCase(Locale.ROOT).replace('.', '_'))
                .map(Settings.Found::value);
    }
}
