package io.amp4j.samples.distro;

import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.otel.internal.json.Json;
import io.amp4j.otel.sampling.SamplingRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes the effective configuration: the options in force, and the environment that they stand on. */
final class Reports {
    private static final List<String> PREFIXES = List.of("otel.", "amp.", "amp4j.");

    private Reports() {}

    /**
     * Returns the effective configuration.
     *
     * @param sampler what the environment chose; in force unless the options have sampling
     */
    static EffectiveConfig effective(
            Options options,
            long heartbeatSeconds,
            String sampler,
            Map<String, String> variables,
            Map<?, ?> properties) {
        return EffectiveConfig.builder()
                .file(RemoteOptions.FILE, ConfigFile.json(Json.pretty(document(options, heartbeatSeconds))))
                .file("environment.json", ConfigFile.json(Json.pretty(environment(sampler, variables, properties))))
                .build();
    }

    private static Map<String, @Nullable Object> document(Options options, long heartbeatSeconds) {
        Map<String, @Nullable Object> traces = Json.members("export", options.exports(Signal.TRACES));
        options.sampling().ifPresent(rules -> traces.put("sampling", sampling(rules)));
        return Json.members(
                "amp4j",
                Json.members(
                        "traces",
                        traces,
                        "metrics",
                        Json.members("export", options.exports(Signal.METRICS)),
                        "logs",
                        Json.members("export", options.exports(Signal.LOGS)),
                        "content",
                        Json.members("capture", options.capturesContent()),
                        "logging",
                        options.logLevel()
                                .map(level -> Json.members("level", level.key()))
                                .orElse(null),
                        "opamp",
                        Json.members("heartbeatSeconds", (double) heartbeatSeconds)));
    }

    private static Map<String, @Nullable Object> sampling(SamplingRules rules) {
        List<String> always = named(rules, true);
        List<String> never = named(rules, false);
        return Json.members(
                "ratio",
                rules.ratio(),
                "always",
                always.isEmpty() ? null : always,
                "never",
                never.isEmpty() ? null : never);
    }

    private static List<String> named(SamplingRules rules, boolean recorded) {
        return rules.byName().entrySet().stream()
                .filter(entry -> entry.getValue() == recorded)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static Map<String, @Nullable Object> environment(
            String sampler, Map<String, String> variables, Map<?, ?> properties) {
        return Json.members(
                "sampler",
                sampler.isEmpty() ? null : sampler,
                "environment",
                shown(variables),
                "systemProperties",
                shown(properties));
    }

    private static Map<String, @Nullable Object> shown(Map<?, ?> all) {
        Map<String, String> shown = new TreeMap<>();
        all.forEach((key, value) -> {
            String name = String.valueOf(key);
            String dotted = name.toLowerCase(Locale.ROOT).replace('_', '.');
            if (PREFIXES.stream().anyMatch(dotted::startsWith)) {
                shown.put(name, Masking.masked(name, String.valueOf(value)));
            }
        });
        return new LinkedHashMap<>(shown);
    }
}
