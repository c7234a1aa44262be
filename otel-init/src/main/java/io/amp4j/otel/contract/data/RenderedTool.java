package io.amp4j.otel.contract.data;

import io.amp4j.otel.internal.json.Json;
import io.amp4j.otel.internal.text.Printable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A tool that a model or an agent may call, as AMP shows it.
 *
 * @since 0.1.0
 */
public final class RenderedTool {
    private final String name;
    private final String description;
    private final String parameters;

    private RenderedTool(String name, String description, String parameters) {
        this.name = name;
        this.description = description;
        this.parameters = parameters;
    }

    /**
     * Returns a value with these components.
     *
     * @param name the tool's name
     * @param description what it does; empty if not sent
     * @param parameters the schema of its arguments as JSON text; empty if not sent
     */
    public static RenderedTool of(String name, String description, String parameters) {
        return new RenderedTool(name, description, parameters);
    }

    /** Returns the tool's name. */
    public String name() {
        return name;
    }

    /** Returns what it does; empty if not sent. */
    public String description() {
        return description;
    }

    /** Returns the schema of its arguments as JSON text; empty if not sent. */
    public String parameters() {
        return parameters;
    }

    static @Nullable Object toJson(List<RenderedTool> tools) {
        return tools.isEmpty() ? null : tools.stream().map(RenderedTool::toJson).toList();
    }

    private Map<String, @Nullable Object> toJson() {
        return Json.members(
                "name",
                name,
                "description",
                description.isEmpty() ? null : description,
                "parameters",
                parameters.isEmpty() ? null : parameters);
    }

    /** Shows no content, and all on one line. */
    @Override
    public String toString() {
        return Printable.text("RenderedTool[name=" + name, Printable.LONGEST) + ", description of "
                + description.length() + " characters, parameters of " + parameters.length() + "]";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RenderedTool that
                && name.equals(that.name)
                && description.equals(that.description)
                && parameters.equals(that.parameters);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, description, parameters);
    }
}
