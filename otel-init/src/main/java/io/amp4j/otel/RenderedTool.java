package io.amp4j.otel;

import io.amp4j.otel.internal.json.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tool that a model or an agent may call, as AMP shows it.
 *
 * @param name the tool's name
 * @param description what it does; empty if not sent
 * @param parameters the schema of its arguments as JSON text; empty if not sent
 */
public record RenderedTool(String name, String description, String parameters) {
    Map<String, @Nullable Object> toJson() {
        return Json.members(
                "name",
                name,
                "description",
                description.isEmpty() ? null : description,
                "parameters",
                parameters.isEmpty() ? null : parameters);
    }
}
