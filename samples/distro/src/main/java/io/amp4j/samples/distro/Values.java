package io.amp4j.samples.distro;

import io.amp4j.otel.internal.json.Json;
import io.amp4j.otel.internal.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads values of a document, and collects what is wrong with them. */
final class Values {
    private final List<String> problems = new ArrayList<>();

    /** Returns one phrase for each problem, with the key first. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    void problem(String text) {
        problems.add(text);
    }

    /** Returns true or false; true if it is missing or wrong. */
    boolean bool(Map<String, @Nullable Object> section, String path, String key) {
        if (!section.containsKey(key)) {
            return true;
        }
        if (section.get(key) instanceof Boolean value) {
            return value;
        }
        wrong(path(path, key), "true or false", section.get(key));
        return true;
    }

    /** Returns a number from 0 to 1; 1 if it is missing or wrong. */
    double ratio(Map<String, @Nullable Object> section, String path, String key) {
        if (!section.containsKey(key)) {
            problems.add(path(path, key) + " is required");
            return 1;
        }
        if (section.get(key) instanceof Double number && number >= 0 && number <= 1) {
            return number;
        }
        wrong(path(path, key), "a number from 0 to 1", section.get(key));
        return 1;
    }

    /** Returns a whole number from 1 to {@code most}, or nothing if it is missing or wrong. */
    Optional<Long> whole(Map<String, @Nullable Object> section, String path, String key, int most) {
        if (!section.containsKey(key)) {
            return Optional.empty();
        }
        if (section.get(key) instanceof Double number && number >= 1 && number <= most && number % 1 == 0) {
            return Optional.of(number.longValue());
        }
        wrong(path(path, key), "a whole number from 1 to " + most, section.get(key));
        return Optional.empty();
    }

    /** Returns a section whose keys are names; those that are empty, or too many, are a problem. */
    Map<String, @Nullable Object> named(Map<String, @Nullable Object> parent, String path, String key, int most) {
        Map<String, @Nullable Object> section = section(parent, path, key);
        if (section.size() > most || section.containsKey("")) {
            problems.add(path(path, key) + " must have at most " + most + " names, none empty");
        }
        return section;
    }

    Map<String, @Nullable Object> section(Map<String, @Nullable Object> parent, String path, String key) {
        if (!parent.containsKey(key)) {
            return Map.of();
        }
        Map<String, @Nullable Object> section = Json.asObject(parent.get(key));
        if (section == null) {
            wrong(path(path, key), "an object", parent.get(key));
            return Map.of();
        }
        return section;
    }

    void only(Map<String, @Nullable Object> section, String path, Set<String> known) {
        for (String key : section.keySet()) {
            if (!known.contains(key)) {
                problems.add((path.isEmpty() ? "" : path + ": ") + "unknown key " + quoted(key) + ", known are "
                        + String.join(", ", new TreeSet<>(known)));
            }
        }
    }

    void wrong(String path, String rule, @Nullable Object value) {
        problems.add(path + " must be " + rule + ", and is " + kind(value));
    }

    /** A key may be any text of the document. */
    private static String path(String path, String key) {
        return (path.isEmpty() ? "" : path + ".") + Printable.text(key, 50);
    }

    static String quoted(String text) {
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
