package io.amp4j.samples.supervisor;

import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.RemoteConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts the configuration of the agent together: the local layers, then the files of the server, but for protected paths. */
final class Configuration {
    private final Settings.Config options;
    private final Variables variables;
    private final Secrets secrets;

    Configuration(Settings settings, Variables variables) {
        this.options = settings.configuration();
        this.variables = variables;
        this.secrets = settings.secrets();
    }

    /**
     * A configuration of the agent.
     *
     * @param text what the agent reads
     * @param shown the same without secrets
     * @param isEmpty whether there is nothing in it
     */
    record Merged(String text, String shown, boolean isEmpty) {
        /** Leaves out the texts. */
        @Override
        public String toString() {
            return "Merged[" + text.length() + " characters]";
        }
    }

    /** Says all that is wrong with a configuration. */
    static final class BadConfiguration extends Exception {
        private static final long serialVersionUID = 1;

        BadConfiguration(List<String> problems) {
            super(String.join("; ", problems));
        }
    }

    /** Returns the configuration that comes of the layers and, unless it is null, that of the server. */
    Merged merge(@Nullable RemoteConfig remote) throws BadConfiguration {
        List<String> problems = new ArrayList<>();
        Map<String, String> layers = new LinkedHashMap<>();
        for (Path layer : options.layers()) {
            try {
                layers.put(layer.toString(), Files.readString(layer));
            } catch (IOException e) {
                problems.add("the layer " + layer + " cannot be read");
            }
        }
        Map<String, String> offered = new TreeMap<>();
        if (remote != null) {
            for (Map.Entry<String, ConfigFile> file : remote.files().entrySet()) {
                offered.put(file.getKey(), file.getValue().text());
                checkType(file.getKey(), file.getValue().contentType(), problems);
            }
        }
        Merged merged = options.format() == Settings.Format.TEXT
                ? text(layers, offered, problems)
                : tree(layers, offered, problems);
        if (!problems.isEmpty()) {
            throw new BadConfiguration(problems);
        }
        return merged;
    }

    private void checkType(String name, String type, List<String> problems) {
        String lower = type.toLowerCase(Locale.ROOT);
        boolean fits =
                type.isEmpty() || lower.contains("yaml") || lower.contains("json") || lower.startsWith("text/plain");
        if (options.format() != Settings.Format.TEXT && !fits) {
            problems.add(shown(name) + " is of the type " + type + ", and not YAML or JSON");
        }
    }

    private Merged text(Map<String, String> layers, Map<String, String> offered, List<String> problems) {
        if (offered.size() > 1) {
            problems.add("the server offers " + offered.size() + " files, and this agent takes one");
        }
        Map<String, String> source = offered.isEmpty() ? layers : offered;
        String raw = String.join("", source.values());
        String resolved = source == layers ? resolve(raw, problems) : raw;
        return new Merged(resolved, secrets.redact(raw), resolved.isBlank());
    }

    private Merged tree(Map<String, String> layers, Map<String, String> offered, List<String> problems) {
        Map<String, Object> local = new LinkedHashMap<>();
        layers.forEach((name, text) -> addTo(local, "the layer " + name, text, problems));
        Map<String, Object> resolved = Documents.withTexts(local, text -> resolve(text, problems));
        Map<String, Object> remote = new LinkedHashMap<>();
        offered.forEach((name, text) -> addTo(remote, shown(name), text, problems));
        checkKeys(remote, problems);
        Map<String, Object> merged = together(resolved, remote);
        String shown = Documents.write(Documents.masked(together(local, remote)), options.format());
        return new Merged(Documents.write(merged, options.format()), secrets.redact(shown), merged.isEmpty());
    }

    /** The Collector takes {@code a::b} for the path of two keys, and a text for a map in it; both would lead around the protected paths. */
    private void checkKeys(Map<String, Object> remote, List<String> problems) {
        if (options.protectedPaths().isEmpty()) {
            return;
        }
        if (Documents.anyKey(remote, key -> key.contains("::"))) {
            problems.add("the server's files must not have keys with '::' in them, because there are protected paths");
        }
        for (List<String> path : options.protectedPaths()) {
            Documents.textAbove(remote, path)
                    .ifPresent(key -> problems.add("the server's files must have a map at '" + key
                            + "' and no text, because '" + String.join(".", path) + "' is protected"));
        }
    }

    private Map<String, Object> together(Map<String, Object> local, Map<String, Object> remote) {
        Map<String, Object> merged = Documents.merge(local, remote);
        for (List<String> path : options.protectedPaths()) {
            merged = Documents.keep(merged, local, path);
        }
        return merged;
    }

    private static void addTo(Map<String, Object> target, String name, String text, List<String> problems) {
        try {
            Map<String, Object> merged = Documents.merge(target, Documents.read(text));
            target.clear();
            target.putAll(merged);
        } catch (Documents.BadDocument e) {
            problems.add(name + ": " + e.getMessage());
        }
    }

    /** Replaces variables, of local layers only: a server must not learn, or use, what is in the environment. */
    private String resolve(String text, List<String> problems) {
        return options.substitute()
                ? variables.resolve(
                        text,
                        missing -> problems.add("the environment variable " + missing + " of a layer is not set"),
                        (name, value) -> secrets.add(value))
                : text;
    }

    private static String shown(String name) {
        return name.isEmpty() ? "the server's file" : "the server's file '" + name.replaceAll("\\p{Cntrl}", "?") + "'";
    }
}
