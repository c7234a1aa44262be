package io.amp4j.otel.contract.data;

import io.amp4j.otel.internal.json.Json;
import io.amp4j.otel.internal.text.Printable;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The details of a tool execution.
 *
 * @since 0.1.0
 */
public final class ToolDetails implements SpanDetails {
    private final @Nullable String name;

    private ToolDetails(@Nullable String name) {
        this.name = name;
    }

    /**
     * Returns a value with these components.
     *
     * @param name the tool's name
     */
    public static ToolDetails of(@Nullable String name) {
        return new ToolDetails(name);
    }

    /** Returns the tool's name. */
    public @Nullable String name() {
        return name;
    }

    @Override
    public Map<String, @Nullable Object> toJson() {
        return Json.members("name", name);
    }

    /** Shows no content, and all on one line. */
    @Override
    public String toString() {
        return Printable.text("ToolDetails[name=" + name, Printable.LONGEST) + "]";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ToolDetails that && Objects.equals(name, that.name);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(name);
    }
}
