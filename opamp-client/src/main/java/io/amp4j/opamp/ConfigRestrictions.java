package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.checks.Checks;
import io.amp4j.opamp.internal.restrict.DocumentFilter;
import io.amp4j.opamp.internal.restrict.PathPattern;
import io.amp4j.opamp.internal.restrict.RestrictionsReader;
import io.amp4j.opamp.internal.restrict.Rules;
import io.amp4j.opamp.internal.restrict.UnreadableException;
import io.amp4j.opamp.internal.text.Printable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Restricts what a server may configure, by the paths of YAML or JSON: which keys there may be, which hosts are named where, and what no value is
 * like. A file that is neither YAML nor JSON by its type is refused, and so is one that could mean something else to another reader: with aliases,
 * merge keys, tags, directives, double keys, several documents, plain keys that look like a number or a truth value, or nested more than 100 deep.
 *
 * <p>A path is keys with dots between them, such as {@code exporters.otlp*.endpoint}: {@code *} stands for any characters within a key, {@code **}
 * for any number of keys, {@code \.} for a dot in a key. The items of a list are at the path of the list.
 *
 * <p>Needs {@code com.fasterxml.jackson.dataformat:jackson-dataformat-yaml} 2.15 or newer on the class path. Immutable; may be shared.
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.BETA)
public final class ConfigRestrictions implements ConfigValidator {
    private final Rules rules;
    private final boolean removes;

    private ConfigRestrictions(Builder builder) {
        rules = new Rules(builder.allowed, builder.denied, builder.hosts, builder.deniedValues);
        removes = builder.removes;
    }

    /** Starts restrictions that restrict nothing. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads restrictions from YAML: a map with any of {@code allow} and {@code deny} (lists of paths), {@code hosts} (a map from paths to lists of
     * hosts), {@code deny_values} (a list of texts with {@code *}) and {@code on_violation} ({@code refuse} or {@code remove}).
     *
     * @throws OpampException if it is none; the message names all that is wrong
     */
    public static ConfigRestrictions parse(String yaml) {
        requireNonNull(yaml, "yaml");
        Builder builder = builder();
        List<String> problems = new ArrayList<>();
        try {
            RestrictionsReader.read(
                    yaml,
                    new RestrictionsReader.Target() {
                        @Override
                        public void allow(String path) {
                            builder.allow(path);
                        }

                        @Override
                        public void deny(String path) {
                            builder.deny(path);
                        }

                        @Override
                        public void hosts(String path, List<String> hosts) {
                            builder.allowHosts(path, hosts);
                        }

                        @Override
                        public void denyValue(String pattern) {
                            builder.denyValues(pattern);
                        }

                        @Override
                        public void removes() {
                            builder.removeViolations(true);
                        }
                    },
                    problems);
        } catch (LinkageError e) {
            throw noYaml(e);
        }
        if (!problems.isEmpty()) {
            throw new OpampException("the restrictions cannot be used: " + String.join("; ", problems));
        }
        return builder.build();
    }

    private static OpampException noYaml(LinkageError error) {
        return new OpampException(
                "ConfigRestrictions needs com.fasterxml.jackson.dataformat:jackson-dataformat-yaml 2.15 or newer on the class"
                        + " path",
                error);
    }

    @Override
    public ConfigVerdict validate(RemoteConfig config) {
        requireNonNull(config, "config");
        Map<String, ConfigFile> files = new LinkedHashMap<>();
        List<String> refused = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        config.files().forEach((name, file) -> {
            String shown =
                    name.isEmpty() ? "the file" : "the file '" + Printable.text(name, Copies.LONGEST_SHOWN) + "'";
            files.put(name, judged(shown, file, refused, removed));
        });
        if (!refused.isEmpty()) {
            return ConfigVerdict.refused(refused);
        }
        return removed.isEmpty() ? ConfigVerdict.accepted() : ConfigVerdict.changed(files, removed);
    }

