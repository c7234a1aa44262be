package io.amp4j.otel.contract.data;

import io.amp4j.otel.internal.json.Json;
import io.amp4j.otel.internal.text.Printable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The details of a CrewAI task.
 *
 * @since 0.1.0
 */
public final class CrewAiTaskDetails implements SpanDetails {
    private final @Nullable String name;
    private final @Nullable String description;
    private final List<RenderedTool> tools;

    private CrewAiTaskDetails(@Nullable String name, @Nullable String description, List<RenderedTool> tools) {
        this.tools = List.copyOf(tools);
        this.name = name;
        this.description = description;
    }

    /**
     * Returns a value with these components.
     *
     * @param name the task's name
     * @param description what is to be done
     * @param tools its tools
     */
    public static CrewAiTaskDetails of(@Nullable String name, @Nullable String description, List<RenderedTool> tools) {
        return new CrewAiTaskDetails(name, description, tools);
    }

    /** Returns the task's name. */
    public @Nullable String name() {
        return name;
    }

    /** Returns what is to be done. */
    public @Nullable String description() {
        return description;
    }

    /** Returns its tools. */
    public List<RenderedTool> tools() {
        return tools;
    }

    /** Shows no content, and all on one line. */
    @Override
    public String toString() {
        return Printable.text("CrewAiTaskDetails[name=" + name, Printable.LONGEST) + ", tools=" + tools.size() + "]";
    }

    @Override
    public Map<String, @Nullable Object> toJson() {
        return Json.members("name", name, "description", description, "tools", RenderedTool.toJson(tools));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CrewAiTaskDetails that
                && Objects.equals(name, that.name)
                && Objects.equals(description, that.description)
                && tools.equals(that.tools);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, description, tools);
    }
}
