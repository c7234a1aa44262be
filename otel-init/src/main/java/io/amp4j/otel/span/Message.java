package io.amp4j.otel.span;

import io.amp4j.otel.internal.text.Printable;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message of a conversation with a model. It is sent in OpenTelemetry's form, as parts, which AMP shows completely.
 *
 * @since 0.1.0
 */
public final class Message {
    private final String role;
    private final List<Part> parts;

    private Message(String role, List<Part> parts) {
        Objects.requireNonNull(role, "role");
        this.parts = List.copyOf(parts);
        this.role = role;
    }

    /**
     * Returns a message with these components.
     *
     * @param role the role: {@code system}, {@code user}, {@code assistant}, {@code tool}
     * @param parts the parts of the message, in order
     */
    public static Message of(String role, List<Part> parts) {
        return new Message(role, parts);
    }

    /** Returns the role: {@code system}, {@code user}, {@code assistant}, {@code tool}. */
    public String role() {
        return role;
    }

    /** Returns the parts of the message, in order. */
    public List<Part> parts() {
        return parts;
    }

    /** Shows no content, and all on one line. */
    @Override
    public String toString() {
        return Printable.text("Message[role=" + role, Printable.LONGEST) + ", parts=" + parts + "]";
    }

    /** Returns an instruction to the model. */
    public static Message system(String text) {
        return new Message("system", List.of(new Text(text)));
    }

    /** Returns a message of a user. */
    public static Message user(String text) {
        return new Message("user", List.of(new Text(text)));
    }

    /** Returns a message of the model. */
    public static Message assistant(String text) {
        return new Message("assistant", List.of(new Text(text)));
    }

    /** Returns the model's request to call tools. */
    public static Message assistant(List<ToolCall> calls) {
        return new Message("assistant", List.copyOf(calls));
    }

    /** Returns the result of a tool, as passed to the model. */
    public static Message tool(String callId, String response) {
        return new Message("tool", List.of(new ToolResponse(callId, response)));
    }

    /** Returns all text parts as one text. */
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

    /**
     * A piece of a message. {@code toString} shows no content. Kinds may be added: handle unknown ones.
     */
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
     * A request of the model to call a tool.
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
            // An empty name is the model's error, not the program's, so it is no exception.
            name = name.isEmpty() ? "unknown" : name;
        }

        @Override
        public String toString() {
            return Printable.text("ToolCall[id=" + id + ", name=" + name, Printable.LONGEST) + ", arguments of "
                    + arguments.length() + " characters]";
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
            return Printable.text("ToolResponse[id=" + id, Printable.LONGEST) + ", " + response.length()
                    + " characters]";
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Message that && role.equals(that.role) && parts.equals(that.parts);
    }

    @Override
    public int hashCode() {
        return Objects.hash(role, parts);
    }
}
