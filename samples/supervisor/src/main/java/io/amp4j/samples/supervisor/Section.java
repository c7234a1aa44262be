package io.amp4j.samples.supervisor;

import io.amp4j.samples.supervisor.Documents.Plain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A part of the supervisor's file. What is wrong is collected, with its path, and a value that fits is returned in its place. */
final class Section {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9}) ?(ms|s|m|h)");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9}) ?(B|KiB|MiB|GiB)?");
    private static final Duration LONGEST = Duration.ofDays(1);

    private final String path;
    private final Map<String, Object> values;
    private final List<String> problems;
    private final Set<String> known = new LinkedHashSet<>();

    Section(String path, Map<String, Object> values, List<String> problems) {
        this.path = path;
        this.values = values;
        this.problems = problems;
    }

    void problem(String key, String what) {
        problems.add(pathOf(key) + ": " + what);
    }

    String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    private @Nullable Object value(String key) {
        known.add(key);
        return values.get(key);
    }

    /** Returns the section of that name, which is empty if it is missing. */
    Section section(String key) {
        Object value = value(key);
        if (value != null && !(value instanceof Map)) {
            problem(key, "must be a map");
        }
        return new Section(pathOf(key), value == null ? Map.of() : Documents.asMap(value), problems);
    }

    Optional<String> text(String key) {
        Object value = value(key);
        if (value == null) {
            return Optional.empty();
        }
        String text = scalar(value);
        if (text == null) {
            problem(key, "must be a text");
            return Optional.empty();
        }
        if (text.isBlank()) {
            problem(key, "must not be empty");
            return Optional.empty();
        }
        return Optional.of(text);
    }

    String required(String key) {
        if (!has(key)) {
            known.add(key);
            problem(key, "is missing");
        }
        return text(key).orElse("");
    }

    private static @Nullable String scalar(Object value) {
        if (value instanceof Plain plain) {
            return plain.text().equals("null") ? null : plain.text();
        }
        return value instanceof String text ? text : null;
    }

    List<String> texts(String key) {
        Object value = value(key);
        if (value == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        if (!(value instanceof List<?> list)) {
            problem(key, "must be a list of texts");
            return texts;
        }
        for (int i = 0; i < list.size(); i++) {
            String text = scalar(list.get(i));
            if (text == null) {
                problem(key + "[" + i + "]", "must be a text");
            } else {
                texts.add(text);
            }
        }
        return texts;
    }

    Map<String, String> textMap(String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        Section section = section(key);
        section.values.forEach((name, value) -> {
            String text = scalar(value);
            if (text == null) {
                section.problem(name, "must be a text");
            } else {
                texts.put(name, text);
            }
        });
        return texts;
    }

    /** Returns a list of paths, each a text with dots between its keys, or a list of keys. */
    List<List<String>> paths(String key) {
        Object value = value(key);
        List<List<String>> paths = new ArrayList<>();
        if (value == null) {
            return paths;
        }
        if (!(value instanceof List<?> list)) {
            problem(key, "must be a list of paths");
            return paths;
        }
        for (int i = 0; i < list.size(); i++) {
            Object item = list.get(i);
            List<String> keys = new ArrayList<>();
            if (item instanceof List<?> given) {
                given.forEach(one -> keys.add(String.valueOf(one)));
            } else if (item instanceof String text) {
                keys.addAll(List.of(text.split("\\.", -1)));
            }
            if (keys.isEmpty() || keys.contains("")) {
                problem(key + "[" + i + "]", "must be keys with dots between them, or a list of keys");
            } else {
                paths.add(keys);
            }
        }
        return paths;
    }

    boolean flag(String key, boolean byDefault) {
        Object value = value(key);
        if (value == null) {
            return byDefault;
        }
        String text = scalar(value);
        if ("true".equals(text) || "false".equals(text)) {
            return "true".equals(text);
        }
        problem(key, "must be true or false");
        return byDefault;
    }

    int number(String key, int byDefault, int least, int most) {
        return text(key)
                .map(text -> {
                    try {
                        int number = Integer.parseInt(text);
                        if (number >= least && number <= most) {
                            return number;
                        }
                    } catch (NumberFormatException e) {
                        // Said below, as for a number out of range.
                    }
                    problem(key, "must be a whole number from " + least + " to " + most);
                    return byDefault;
                })
                .orElse(byDefault);
    }

    Duration duration(String key, String byDefault) {
        Duration fallback = parsedDuration(byDefault);
        return parsed(key, Section::parsedDuration, "must be a duration such as 500ms, 30s, 5m or 1h, up to a day")
                .orElse(fallback == null ? LONGEST : fallback);
    }

    private static @Nullable Duration parsedDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long number = Long.parseLong(matcher.group(1));
        Duration duration = switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
        return duration.isZero() || duration.compareTo(LONGEST) > 0 ? null : duration;
    }

    long size(String key, long byDefault) {
        return parsed(key, Section::parsedSize, "must be a size such as 500KiB or 10MiB")
                .orElse(byDefault);
    }

    private static @Nullable Long parsedSize(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        String unit = matcher.group(2) == null ? "B" : matcher.group(2);
        long size = Long.parseLong(matcher.group(1))
                << (10 * List.of("B", "KiB", "MiB", "GiB").indexOf(unit));
        return size == 0 ? null : size;
    }

    private <T> Optional<T> parsed(String key, Function<String, @Nullable T> parser, String rule) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        T value = parser.apply(text.get());
        if (value == null) {
            problem(key, rule);
            return Optional.empty();
        }
        return Optional.of(value);
    }

    /** Names the keys that were not read. */
    void end() {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                problem(key, "is unknown; known are " + String.join(", ", known));
            }
        }
    }
}
