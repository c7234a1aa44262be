package io.amp4j.otel.internal.setup;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks a setting up under both of its names: the system property first ({@code amp.otel.endpoint}), then the environment
 * variable ({@code AMP_OTEL_ENDPOINT}), as OpenTelemetry's own autoconfiguration does. Values are trimmed; blank counts as absent.
 */
public final class Settings {
    private final Function<String, @Nullable String> variables;
    private final Function<String, @Nullable String> properties;

    /** Reads variables and properties through the given functions, which return null for unset ones. */
    public Settings(Function<String, @Nullable String> variables, Function<String, @Nullable String> properties) {
        this.variables = variables;
        this.properties = properties;
    }

    /** A value and the name that it was found under. */
    public record Found(String source, String value) {
        /** Names the source only: the value may be a secret. */
        @Override
        public String toString() {
            return source;
        }
    }

    /** Returns the setting of that environment variable name, unless it is absent or blank under both names. */
    public Optional<Found> find(String variable) {
        String property = variable.toLowerCase(Locale.ROOT).replace('_', '.');
        return present(property, properties.apply(property)).or(() -> present(variable, variables.apply(variable)));
    }

    private static Optional<Found> present(String source, @Nullable String value) {
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(new Found(source, value.strip()));
    }
}