    private ConfigFile judged(String shown, ConfigFile file, List<String> refused, List<String> removed) {
        String type = file.contentType().toLowerCase(Locale.ROOT);
        boolean isJson = type.contains("json");
        if (!isJson && !type.isEmpty() && !type.contains("yaml")) {
            refused.add(shown + " is neither YAML nor JSON by its type, and cannot be judged");
            return file;
        }
        DocumentFilter.Filtered filtered;
        try {
            filtered = DocumentFilter.filter(file.body(), rules, isJson, removes);
        } catch (UnreadableException e) {
            refused.add(shown + " " + e.getMessage());
            return file;
        }
        List<String> told = removes ? removed : refused;
        filtered.problems()
                .forEach(problem -> told.add(problem + (removes ? " and was left out" : "") + " in " + shown));
        return filtered.problems().isEmpty() || !removes ? file : ConfigFile.of(filtered.text(), file.contentType());
    }

    /** Counts the rules. */
    @Override
    public String toString() {
        return "ConfigRestrictions[allow=" + rules.allowed().size() + ", deny="
                + rules.denied().size() + ", hosts=" + rules.hosts().size() + ", denyValues="
                + rules.deniedValues().size() + (removes ? ", removes" : "") + "]";
    }

    /**
     * Collects the rules. Not for use by several threads.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private final List<PathPattern> allowed = new ArrayList<>();
        private final List<PathPattern> denied = new ArrayList<>();
        private final Map<PathPattern, List<String>> hosts = new LinkedHashMap<>();
        private final List<String> deniedValues = new ArrayList<>();
        private boolean removes;

        private Builder() {}

        /**
         * Allows what is at and below a path. Without such rules everything is allowed that is not denied, with one nothing else is.
         *
         * @throws IllegalArgumentException if a key of the path is empty
         */
        public Builder allow(String path) {
            allowed.add(PathPattern.of(requireNonNull(path, "path")));
            return this;
        }

        /**
         * Denies what is at and below a path, also where it is allowed.
         *
         * @throws IllegalArgumentException if a key of the path is empty
         */
        public Builder deny(String path) {
            denied.add(PathPattern.of(requireNonNull(path, "path")));
            return this;
        }

        /**
         * Allows values at a path only if their host is one of these. A value is a URL, or a host with or without a port; what has no host that can be
         * read, such as a variable, a list, or a URL of another scheme than http, https, ws, wss, grpc, grpcs, tcp and udp, is not allowed. A value that is null, or
         * left out, is allowed. Nothing is looked up. If several such rules are about a value, all of them hold.
         *
         * @param allowedHosts names or addresses; {@code *.example.com} is every host below that domain
         * @throws IllegalArgumentException if a key of the path is empty
         */
        public Builder allowHosts(String path, Collection<String> allowedHosts) {
            Checks.elements("allowedHosts", allowedHosts);
            hosts.put(PathPattern.of(requireNonNull(path, "path")), List.copyOf(allowedHosts));
            return this;
        }

        /**
         * Denies all values of which the whole text is like this, with {@code *} for any characters. The Collector replaces {@code $} and a name in braces in a value
         * by what a variable, a file or a URL has, which may be a whole map: deny all of those with a dollar sign and an opening brace between two asterisks, or no
         * other rule holds.
         */
        public Builder denyValues(String pattern) {
            deniedValues.add(requireNonNull(pattern, "pattern"));
            return this;
        }

        /**
         * Sets whether what is not allowed is left out, and the rest applied: the file is written anew, without comments. What was left out is logged.
         * Default: no, the whole configuration is refused, with everything that is wrong.
         */
        public Builder removeViolations(boolean value) {
            removes = value;
            return this;
        }

        /**
         * Returns the restrictions.
         *
         * @throws OpampException if what reads YAML is not on the class path
         */
        public ConfigRestrictions build() {
            try {
                DocumentFilter.load();
            } catch (LinkageError e) {
                throw noYaml(e);
            }
            return new ConfigRestrictions(this);
        }
    }
}
