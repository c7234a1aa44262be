package io.amp4j.otel.span;

import io.amp4j.otel.internal.text.Printable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A tool that a model or an agent may call.
 *
 * @since 0.1.0
 */
public final class ToolDefinition {
    private final String name;
    private final String description;
    private final String parameters;

    private ToolDefinition(String name, String description, String parameters) {
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(parameters, "parameters");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name must not be empty: AMP does not show tools without one");
        }
        this.name = name;
        this.description = description;
        this.parameters = parameters;
    }

    /**
     * Returns a tool with these components.
     *
     * @param name the name by which it is called; not empty
     * @param description what it does; may be empty
     * @param parameters the JSON Schema of its arguments as text; may be empty
     */
    public static ToolDefinition of(String name, String description, String parameters) {
        return new ToolDefinition(name, description, parameters);
    }

    /** Returns the name by which it is called; not empty. */
    public String name() {
        return name;
    }

    /** Returns what it does; may be empty. */
    public String description() {
        return description;
    }

    /** Returns the JSON Schema of its arguments as text; may be empty. */
    public String parameters() {
        return parameters;
    }

    /** Returns a tool of which only the name is given. */
    public static ToolDefinition named(String name) {
        return new ToolDefinition(name, "", "");
    }

    /** Shows no content, and all on one line. */
    @Override
    public String toString() {
        return Printable.text("ToolDefinition[name=" + name, Printable.LONGEST) + ", description of "
                + description.length() + " characters, parameters of " + parameters.length() + "]";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ToolDefinition that
                && name.equals(that.name)
                && description.equals(that.description)
                && parameters.equals(that.parameters);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, description, parameters);
    }
}
