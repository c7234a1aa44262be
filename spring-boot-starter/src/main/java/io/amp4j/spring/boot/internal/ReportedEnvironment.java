package io.amp4j.spring.boot.internal;

import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.EffectiveConfig;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The properties under some prefixes as they are in force, secrets masked and placeholders as they were written. */
final class ReportedEnvironment {
    private final ConfigurableEnvironment environment;
    private final List<List<String>> prefixes;

    ReportedEnvironment(ConfigurableEnvironment environment, Collection<String> reported, Collection<String> allowed) {
        this.environment = environment;
        prefixes = Stream.concat(reported.stream(), allowed.stream())
                .distinct()
                .map(Keys::elements)
                .toList();
    }

    /** Returns them as one file of YAML, with a flat key on each line. */
    EffectiveConfig read() {
        StringBuilder yaml = new StringBuilder();
        values().forEach((key, value) ->
                yaml.append(quoted(key)).append(": ").append(quoted(value)).append('\n'));
        return EffectiveConfig.builder()
                .file("environment.yaml", ConfigFile.yaml(yaml.toString()))
                .build();
    }

    private Map<String, String> values() {
        Map<String, String> values = new TreeMap<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> enumerable) {
                boolean areVariables =
                        source.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
                for (String name : enumerable.getPropertyNames()) {
                    if (isReported(areVariables ? name.replace('_', '.') : name) && !values.containsKey(name)) {
                        Object value = raw(name);
                        if (value != null) {
                            values.put(name, Masking.masked(name, value.toString()));
                        }
                    }
                }
            }
        }
        return values;
    }

    private boolean isReported(String name) {
        return prefixes.stream().anyMatch(prefix -> Keys.isUnder(name, prefix));
    }

    /** What a placeholder stands for may be a secret of another name, so it is not asked. */
    private @Nullable Object raw(String name) {
        for (PropertySource<?> source : environment.getPropertySources()) {
            Object value = source.getProperty(name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** A string of JSON, which is one of YAML too. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f || (c >= 0x80 && c < 0xa0) || c == '\u2028' || c == '\u2029') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
