package io.amp4j.otel;

import java.util.Objects;

/**
 * A tool that a model or an agent may call.
 *
 * @param name the name by which it is called; not empty
 * @param description what it does; may be empty
 * @param parameters the JSON Schema of its arguments as text; may be empty
 */
public record ToolDefinition(String name, String description, String parameters) {
    /** Checks the name. */
    public ToolDefinition {
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(parameters, "parameters");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name must not be empty: AMP does not show tools without one");
        }
    }

    /** Returns a tool of which only the name is told. */
    public static ToolDefinition named(String name) {
        return new ToolDefinition(name, "", "");
    }
}
