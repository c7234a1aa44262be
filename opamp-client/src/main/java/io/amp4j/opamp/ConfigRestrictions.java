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
 * Restricts what a server may configure, by paths in YAML or JSON: which keys are allowed, which hosts are allowed at which paths, and
 * which values are denied. A file whose type is neither YAML nor JSON is refused. So is a file that another parser could read differently:
 * with aliases, merge keys, tags, directives, duplicate keys, several documents, plain keys that look like a number or a boolean, or
 * nesting of more than 100 levels.
 *
 * <p>A path consists of keys separated by dots, such as {@code exporters.otlp*.endpoint}: {@code *} stands for any characters within a key,
 * {@code **} for any number of keys, {@code \.} for a dot in a key. The items of a list have the path of the list.
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

    /** Returns a builder without restrictions. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads restrictions from YAML: a map with any of {@code allow} and {@code deny} (lists of paths), {@code hosts} (a map from paths to lists of
     * hosts), {@code deny_values} (a list of texts with {@code *}) and {@code on_violation} ({@code refuse} or {@code remove}).
     *
     * @throws OpampException if the text is not of that form; the message names everything that is wrong
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

    /** Shows the number of rules. */
    @Override
    public String toString() {
        return "ConfigRestrictions[allow=" + rules.allowed().size() + ", deny="
                + rules.denied().size() + ", hosts=" + rules.hosts().size() + ", denyValues="
                + rules.deniedValues().size() + (removes ? ", removes" : "") + "]";
    }

    /**
     * Builds restrictions. Not thread-safe.
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
         * Allows everything at and below a path. Without such rules, everything is allowed that is not denied; with at least one, nothing
         * else is allowed.
         *
         * @throws IllegalArgumentException if a key of the path is empty
         */
        public Builder allow(String path) {
            allowed.add(PathPattern.of(requireNonNull(path, "path")));
            return this;
        }

        /**
         * Denies everything at and below a path, even where it is also allowed.
         *
         * @throws IllegalArgumentException if a key of the path is empty
         */
        public Builder deny(String path) {
            denied.add(PathPattern.of(requireNonNull(path, "path")));
            return this;
        }

        /**
         * Allows values at a path only if their host is one of these. A value is a URL, or a host with or without a port. A value without a
         * recognizable host, such as a variable, a list, or a URL of another scheme than http, https, ws, wss, grpc, grpcs, tcp and udp, is
         * not allowed. A value that is null or missing is allowed. No name is resolved. If several such rules match a value, it must
         * satisfy all of them.
         *
         * @param allowedHosts names or addresses; {@code *.example.com} matches every host below that domain
         * @throws IllegalArgumentException if a key of the path is empty
         */
        public Builder allowHosts(String path, Collection<String> allowedHosts) {
            Checks.elements("allowedHosts", allowedHosts);
            hosts.put(PathPattern.of(requireNonNull(path, "path")), List.copyOf(allowedHosts));
            return this;
        }

        /**
         * Denies all values whose whole text matches {@code pattern}, with {@code *} for any characters. The Collector replaces {@code $}
         * and a name in braces in a value by the content of a variable, a file or a URL, which may be a whole map. This can bypass all
         * other rules, unless you deny such values with a pattern of a dollar sign and an opening brace between two asterisks.
         */
        public Builder denyValues(String pattern) {
            deniedValues.add(requireNonNull(pattern, "pattern"));
            return this;
        }

        /**
         * Sets whether parts that are not allowed are removed and the rest is applied. The file is then written again, without comments,
         * and the removed parts are logged. Default: no, the whole configuration is refused, with all violations as the reason.
         */
        public Builder removeViolations(boolean value) {
            removes = value;
            return this;
        }

        /**
         * Returns the restrictions.
         *
         * @throws OpampException if the YAML parser is not on the class path
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
