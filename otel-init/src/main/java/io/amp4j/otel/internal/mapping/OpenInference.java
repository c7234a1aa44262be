package io.amp4j.otel.internal.mapping;

import io.amp4j.otel.contract.data.AmpAttributes;
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

    static boolean rewrite(Rewrite span) {
        String kind = span.text(KIND);
        if (kind == null) {
            return false;
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
            case "CHAIN" -> chain(span, span.isRoot() ? "workflow" : "task");
            case "GUARDRAIL", "EVALUATOR", "PROMPT" -> chain(span, "task");
            default -> {}
        }
        return true;
    }

    private static void provider(Rewrite span) {
        String provider = span.text("gen_ai.system", "gen_ai.provider.name", "llm.system", "llm.provider");
        span.put(AmpAttributes.SYSTEM, provider);
        span.put(AmpAttributes.PROVIDER_NAME, provider);
    }

    private static void llm(Rewrite span) {
        Map<String, @Nullable Object> parameters = parameters(span, "llm.invocation_parameters");
        String model = model(span, "llm.model_name", parameters);
        span.put(AmpAttributes.SPAN_KIND, "llm");
        span.put(AmpAttributes.OPERATION_NAME, "chat");
        span.put(AmpAttributes.REQUEST_MODEL, model);
        span.put(AmpAttributes.INPUT_MESSAGES, said(span, "llm.input_messages.", "user", "input.value"));
        span.put(AmpAttributes.OUTPUT_MESSAGES, said(span, "llm.output_messages.", "assistant", "output.value"));
        span.put(AmpAttributes.INPUT_TOOLS, tools(span));
        span.put(
                AmpAttributes.REQUEST_TEMPERATURE,
                parameters.get("temperature") instanceof Double temperature ? temperature : null);
        span.number(AmpAttributes.USAGE_INPUT_TOKENS, span.integer("llm.token_count.prompt"));
        span.number(AmpAttributes.USAGE_OUTPUT_TOKENS, span.integer("llm.token_count.completion"));
        span.number(AmpAttributes.USAGE_CACHE_READ_TOKENS, span.integer("llm.token_count.prompt_details.cache_read"));
        span.rename("chat", model);
    }

    private static void embedding(Rewrite span) {
        String model = model(span, "embedding.model_name", parameters(span, "embedding.invocation_parameters"));
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
        String result = span.text("output.value");
        span.put(AmpAttributes.SPAN_KIND, "tool");
        span.put(AmpAttributes.OPERATION_NAME, "execute_tool");
        span.put(AmpAttributes.TOOL_NAME, name);
        span.put(AmpAttributes.TOOL_DESCRIPTION, span.text("tool.description"));
        span.put(AmpAttributes.TOOL_CALL_ID, span.text("tool_call.id"));
        span.put(AmpAttributes.TOOL_CALL_ID, LangChainValue.field(result, "tool_call_id"));
        span.put(AmpAttributes.ENTITY_INPUT, span.text("input.value"));
        span.put(AmpAttributes.ENTITY_OUTPUT, LangChainValue.text(result));
        span.rename("execute_tool", name);
    }

    private static void agent(Rewrite span) {
        String name = span.text("gen_ai.agent.name", "agent.name", "graph.node.name", "graph.node.id");
        name = name == null ? span.name() : name;
        span.put(AmpAttributes.SPAN_KIND, "agent");
        span.put(AmpAttributes.OPERATION_NAME, "invoke_agent");
        span.put(AmpAttributes.AGENT_NAME, name);
        // What is put first stays: the value stands in where there are no messages, or only empty ones.
        span.put(AmpAttributes.INPUT_MESSAGES, messages(span, "llm.input_messages.", "user"));
        span.put(AmpAttributes.INPUT_MESSAGES, message("user", LangChainValue.lastText(span.text("input.value"))));
        span.put(AmpAttributes.OUTPUT_MESSAGES, messages(span, "llm.output_messages.", "assistant"));
        span.put(
                AmpAttributes.OUTPUT_MESSAGES,
                message("assistant", LangChainValue.lastText(span.text("output.value"))));
        entity(span);
        span.rename("invoke_agent", name);
    }

    private static void chain(Rewrite span, String kind) {
        span.put(AmpAttributes.SPAN_KIND, kind);
        entity(span);
        span.renameChain(span.name(), kind);
    }

    private static void entity(Rewrite span) {
        span.put(AmpAttributes.ENTITY_INPUT, LangChainValue.lastText(span.text("input.value")));
        span.put(AmpAttributes.ENTITY_OUTPUT, LangChainValue.lastText(span.text("output.value")));
    }

    private static Map<String, @Nullable Object> parameters(Rewrite span, String key) {
        String text = span.text(key);
        Map<String, @Nullable Object> parameters = text == null ? null : Json.object(text);
        return parameters == null ? Map.of() : parameters;
    }

    /** A call that failed names its model among the parameters alone. */
    private static @Nullable String model(Rewrite span, String key, Map<String, @Nullable Object> parameters) {
        String model = span.text("gen_ai.request.model", key);
        return model == null && parameters.get("model") instanceof String asked ? asked : model;
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

    /** Returns the flattened messages of a model's call; without any, the value as one message of the role. */
    private static @Nullable String said(Rewrite span, String prefix, String role, String valueKey) {
        boolean flattened = span.source().keySet().stream().anyMatch(key -> key.startsWith(prefix));
        return flattened ? messages(span, prefix, role) : message(role, span.text(valueKey));
    }

    private static @Nullable String message(String role, @Nullable String content) {
        return content == null ? null : Json.write(List.of(Json.members("role", role, "content", content)));
    }

    /** Returns the flattened messages as one list, without empty ones, which a failed call leaves; null if there are none. */
    private static @Nullable String messages(Rewrite span, String prefix, String role) {
        TreeMap<Integer, TreeMap<String, String>> drafts = new TreeMap<>();
        span.source().forEach((key, value) -> {
            int dot = key.startsWith(prefix) ? key.indexOf('.', prefix.length()) : -1;
            String index = dot < 0 ? "" : key.substring(prefix.length(), dot);
            if (index.matches("\\d{1,6}")) {
                drafts.computeIfAbsent(Integer.valueOf(index), unseen -> new TreeMap<>())
                        .put(key.substring(dot + 1), value.toString());
            }
        });
        List<Map<String, @Nullable Object>> messages = drafts.values().stream()
                .map(fields -> message(fields, role))
                .filter(message -> message.containsKey("content") || message.containsKey("toolCalls"))
                .toList();
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
