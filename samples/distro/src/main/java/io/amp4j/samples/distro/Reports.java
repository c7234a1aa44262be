package io.amp4j.samples.distro;

import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.otel.internal.json.Json;
import io.amp4j.otel.sampling.SamplingRules;
import io.amp4j.samples.distro.instrumentations.InstrumentationRules;
import io.amp4j.samples.distro.instrumentations.Inventory;
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
     * @param inventory the instrumentations that there are
     */
    static EffectiveConfig effective(
            Options options,
            long heartbeatSeconds,
            String sampler,
            Inventory inventory,
            Map<String, String> variables,
            Map<?, ?> properties) {
        return EffectiveConfig.builder()
                .file(RemoteOptions.FILE, ConfigFile.json(Json.pretty(document(options, heartbeatSeconds))))
                .file(
                        "instrumentations.json",
                        ConfigFile.json(Json.pretty(instrumentations(options.instrumentations(), inventory))))
                .file("environment.json", ConfigFile.json(Json.pretty(environment(sampler, variables, properties))))
                .build();
    }

    private static Map<String, @Nullable Object> document(Options options, long heartbeatSeconds) {
        Map<String, @Nullable Object> traces = Json.members("export", options.exports(Signal.TRACES));
        options.sampling().ifPresent(rules -> traces.put("sampling", sampling(rules)));
        options.tail().ifPresent(tail -> traces.put("tail", tail(tail)));
        InstrumentationRules rules = options.instrumentations();
        return Json.members(
                "amp4j",
                Json.members(
                        "traces",
                        traces,
                        "metrics",
                        Json.members("export", options.exports(Signal.METRICS)),
                        "logs",
                        Json.members("export", options.exports(Signal.LOGS)),
                        "instrumentations",
                        Json.members(
                                "all", rules.all(), "byName", rules.byName().isEmpty() ? null : rules.byName()),
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

    private static Map<String, @Nullable Object> tail(TailOptions tail) {
        return Json.members(
                "errors",
                tail.errors(),
                "slowerThanMillis",
                tail.slowerThan().map(least -> (double) least.toMillis()).orElse(null),
                "ratio",
                tail.ratio(),
                "ratioByName",
                tail.ratioByName().isEmpty() ? null : new TreeMap<>(tail.ratioByName()));
    }

    /** What is in force: what a server has turned off, and what the process has started without. */
    private static Map<String, @Nullable Object> instrumentations(InstrumentationRules rules, Inventory inventory) {
        return Json.members("scopesOff", inventory.scopesOff(rules), "notStarted", inventory.startedWithout());
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
