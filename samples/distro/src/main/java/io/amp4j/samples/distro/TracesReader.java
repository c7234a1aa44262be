package io.amp4j.samples.distro;

import io.amp4j.otel.internal.json.Json;
import io.amp4j.otel.sampling.SamplingRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads which spans are recorded and which traces are kept. */
final class TracesReader {
    /** What a section of traces may have. */
    static final Set<String> KEYS = Set.of("export", "sampling", "tail");

    private static final int MOST_NAMES = 100;
    /** As long as a trace is held. */
    private static final int SLOWEST = 60_000;

    private final Values values;
    private Optional<SamplingRules> sampling = Optional.empty();
    private Optional<TailOptions> tail = Optional.empty();

    TracesReader(Values values) {
        this.values = values;
    }

    Optional<SamplingRules> sampling() {
        return sampling;
    }

    Optional<TailOptions> tail() {
        return tail;
    }

    void read(Map<String, @Nullable Object> section, String path) {
        if (section.containsKey("sampling")) {
            sampling = Optional.of(sampling(values.section(section, path, "sampling"), path + ".sampling"));
        }
        if (section.containsKey("tail")) {
            tail = Optional.of(tail(values.section(section, path, "tail"), path + ".tail"));
        }
    }

    private SamplingRules sampling(Map<String, @Nullable Object> section, String path) {
        values.only(section, path, Set.of("ratio", "always", "never"));
        SamplingRules rules = SamplingRules.ofRatio(values.ratio(section, path, "ratio"));
        List<String> always = names(section, path, "always");
        for (String name : always) {
            rules = rules.always(name);
        }
        for (String name : names(section, path, "never")) {
            if (always.contains(name)) {
                values.problem(path + " names " + Values.quoted(name) + " in always and in never");
            }
            rules = rules.never(name);
        }
        return rules;
    }

    private List<String> names(Map<String, @Nullable Object> section, String path, String key) {
        if (!section.containsKey(key)) {
            return List.of();
        }
        List<@Nullable Object> items = Json.asList(section.get(key));
        List<String> names = new ArrayList<>();
        if (items != null && items.size() <= MOST_NAMES) {
            items.forEach(item -> {
                if (item instanceof String name && !name.isEmpty()) {
                    names.add(name);
                }
            });
        }
        if (items == null || names.size() < items.size()) {
            values.problem(path + "." + key + " must be a list of at most " + MOST_NAMES + " span names, none empty");
        }
        return names;
    }

    private TailOptions tail(Map<String, @Nullable Object> section, String path) {
        values.only(section, path, Set.of("errors", "slowerThanMillis", "ratio", "ratioByName"));
        boolean errors = values.bool(section, path, "errors");
        Optional<Duration> slow =
                values.whole(section, path, "slowerThanMillis", SLOWEST).map(Duration::ofMillis);
        double ratio = values.ratio(section, path, "ratio");
        Map<String, @Nullable Object> named = values.named(section, path, "ratioByName", MOST_NAMES);
        Map<String, Double> byName = new LinkedHashMap<>();
        named.keySet().forEach(name -> byName.put(name, values.ratio(named, path + ".ratioByName", name)));
        return new TailOptions(errors, slow, ratio, byName);
    }
}
