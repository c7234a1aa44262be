package io.amp4j.spring.boot.internal;

import io.amp4j.opamp.ConfigFile;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.ClassUtils;

/** Reads the files of a remote configuration, and says everything that is wrong with them. */
final class RemoteFiles {
    private static final int LARGEST = 1024 * 1024;
    private static final int LONGEST_NAME = 80;
    private static final boolean HAS_YAML = ClassUtils.isPresent("org.yaml.snakeyaml.Yaml", null);

    private final AllowedKeys allowed;
    private final List<String> problems;
    private final Map<String, Object> values = new LinkedHashMap<>();
    /** Which file a key is in; keys in the form in which Spring Boot compares them. */
    private final Map<List<String>, String> files = new HashMap<>();

    private RemoteFiles(AllowedKeys allowed, List<String> problems) {
        this.allowed = allowed;
        this.problems = problems;
    }

    /** Returns the values of all files; they are to be used only if no problem was added to {@code problems}. */
    static Map<String, Object> read(Map<String, ConfigFile> files, AllowedKeys allowed, List<String> problems) {
        RemoteFiles reader = new RemoteFiles(allowed, problems);
        files.forEach(reader::readFile);
        return reader.values;
    }

    private enum Format {
        YAML,
        PROPERTIES,
        OTHER
    }

    private void readFile(String name, ConfigFile file) {
        String shown = name.isEmpty() ? "the file without a name" : "the file '" + shown(name) + "'";
        if (file.body().size() > LARGEST) {
            problems.add(shown + " has " + file.body().size() + " bytes; at most " + LARGEST + " are read");
            return;
        }
        switch (format(name, file.contentType())) {
            case OTHER ->
                problems.add(shown + " of the type '" + shown(file.contentType())
                        + "' is neither YAML nor properties, by its ending or its type");
            case PROPERTIES -> load(shown, file, new PropertiesPropertySourceLoader(), "properties");
            case YAML -> {
                if (HAS_YAML) {
                    Optional<String> problem = YamlExpansion.problem(file.text());
                    if (problem.isPresent()) {
                        problems.add(shown + " " + problem.get());
                        return;
                    }
                    load(shown, file, new YamlPropertySourceLoader(), "YAML");
                } else {
                    problems.add(shown + " is YAML, and the application has no SnakeYAML; send properties");
                }
            }
        }
    }

    /** The ending decides, then the type; what has neither is taken as YAML. */
    private static Format format(String name, String contentType) {
        String file = name.toLowerCase(Locale.ROOT);
        String type = contentType.toLowerCase(Locale.ROOT);
        if (file.endsWith(".yaml") || file.endsWith(".yml")) {
            return Format.YAML;
        }
        if (file.endsWith(".properties")) {
            return Format.PROPERTIES;
        }
        if (file.substring(file.lastIndexOf('/') + 1).contains(".")) {
            return Format.OTHER;
        }
        if (type.isEmpty() || type.contains("yaml")) {
            return Format.YAML;
        }
        return type.contains("properties") ? Format.PROPERTIES : Format.OTHER;
    }

    private void load(String shown, ConfigFile file, PropertySourceLoader loader, String format) {
        byte[] body = file.body().toByteArray();
        List<PropertySource<?>> documents;
        try {
            documents = loader.load(RemotePropertySource.NAME, new ByteArrayResource(body, shown));
        } catch (IOException | RuntimeException e) {
            problems.add(shown + " cannot be read as " + format + where(format, e));
            return;
        }
        if (documents.size() > 1) {
            problems.add(shown + " has " + documents.size() + " documents; one is read");
        }
        for (PropertySource<?> document : documents) {
            if (document instanceof EnumerablePropertySource<?> source) {
                addAll(shown, source);
            }
        }
    }

    /** Says where a parser stopped, without quoting what it read. */
    private static String where(String format, Exception e) {
        return format.equals("YAML")
                        && e instanceof org.yaml.snakeyaml.error.MarkedYAMLException marked
                        && marked.getProblemMark() != null
                ? " (line " + (marked.getProblemMark().getLine() + 1) + ", column "
                        + (marked.getProblemMark().getColumn() + 1) + ")"
                : "";
    }

    /** A placeholder could read other properties; an expression would run the server's code where a bean takes the value by {@code @Value}. */
    private static boolean isEvaluated(String value) {
        return value.contains("${") || value.contains("#{");
    }

    private void addAll(String shown, EnumerablePropertySource<?> source) {
        for (String key : source.getPropertyNames()) {
            Object value = source.getSource() instanceof Map<?, ?> map ? map.get(key) : source.getProperty(key);
            if (value == null) {
                continue;
            }
            Object plain = value instanceof OriginTrackedValue tracked ? tracked.getValue() : value;
            if (!allowed.allow(key)) {
                problems.add(shown + " sets '" + shown(key) + "'; allowed is what is under "
                        + String.join(", ", allowed.prefixes()));
            } else if (isEvaluated(String.valueOf(plain))) {
                problems.add(shown + " sets '" + shown(key)
                        + "' to a value with a placeholder; only plain values are taken");
            } else if (files.containsKey(Keys.elements(key))) {
                problems.add("'" + shown(key) + "' is in " + files.get(Keys.elements(key)) + " and in " + shown);
            } else {
                files.put(Keys.elements(key), shown);
                values.put(key, value);
            }
        }
    }

    /** Returns names of the server's on one line. */
    static String shown(Collection<String> texts) {
        return texts.stream().map(RemoteFiles::shown).collect(Collectors.joining(", "));
    }

    /** Returns a name of the server's on one line, and not too long. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(LONGEST_NAME)
                .forEach(c -> shown.appendCodePoint(
                        Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c));
        return text.codePointCount(0, text.length()) > LONGEST_NAME ? shown + "…" : shown.toString();
    }
}
