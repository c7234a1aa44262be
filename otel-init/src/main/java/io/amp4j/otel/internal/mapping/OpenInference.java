package io.amp4j.otel.internal.mapping;

import io.amp4j.otel.AmpAttributes;
import io.amp4j.otel.internal.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** OpenInference: flattened messages, values, and a kind of its own. */
final class OpenInference {
    static final String KIND = "openinference.span.kind";

    private static final Pattern MESSAGE = Pattern.compile("message\\.(role|content|tool_call_id|name)");
    private static final Pattern CONTENT = Pattern.compile("message\\.contents\\.(\\d{1,6})\\.message_content\\.text");
    private static final Pattern CALL = Pattern.compile(
            "message\\.tool_calls\\.(\\d{1,6})\\.tool_call\\.(id|function\\.name|function\\.arguments)");

    private OpenInference() {}

    static void rewrite(Rewrite span) {
        String kind = span.text(KIND);
        if (kind == null) {
            return;
        }
        provider(span);
        span.put(AmpAttributes.CONVERSATION_ID, span.text("session.id"));
        switch (kind.toUpperCase(Locale.ROOT)) {
            case "LLM" -> llm(span);
            case "EMBEDDING" -> embedding(span);
            case "TOOL" -> tool(span);
            case "AGENT" -> agent(span);
            case "RETRIEVER" -> {
                span.put(AmpAttributes.SPAN_KIND, "retriever");
                entity(span);
            }
            case "RERANKER" -> {
                span.put(AmpAttributes.SPAN_KIND, "rerank");
                span.put(AmpAttributes.RERANK_MODEL, span.text("reranker.model_name"));
                entity(span);
            }
            case "CHAIN" -> {
                span.put(AmpAttributes.SPAN_KIND, span.isRoot() ? "workflow" : "task");
                entity(span);
            }
            case "GUARDRAIL", "EVALUATOR" -> {
                span.put(AmpAttributes.SPAN_KIND, "task");
                entity(span);
            }
            default -> {}
        }
    }

    private static void provider(Rewrite span) {
        String provider = span.text("gen_ai.system", "gen_ai.provider.name", "llm.system", "llm.provider");
        span.put(AmpAttributes.SYSTEM, provider);
        span.put(AmpAttributes.PROVIDER_NAME, provider);
    }

    private static void llm(Rewrite span) {
        String model = span.text("gen_ai.request.model", "llm.model_name");
        span.put(AmpAttributes.SPAN_KIND, "llm");
        span.put(AmpAttributes.OPERATION_NAME, "chat");
        span.put(AmpAttributes.REQUEST_MODEL, model);
        span.put(AmpAttributes.INPUT_MESSAGES, messages(span, "llm.input_messages.", "user", "input.value"));
        span.put(AmpAttributes.OUTPUT_MESSAGES, messages(span, "llm.output_messages.", "assistant", "output.value"));
        span.put(AmpAttributes.INPUT_TOOLS, tools(span));
        span.put(AmpAttributes.REQUEST_TEMPERATURE, temperature(span));
        span.number(AmpAttributes.USAGE_INPUT_TOKENS, span.integer("llm.token_count.prompt"));
        span.number(AmpAttributes.USAGE_OUTPUT_TOKENS, span.integer("llm.token_count.completion"));
        span.number(AmpAttributes.USAGE_CACHE_READ_TOKENS, span.integer("llm.token_count.prompt_details.cache_read"));
        span.rename("chat", model);
    }

    private static void embedding(Rewrite span) {
        String model = span.text("gen_ai.request.model", "embedding.model_name");
        span.put(AmpAttributes.SPAN_KIND, "embedding");
        span.put(AmpAttributes.OPERATION_NAME, "embeddings");
        span.put(AmpAttributes.REQUEST_MODEL, model);
        span.number(AmpAttributes.USAGE_INPUT_TOKENS, span.integer("llm.token_count.prompt"));
        int index = 0;
        for (String text : indexed(span, "embedding.embeddings.", "embedding.text")) {
            span.put(AmpAttributes.embeddedText(index++), text);
        }
        span.rename("embeddings", model);
    }

    private static void tool(Rewrite span) {
        String name = span.text("gen_ai.tool.name", "tool.name");
        name = name == null ? span.name() : name;
        span.put(AmpAttributes.SPAN_KIND, "tool");
        span.put(AmpAttributes.OPERATION_NAME, "execute_tool");
        span.put(AmpAttributes.TOOL_NAME, name);
        span.put(AmpAttributes.TOOL_CALL_ID, span.text("tool_call.id"));
        entity(span);
        span.rename("execute_tool", name);
    }

    private static void agent(Rewrite span) {
        String name = span.text("gen_ai.agent.name", "agent.name", "graph.node.name", "graph.node.id");
        name = name == null ? span.name() : name;
        span.put(AmpAttributes.SPAN_KIND, "agent");
        span.put(AmpAttributes.OPERATION_NAME, "invoke_agent");
        span.put(AmpAttributes.AGENT_NAME, name);
        span.put(AmpAttributes.INPUT_MESSAGES, messages(span, "llm.input_messages.", "user", "input.value"));
        span.put(AmpAttributes.OUTPUT_MESSAGES, messages(span, "llm.output_messages.", "assistant", "output.value"));
        entity(span);
        span.rename("invoke_agent", name);
    }

