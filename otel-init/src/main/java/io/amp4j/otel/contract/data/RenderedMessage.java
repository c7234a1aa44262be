package io.amp4j.otel.contract.data;

import io.amp4j.otel.internal.json.Json;
import io.amp4j.otel.internal.text.Printable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message as AMP shows it, whatever form it was sent in.
 *
 * @since 0.1.0
 */
public final class RenderedMessage {
    private final String role;
    private final String content;
    private final List<RenderedToolCall> toolCalls;

    private RenderedMessage(String role, String content, List<RenderedToolCall> toolCalls) {
        this.toolCalls = List.copyOf(toolCalls);
        this.role = role;
        this.content = content;
    }

    /**
     * Returns a value with these components.
     *
     * @param role the role as sent; empty if none was
     * @param content the text; empty if there is none
     * @param toolCalls the calls that the observer found
     */
    public static RenderedMessage of(String role, String content, List<RenderedToolCall> toolCalls) {
        return new RenderedMessage(role, content, toolCalls);
    }

    /** Returns the role as sent; empty if none was. */
    public String role() {
        return role;
    }

    /** Returns the text; empty if there is none. */
    public String content() {
        return content;
    }

    /** Returns the calls that the observer found. */
    public List<RenderedToolCall> toolCalls() {
        return toolCalls;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RenderedMessage that
                && role.equals(that.role)
                && content.equals(that.content)
                && toolCalls.equals(that.toolCalls);
    }

    @Override
    public int hashCode() {
        return Objects.hash(role, content, toolCalls);
    }

    /** A call of a tool, as AMP shows it. */
    public static final class RenderedToolCall {
        private final String id;
        private final String name;
        private final String arguments;

        private RenderedToolCall(String id, String name, String arguments) {
            this.id = id;
            this.name = name;
            this.arguments = arguments;
        }

        /**
         * Returns a value with these components.
         *
         * @param id the call's id; empty if none was sent
         * @param name the tool's name; empty if none was sent
         * @param arguments the arguments as text, mostly JSON; empty if none were sent
         */
        public static RenderedToolCall of(String id, String name, String arguments) {
            return new RenderedToolCall(id, name, arguments);
        }

        /** Returns the call's id; empty if none was sent. */
        public String id() {
            return id;
        }

        /** Returns the tool's name; empty if none was sent. */
        public String name() {
            return name;
        }

        /** Returns the arguments as text, mostly JSON; empty if none were sent. */
        public String arguments() {
            return arguments;
        }

        /** Shows no arguments: they are content. */
        @Override
        public String toString() {
            return Printable.text("RenderedToolCall[id=" + id + ", name=" + name, Printable.LONGEST) + ", arguments of "
                    + arguments.length() + " characters]";
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof RenderedToolCall that
                    && id.equals(that.id)
                    && name.equals(that.name)
                    && arguments.equals(that.arguments);
        }

        @Override
        public int hashCode() {
            return Objects.hash(id, name, arguments);
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
        return Printable.text("RenderedMessage[role=" + role, Printable.LONGEST) + ", content of " + content.length()
                + " characters, toolCalls=" + toolCalls + "]";
    }
}
