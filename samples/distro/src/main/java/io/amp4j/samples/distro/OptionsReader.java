package io.amp4j.samples.distro;

import io.amp4j.otel.internal.json.Json;
import io.amp4j.otel.internal.json.JsonException;
import io.amp4j.otel.internal.text.Printable;
import io.amp4j.otel.sampling.SamplingRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads one remote configuration, and collects everything that is wrong with it, in the order of the document. */
final class OptionsReader {
    private static final int MOST_NAMES = 100;
    private static final int LONGEST_HEARTBEAT = 86_400;

    private final List<String> problems = new ArrayList<>();

    /**
     * What came of a document.
     *
     * @param options what it sets; not to be used when there are problems
     * @param problems one phrase for each, with the key first
     */
    record Read(Options options, List<String> problems) {}

    private OptionsReader() {}

    /** Reads a document. */
    static Read read(String text) {
        OptionsReader reader = new OptionsReader();
        Options options = reader.document(text);
        return new Read(options, List.copyOf(reader.problems));
    }

    private Options document(String text) {
        Object value;
        try {
            value = Json.parse(text);
        } catch (JsonException e) {
            problems.add("the document is no JSON: " + e.getMessage());
            return Options.NONE;
        }
        Map<String, @Nullable Object> root = Json.asObject(value);
        if (root == null) {
            problems.add("the document must be an object, and is " + kind(value));
            return Options.NONE;
        }
        only(root, "", Set.of("amp4j", "$schema"));
        return options(section(root, "", "amp4j"));
    }

    private Options options(Map<String, @Nullable Object> all) {
        only(all, "amp4j", Set.of("traces", "metrics", "logs", "content", "logging", "opamp"));
        Set<Signal> off = EnumSet.noneOf(Signal.class);
        Optional<SamplingRules> sampling = Optional.empty();
        for (Signal signal : Signal.values()) {
            String path = "amp4j." + signal.key();
            Map<String, @Nullable Object> section = section(all, "amp4j", signal.key());
            only(section, path, signal == Signal.TRACES ? Set.of("export", "sampling") : Set.of("export"));
            if (!bool(section, path, "export")) {
                off.add(signal);
            }
            if (section.containsKey("sampling")) {
                sampling = sampling(section(section, path, "sampling"), path + ".sampling");
            }
        }
        Map<String, @Nullable Object> content = section(all, "amp4j", "content");
        only(content, "amp4j.content", Set.of("capture"));
        boolean captures = bool(content, "amp4j.content", "capture");
        Map<String, @Nullable Object> logging = section(all, "amp4j", "logging");
        only(logging, "amp4j.logging", Set.of("level"));
        Optional<LogLevel> level = level(logging);
        Map<String, @Nullable Object> opamp = section(all, "amp4j", "opamp");
        only(opamp, "amp4j.opamp", Set.of("heartbeatSeconds"));
        return new Options(off, sampling, captures, level, heartbeat(opamp));
    }

    private Optional<SamplingRules> sampling(Map<String, @Nullable Object> section, String path) {
        only(section, path, Set.of("ratio", "always", "never"));
        if (!section.containsKey("ratio")) {
            problems.add(path + ".ratio is required");
        }
        double ratio = 1;
        if (section.get("ratio") instanceof Double number && number >= 0 && number <= 1) {
            ratio = number;
        } else if (section.containsKey("ratio")) {
            wrong(path + ".ratio", "a number from 0 to 1", section.get("ratio"));
        }
        SamplingRules rules = SamplingRules.ofRatio(ratio);
        List<String> always = names(section, path, "always");
        for (String name : always) {
            rules = rules.always(name);
        }
        for (String name : names(section, path, "never")) {
            if (always.contains(name)) {
                problems.add(path + " names " + quoted(name) + " in always and in never");
            }
            rules = rules.never(name);
        }
        return Optional.of(rules);
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
            problems.add(path + "." + key + " must be a list of at most " + MOST_NAMES + " span names, none empty");
        }
        return names;
    }

    private Optional<LogLevel> level(Map<String, @Nullable Object> section) {
        if (!section.containsKey("level")) {
            return Optional.empty();
        }
        Object value = section.get("level");
        Optional<LogLevel> level = value instanceof String text ? LogLevel.of(text) : Optional.empty();
        if (level.isEmpty()) {
            wrong("amp4j.logging.level", "one of " + String.join(", ", LogLevel.keys()), value);
        }
        return level;
    }

    private Optional<Duration> heartbeat(Map<String, @Nullable Object> section) {
        if (!section.containsKey("heartbeatSeconds")) {
            return Optional.empty();
        }
        Object value = section.get("heartbeatSeconds");
        if (value instanceof Double number && number >= 1 && number <= LONGEST_HEARTBEAT && number % 1 == 0) {
            return Optional.of(Duration.ofSeconds(number.longValue()));
        }
        wrong("amp4j.opamp.heartbeatSeconds", "a whole number from 1 to " + LONGEST_HEARTBEAT, value);
        return Optional.empty();
    }

    private boolean bool(Map<String, @Nullable Object> section, String path, String key) {
        if (!section.containsKey(key)) {
            return true;
        }
        if (section.get(key) instanceof Boolean value) {
            return value;
        }
        wrong(path + "." + key, "true or false", section.get(key));
        return true;
    }

    private Map<String, @Nullable Object> section(Map<String, @Nullable Object> parent, String path, String key) {
        if (!parent.containsKey(key)) {
            return Map.of();
        }
        Map<String, @Nullable Object> section = Json.asObject(parent.get(key));
        if (section == null) {
            wrong(path.isEmpty() ? key : path + "." + key, "an object", parent.get(key));
            return Map.of();
        }
        return section;
    }

    private void only(Map<String, @Nullable Object> section, String path, Set<String> known) {
        for (String key : section.keySet()) {
            if (!known.contains(key)) {
                problems.add((path.isEmpty() ? "" : path + ": ") + "unknown key " + quoted(key) + ", known are "
                        + String.join(", ", new TreeSet<>(known)));
            }
        }
    }

    private void wrong(String path, String rule, @Nullable Object value) {
        problems.add(path + " must be " + rule + ", and is " + kind(value));
    }

    private static String quoted(String text) {
        return "'" + Printable.text(text, 50) + "'";
    }

    private static String kind(@Nullable Object value) {
        if (value instanceof Double number) {
            return Json.write(number);
        }
        if (value instanceof String text) {
            return quoted(text);
        }
        return value == null
                ? "null"
                : value instanceof Boolean ? value.toString() : value instanceof List ? "a list" : "an object";
    }
}
