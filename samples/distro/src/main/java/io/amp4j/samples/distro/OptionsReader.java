package io.amp4j.samples.distro;

import io.amp4j.otel.internal.json.Json;
import io.amp4j.otel.internal.json.JsonException;
import io.amp4j.samples.distro.instrumentations.InstrumentationRules;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one remote configuration, and collects everything that is wrong with it, in the order of the document. */
final class OptionsReader {
    private static final int LONGEST_HEARTBEAT = 86_400;
    private static final int MOST_INSTRUMENTATIONS = 500;

    private final Values values = new Values();

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
        return new Read(options, reader.values.problems());
    }

    private Options document(String text) {
        Object value;
        try {
            value = Json.parse(text);
        } catch (JsonException e) {
            values.problem("the document is no JSON: " + e.getMessage());
            return Options.NONE;
        }
        Map<String, @Nullable Object> root = Json.asObject(value);
        if (root == null) {
            values.wrong("the document", "an object", value);
            return Options.NONE;
        }
        values.only(root, "", Set.of("amp4j", "$schema"));
        return options(values.section(root, "", "amp4j"));
    }

    private Options options(Map<String, @Nullable Object> all) {
        values.only(
                all, "amp4j", Set.of("traces", "metrics", "logs", "instrumentations", "content", "logging", "opamp"));
        Set<Signal> off = EnumSet.noneOf(Signal.class);
        TracesReader traces = new TracesReader(values);
        for (Signal signal : Signal.values()) {
            String path = "amp4j." + signal.key();
            Map<String, @Nullable Object> section = values.section(all, "amp4j", signal.key());
            values.only(section, path, signal == Signal.TRACES ? TracesReader.KEYS : Set.of("export"));
            if (!values.bool(section, path, "export")) {
                off.add(signal);
            }
            if (signal == Signal.TRACES) {
                traces.read(section, path);
            }
        }
        InstrumentationRules instrumentations = instrumentations(values.section(all, "amp4j", "instrumentations"));
        Map<String, @Nullable Object> content = values.section(all, "amp4j", "content");
        values.only(content, "amp4j.content", Set.of("capture"));
        boolean captures = values.bool(content, "amp4j.content", "capture");
        Map<String, @Nullable Object> logging = values.section(all, "amp4j", "logging");
        values.only(logging, "amp4j.logging", Set.of("level"));
        Optional<LogLevel> level = level(logging);
        Map<String, @Nullable Object> opamp = values.section(all, "amp4j", "opamp");
        values.only(opamp, "amp4j.opamp", Set.of("heartbeatSeconds"));
        Optional<Duration> heartbeat = values.whole(opamp, "amp4j.opamp", "heartbeatSeconds", LONGEST_HEARTBEAT)
                .map(Duration::ofSeconds);
        return new Options(off, traces.sampling(), traces.tail(), instrumentations, captures, level, heartbeat);
    }

    private InstrumentationRules instrumentations(Map<String, @Nullable Object> section) {
        String path = "amp4j.instrumentations";
        values.only(section, path, Set.of("all", "byName"));
        boolean all = values.bool(section, path, "all");
        Map<String, @Nullable Object> named = values.named(section, path, "byName", MOST_INSTRUMENTATIONS);
        Map<String, Boolean> byName = new LinkedHashMap<>();
        named.keySet().forEach(name -> byName.put(name, values.bool(named, path + ".byName", name)));
        return new InstrumentationRules(all, byName);
    }

    private Optional<LogLevel> level(Map<String, @Nullable Object> section) {
        if (!section.containsKey("level")) {
            return Optional.empty();
        }
        Object value = section.get("level");
        Optional<LogLevel> level = value instanceof String text ? LogLevel.of(text) : Optional.empty();
        if (level.isEmpty()) {
            values.wrong("amp4j.logging.level", "one of " + String.join(", ", LogLevel.keys()), value);
        }
        return level;
    }
}
