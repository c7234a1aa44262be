package io.amp4j.samples.supervisor;

import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts variables of the environment in place of {@code ${NAME}} and {@code ${NAME:-default}}; {@code $$} is a dollar sign. */
final class Variables {
    private static final Pattern REFERENCE =
            Pattern.compile("\\$\\$|\\$\\{(?<name>[A-Za-z_][A-Za-z0-9_]{0,200})(?<default>:-(?<value>[^}]{0,2000}))?}");

    private final Map<String, String> environment;

    Variables(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * Returns the text with its variables replaced.
     *
     * @param missing is told the name of each variable that is not set and has no default
     * @param used is told the name and the value of each that is
     */
    String resolve(String text, Consumer<String> missing, BiConsumer<String, String> used) {
        return REFERENCE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(value(match, missing, used)));
    }

    private String value(MatchResult match, Consumer<String> missing, BiConsumer<String, String> used) {
        String name = match.group(1);
        if (name == null) {
            return "$";
        }
        if (name.equals("config")) {
            return Settings.CONFIG;
        }
        @Nullable String value = environment.get(name);
        if (value != null) {
            used.accept(name, value);
            return value;
        }
        if (match.group(2) == null) {
            missing.accept(name);
            return "";
        }
        return match.group(3);
    }
}
