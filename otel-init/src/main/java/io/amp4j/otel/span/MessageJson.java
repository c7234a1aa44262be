package io.amp4j.otel.span;

import io.amp4j.otel.export.ContentField;
import io.amp4j.otel.export.ContentPolicy;
import io.amp4j.otel.internal.content.Redactor;
import io.amp4j.otel.internal.json.Json;
import io.amp4j.otel.internal.log.Log;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages and tools as exactly the JSON that AMP reads, redacted according to the policy. It builds no tree, and allocates a buffer
 * that is usually long enough, because growing it would double the cost of the span.
 */
final class MessageJson {
    /** The space for the JSON around the texts of a message, a part or a tool. */
    private static final int FRAME = 64;

    private static final Log LOG = Log.of(MessageJson.class);

    private MessageJson() {}

    /** Returns the messages in the form of parts; {@code field} says whether they are input or output. */
    static String messages(List<Message> messages, ContentPolicy policy, ContentField field) {
        StringBuilder out = new StringBuilder(room(messages)).append('[');
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            out.append(i == 0 ? "{\"role\":" : ",{\"role\":");
            Json.quote(out, message.role());
            out.append(",\"parts\":[");
            boolean showText = policy.allows(field)
                    && (policy.allows(ContentField.SYSTEM_INSTRUCTIONS) || !Redactor.isSystem(message.role()))
                    && (policy.allows(ContentField.TOOL_RESULTS) || !Redactor.isTool(message.role()));
            List<Message.Part> parts = message.parts();
            for (int p = 0; p < parts.size(); p++) {
                if (p > 0) {
                    out.append(',');
                }
                part(out, parts.get(p), policy, showText);
            }
            out.append("]}");
        }
        return out.append(']').toString();
    }

    /**
     * Returns values as JSON. If a value cannot be written, for example because its {@code toString()} throws, only the values of this span
     * are lost.
     */
    static String values(Map<String, ? extends @Nullable Object> values) {
        try {
            return Json.write(values);
        } catch (RuntimeException e) {
            // Logged without the exception's message, which may quote a value.
            LOG.warning("the values of a tool cannot be written to its span: "
                    + e.getClass().getName());
            return "";
        }
    }

    private static int room(List<Message> messages) {
        int room = 2;
        for (int i = 0; i < messages.size(); i++) {
            List<Message.Part> parts = messages.get(i).parts();
            room += FRAME;
            for (int p = 0; p < parts.size(); p++) {
                Message.Part part = parts.get(p);
                if (part instanceof Message.Text text) {
                    room += FRAME + text.content().length() + text.content().length() / 16;
                } else if (part instanceof Message.ToolCall call) {
                    room += FRAME + call.id().length() + call.name().length() + quoted(call.arguments());
                } else if (part instanceof Message.ToolResponse response) {
                    room += FRAME + response.id().length() + quoted(response.response());
                }
            }
        }
        return room;
    }

    /** Returns the length of JSON as a string within JSON, where each of its quotes takes two characters. */
    private static int quoted(String json) {
        return json.length() + json.length() / 4;
    }

    private static void part(StringBuilder out, Message.Part part, ContentPolicy policy, boolean show) {
        if (part instanceof Message.Text text) {
            out.append("{\"type\":\"text\",\"content\":");
            Json.quote(out, show ? text.content() : Redactor.PLACEHOLDER);
        } else if (part instanceof Message.ToolCall call) {
            out.append("{\"type\":\"tool_call\",\"id\":");
            Json.quote(out, call.id());
            out.append(",\"name\":");
            Json.quote(out, call.name());
            out.append(",\"arguments\":");
            boolean showArguments = show && policy.allows(ContentField.TOOL_ARGUMENTS);
            Json.quote(out, showArguments ? call.arguments() : Redactor.payload(call.arguments()));
        } else if (part instanceof Message.ToolResponse response) {
            out.append("{\"type\":\"tool_call_response\",\"id\":");
            Json.quote(out, response.id());
            out.append(",\"response\":");
            boolean showResponse = show && policy.allows(ContentField.TOOL_RESULTS);
            Json.quote(out, showResponse ? response.response() : Redactor.payload(response.response()));
        }
        out.append('}');
    }

    /** Returns the tools as a flat list whose parameters are texts, which AMP reads on models and agents alike. */
    static String tools(List<ToolDefinition> tools, ContentPolicy policy) {
        boolean show = policy.allows(ContentField.TOOL_DEFINITIONS);
        int room = 2;
        for (int i = 0; i < tools.size(); i++) {
            ToolDefinition tool = tools.get(i);
            room += FRAME + tool.name().length() + tool.description().length() + quoted(tool.parameters());
        }
        StringBuilder out = new StringBuilder(room).append('[');
        for (int i = 0; i < tools.size(); i++) {
            ToolDefinition tool = tools.get(i);
            out.append(i == 0 ? "{\"name\":" : ",{\"name\":");
            Json.quote(out, tool.name());
            member(out, ",\"description\":", tool.description(), show);
            member(out, ",\"parameters\":", tool.parameters(), show);
            out.append('}');
        }
        return out.append(']').toString();
    }

    private static void member(StringBuilder out, String key, String text, boolean show) {
        if (!text.isEmpty()) {
            Json.quote(out.append(key), show ? text : Redactor.PLACEHOLDER);
        }
    }

    static String text(String text, ContentPolicy policy, ContentField field) {
        return text.isEmpty() || policy.allows(field) ? text : Redactor.PLACEHOLDER;
    }

    static String payload(String text, ContentPolicy policy, ContentField field) {
        return text.isEmpty() || policy.allows(field) ? text : Redactor.payload(text);
    }
}
