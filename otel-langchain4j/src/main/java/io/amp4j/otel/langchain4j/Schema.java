package io.amp4j.otel.langchain4j;

import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Converts the parameters of a tool to JSON Schema. Unknown types become {@code {}}, which allows anything. Stateless. */
final class Schema {
    private static final int DEEPEST = 20;

    private Schema() {}

    static String json(@Nullable JsonSchemaElement element) {
        if (element == null) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        write(out, element, 0);
        return out.toString();
    }

    private static void write(StringBuilder out, @Nullable JsonSchemaElement element, int depth) {
        String type = type(element);
        if (element == null || type == null || depth > DEEPEST) {
            out.append("{}");
            return;
        }
        out.append("{\"type\":\"").append(type).append('"');
        if (element.description() != null) {
            quote(out.append(",\"description\":"), element.description());
        }
        if (element instanceof JsonEnumSchema choice) {
            texts(out.append(",\"enum\":"), choice.enumValues());
        } else if (element instanceof JsonArraySchema array) {
            write(out.append(",\"items\":"), array.items(), depth + 1);
        } else if (element instanceof JsonObjectSchema object) {
            properties(out, object, depth);
        }
        out.append('}');
    }

    private static void properties(StringBuilder out, JsonObjectSchema object, int depth) {
        out.append(",\"properties\":{");
        Iterator<Map.Entry<String, JsonSchemaElement>> properties =
                object.properties().entrySet().iterator();
        while (properties.hasNext()) {
            Map.Entry<String, JsonSchemaElement> property = properties.next();
            quote(out, property.getKey());
            write(out.append(':'), property.getValue(), depth + 1);
            out.append(properties.hasNext() ? "," : "");
        }
        out.append('}');
        if (object.required() != null && !object.required().isEmpty()) {
            texts(out.append(",\"required\":"), object.required());
        }
    }

    private static @Nullable String type(@Nullable JsonSchemaElement element) {
        if (element instanceof JsonStringSchema || element instanceof JsonEnumSchema) {
            return "string";
        }
        return element instanceof JsonIntegerSchema
                ? "integer"
                : element instanceof JsonNumberSchema
                        ? "number"
                        : element instanceof JsonBooleanSchema
                                ? "boolean"
                                : element instanceof JsonArraySchema
                                        ? "array"
                                        : element instanceof JsonObjectSchema ? "object" : null;
    }

    private static void texts(StringBuilder out, List<String> texts) {
        out.append('[');
        for (int i = 0; i < texts.size(); i++) {
            quote(out.append(i == 0 ? "" : ","), texts.get(i));
        }
        out.append(']');
    }

    private static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
