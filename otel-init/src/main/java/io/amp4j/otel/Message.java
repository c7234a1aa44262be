package io.amp4j.otel;

import java.util.List;
import java.util.Objects;

/**
 * A message of a conversation with a model. It is sent in OpenTelemetry's form, as parts, which AMP shows completely.
 *
 * @param role who speaks: {@code system}, {@code user}, {@code assistant}, {@code tool}
 * @param parts what is said, in order
 */
public record Message(String role, List<Part> parts) {
    /** Copies the parts. */
    public Message {
        Objects.requireNonNull(role, "role");
        parts = List.copyOf(parts);
    }

    /** Returns an instruction to the model. */
    public static Message system(String text) {
        return new Message("system", List.of(new Text(text)));
    }

    /** Returns what a person said. */
    public static Message user(String text) {
        return new Message("user", List.of(new Text(text)));
    }

    /** Returns what the model said. */
    public static Message assistant(String text) {
        return new Message("assistant", List.of(new Text(text)));
    }

    /** Returns the model's wish to have tools called. */
    public static Message assistant(List<ToolCall> calls) {
        return new Message("assistant", List.copyOf(calls));
    }

    /** Returns the result of a tool, as the model is told it. */
    public static Message tool(String callId, String response) {
        return new Message("tool", List.of(new ToolResponse(callId, response)));
    }

    /** Returns all text parts in one. */
    String text() {
        if (parts.size() == 1 && parts.get(0) instanceof Text only) {
            return only.content();
        }
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Text said) {
                text.append(said.content());
            }
        }
        return text.toString();
    }

    /** A piece of a message. {@code toString} shows no content. */
    public sealed interface Part {}

    /**
     * Text.
     *
     * @param content the text
     */
    public record Text(String content) implements Part {
        /** Checks for null. */
        public Text {
            Objects.requireNonNull(content, "content");
        }

        @Override
        public String toString() {
            return "Text[" + content.length() + " characters]";
        }
    }

    /**
     * The model asks for a tool.
     *
     * @param id the id that the result refers to; may be empty
     * @param name the tool; {@code unknown} in place of an empty one, since AMP drops calls without a name
     * @param arguments the arguments, mostly a JSON object as text
     */
    public record ToolCall(String id, String name, String arguments) implements Part {
        /** Checks for null. */
        public ToolCall {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(arguments, "arguments");
            // What a model asks for is not the program's fault.
            name = name.isEmpty() ? "unknown" : name;
        }

        @Override
        public String toString() {
            return "ToolCall[id=" + id + ", name=" + name + ", arguments of " + arguments.length() + " characters]";
        }
    }

    /**
     * The result of a tool.
     *
     * @param id the id of the call; may be empty
     * @param response the result as text
     */
    public record ToolResponse(String id, String response) implements Part {
        /** Checks for null. */
        public ToolResponse {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(response, "response");
        }

        @Override
        public String toString() {
            return "ToolResponse[id=" + id + ", " + response.length() + " characters]";
        }
    }
}