    private static void entity(Rewrite span) {
        span.put(AmpAttributes.ENTITY_INPUT, span.text("input.value"));
        span.put(AmpAttributes.ENTITY_OUTPUT, span.text("output.value"));
    }

    private static @Nullable Double temperature(Rewrite span) {
        String parameters = span.text("llm.invocation_parameters");
        Map<String, @Nullable Object> object = parameters == null ? null : Json.object(parameters);
        return object != null && object.get("temperature") instanceof Double number ? number : null;
    }

    /** Returns the texts at the end of keys {@code prefix{i}.suffix}, by index. */
    private static List<String> indexed(Rewrite span, String prefix, String suffix) {
        TreeMap<Integer, String> texts = new TreeMap<>();
        span.source().forEach((key, value) -> {
            if (key.startsWith(prefix) && key.endsWith("." + suffix)) {
                String index = key.substring(prefix.length(), key.length() - suffix.length() - 1);
                if (index.matches("\\d{1,6}")) {
                    texts.put(Integer.valueOf(index), value.toString());
                }
            }
        });
        return List.copyOf(texts.values());
    }

    private static @Nullable String tools(Rewrite span) {
        List<Map<String, @Nullable Object>> tools = new ArrayList<>();
        for (String schema : indexed(span, "llm.tools.", "tool.json_schema")) {
            Map<String, @Nullable Object> object = Json.object(schema);
            Map<String, @Nullable Object> nested = object == null ? null : Json.asObject(object.get("function"));
            Map<String, @Nullable Object> tool = nested == null ? object : nested;
            if (tool != null && tool.get("name") instanceof String name) {
                Object parameters = tool.containsKey("parameters") ? tool.get("parameters") : tool.get("input_schema");
                tools.add(Json.members(
                        "name",
                        name,
                        "description",
                        tool.get("description"),
                        "parameters",
                        parameters == null ? null : parameters instanceof String text ? text : Json.write(parameters)));
            }
        }
        return tools.isEmpty() ? null : Json.write(tools);
    }

    /** Returns the flattened messages as one list; without any, the value as one message of the role. */
    private static @Nullable String messages(Rewrite span, String prefix, String role, String valueKey) {
        TreeMap<Integer, TreeMap<String, String>> drafts = new TreeMap<>();
        span.source().forEach((key, value) -> {
            int dot = key.startsWith(prefix) ? key.indexOf('.', prefix.length()) : -1;
            String index = dot < 0 ? "" : key.substring(prefix.length(), dot);
            if (index.matches("\\d{1,6}")) {
                drafts.computeIfAbsent(Integer.valueOf(index), unseen -> new TreeMap<>())
                        .put(key.substring(dot + 1), value.toString());
            }
        });
        List<Map<String, @Nullable Object>> messages = new ArrayList<>();
        drafts.values().forEach(fields -> messages.add(message(fields, role)));
        String value = span.text(valueKey);
        if (messages.isEmpty() && value != null) {
            messages.add(Json.members("role", role, "content", value));
        }
        return messages.isEmpty() ? null : Json.write(messages);
    }

    private static Map<String, @Nullable Object> message(Map<String, String> fields, String role) {
        StringBuilder text = new StringBuilder();
        String[] said = {role, ""};
        TreeMap<Integer, String[]> calls = new TreeMap<>();
        TreeMap<Integer, String> contents = new TreeMap<>();
        fields.forEach((key, value) -> {
            Matcher field = MESSAGE.matcher(key);
            Matcher content = CONTENT.matcher(key);
            Matcher call = CALL.matcher(key);
            if (field.matches() && key.endsWith("role")) {
                said[0] = value;
            } else if (field.matches() && key.endsWith("content")) {
                said[1] = value;
            } else if (content.matches()) {
                contents.put(Integer.valueOf(content.group(1)), value);
            } else if (call.matches()) {
                int at = call.group(2).equals("id") ? 0 : call.group(2).endsWith("name") ? 1 : 2;
                calls.computeIfAbsent(Integer.valueOf(call.group(1)), unseen -> new String[] {"", "", ""})[at] = value;
            }
        });
        contents.values()
                .forEach(part -> text.append(text.isEmpty() ? "" : "\n").append(part));
        List<Map<String, @Nullable Object>> toolCalls = calls.values().stream()
                .map(call -> Json.members("id", call[0], "name", call[1], "arguments", call[2]))
                .toList();
        String content = said[1].isEmpty() ? text.toString() : said[1];
        return Json.members(
                "role",
                said[0],
                "content",
                content.isEmpty() ? null : content,
                "toolCalls",
                toolCalls.isEmpty() ? null : toolCalls);
    }
}
