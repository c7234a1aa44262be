package io.amp4j.otel;

import io.amp4j.otel.internal.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as AMP shows it, whatever form it was sent in.
 *
 * @param role the role as sent; empty if none was
 * @param content the text; empty if there is none
 * @param toolCalls the calls that the observer found
 */
public record RenderedMessage(String role, String content, List<RenderedToolCall> toolCalls) {
    /** Copies the calls. */
    public RenderedMessage {
        toolCalls = List.copyOf(toolCalls);
    }

    /**
     * A call of a tool, as AMP shows it.
     *
     * @param id the call's id; empty if none was sent
     * @param name the tool's name; empty if none was sent
     * @param arguments the arguments as text, mostly JSON; empty if none were sent
     */
    public record RenderedToolCall(String id, String name, String arguments) {
        /** Shows no arguments: they are content. */
        @Override
        public String toString() {
            return "RenderedToolCall[id=" + id + ", name=" + name + ", arguments of " + arguments.length()
                    + " characters]";
        }
    }

    Map<String, @Nullable Object> toJson() {
        List<Map<String, @Nullable Object>> calls = toolCalls.stream()
                .map(call -> Json.members("id", call.id(), "name", call.name(), "arguments", call.arguments()))
                .toList();
        return Json.members(
                "role",
                role,
                "content",
                content.isEmpty() ? null : content,
                "toolCalls",
                calls.isEmpty() ? null : calls);
    }

    /** Shows no content. */
    @Override
    public String toString() {
        return "RenderedMessage[role=" + role + ", content of " + content.length() + " characters, toolCalls="
                + toolCalls + "]";
    }
}
