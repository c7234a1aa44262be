package io.amp4j.otel.internal.mapping;

import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.internal.json.Json;
import io.opentelemetry.api.common.AttributeKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Google's ADK for Java, 0.5 to 1.x: a request and an answer as JSON on the call, arguments and result as JSON on the tool, and agents
 * and invocations without texts, which get those of their calls. Told by the name of its tracer: some of its spans have no attribute.
 */
final class GoogleAdk {
    static final String SCOPE = "gcp.vertex.agent";

    private static final String ARGUMENTS = "gcp.vertex.agent.tool_call_args";
    private static final String RESPONSE = "gcp.vertex.agent.tool_response";
    private static final AttributeKey<String> TOOL_STATUS = AttributeKey.stringKey("gen_ai.tool.status");

    private GoogleAdk() {}

    static boolean rewrite(Rewrite span) {
        if (!SCOPE.equals(span.scope())) {
            return false;
        }
        String name = span.name();
        if (name.equals("call_llm")) {
            call(span);
        } else if (name.startsWith("execute_tool")) {
            tool(span, span.text("gen_ai.tool.name"), GeminiJson.object(span.text(RESPONSE)));
        } else if (name.startsWith("tool_call ")) {
            tool(span, bracketed(name), null);
        } else if (name.startsWith("tool_response")) {
            toolResponse(span, bracketed(name));
        } else if (name.startsWith("invoke_agent") || name.startsWith("agent_run")) {
            agent(span);
        } else if (name.equals("invocation")) {
            invocation(span);
        } else if (span.text("gen_ai.operation.name") == null) {
            chain(span, "task");
        } else {
            // What is said in the words of OpenTelemetry's conventions is read as those.
            return false;
        }
        return true;
    }

    /** Tools are named in brackets: {@code execute_tool [weather]}. */
    private static @Nullable String bracketed(String name) {
        int open = name.indexOf('[');
        return open < 0 || !name.endsWith("]") ? null : name.substring(open + 1, name.length() - 1);
    }

    private static void vendor(Rewrite span) {
        span.put(AmpAttributes.SYSTEM, SCOPE);
        span.put(AmpAttributes.PROVIDER_NAME, span.text("gen_ai.system"));
    }

    private static void operation(Rewrite span, String kind, String operation) {
        span.put(AmpAttributes.SPAN_KIND, kind);
        if ("call_llm".equals(span.text("gen_ai.operation.name"))) {
            span.replace(AmpAttributes.OPERATION_NAME, operation);
        } else {
            span.put(AmpAttributes.OPERATION_NAME, operation);
        }
        vendor(span);
    }

    private static void call(Rewrite span) {
        operation(span, "llm", "chat");
        Map<String, @Nullable Object> request = GeminiJson.object(span.text("gcp.vertex.agent.llm_request"));
        Map<String, @Nullable Object> response = GeminiJson.object(span.text("gcp.vertex.agent.llm_response"));
        String instructions = null;
        if (request != null) {
            Map<String, @Nullable Object> config = GeminiJson.member(request, "config");
            instructions = GeminiJson.text(GeminiJson.member(config, "systemInstruction"));
            span.put(AmpAttributes.REQUEST_MODEL, request.get("model") instanceof String model ? model : null);
            span.put(AmpAttributes.INPUT_MESSAGES, GeminiJson.messages(Json.asList(request.get("contents"))));
            span.put(AmpAttributes.SYSTEM_INSTRUCTIONS, instructions);
            span.put(AmpAttributes.INPUT_TOOLS, GeminiJson.tools(config));
            span.number(AmpAttributes.REQUEST_TEMPERATURE, GeminiJson.decimal(config, "temperature"));
            span.number(AmpAttributes.REQUEST_TOP_P, GeminiJson.decimal(config, "topP"));
            span.number(AmpAttributes.REQUEST_MAX_TOKENS, GeminiJson.integer(config, "maxOutputTokens"));
        }
        if (response != null) {
            answer(span, response);
        }
        span.put(AmpAttributes.CONVERSATION_ID, span.text("gcp.vertex.agent.session_id"));
        span.rename("chat", span.text("gen_ai.request.model"));
        span.remember(
                "",
                instructions,
                request == null ? null : GeminiJson.lastText(Json.asList(request.get("contents"))),
                response == null ? null : GeminiJson.text(GeminiJson.member(response, "content")));
    }

    private static void answer(Rewrite span, Map<String, @Nullable Object> response) {
        Map<String, @Nullable Object> content = GeminiJson.member(response, "content");
        Map<String, @Nullable Object> usage = GeminiJson.member(response, "usageMetadata");
        span.put(AmpAttributes.OUTPUT_MESSAGES, content.isEmpty() ? null : GeminiJson.messages(List.of(content)));
        span.put(AmpAttributes.RESPONSE_MODEL, response.get("modelVersion") instanceof String model ? model : null);
        span.number(AmpAttributes.USAGE_INPUT_TOKENS, GeminiJson.integer(usage, "promptTokenCount"));
        span.number(AmpAttributes.USAGE_OUTPUT_TOKENS, GeminiJson.integer(usage, "candidatesTokenCount"));
        span.number(AmpAttributes.USAGE_CACHE_READ_TOKENS, GeminiJson.integer(usage, "cachedContentTokenCount"));
    }

    private static void tool(Rewrite span, @Nullable String name, @Nullable Map<String, @Nullable Object> response) {
        if (name == null || name.equals("(merged tools)")) {
            chain(span, "task");
            return;
        }
        operation(span, "tool", "execute_tool");
        Conversations.Exchange answered = span.answerOf(name);
        String result = span.text(RESPONSE);
        result = result == null && answered != null ? answered.output() : result;
        span.put(AmpAttributes.TOOL_NAME, name);
        span.put(AmpAttributes.TOOL_CALL_ID, span.text("gen_ai.tool_call.id"));
        span.put(AmpAttributes.TOOL_CALL_ID, answered == null ? null : answered.input());
        span.put(AmpAttributes.ENTITY_INPUT, span.text(ARGUMENTS));
        span.put(AmpAttributes.ENTITY_OUTPUT, result);
        failure(span, response == null ? GeminiJson.object(result) : response);
        span.rename("execute_tool", name);
    }

    /** This is how ADK says that a tool failed, and how its documentation has tools say so. */
    private static void failure(Rewrite span, @Nullable Map<String, @Nullable Object> response) {
        if (response != null && "error".equals(response.get("status"))) {
            span.put(TOOL_STATUS, "error");
        }
    }

    /** Before 1.0 the result is a span of its own, which ends before that of the call. */
    private static void toolResponse(Rewrite span, @Nullable String name) {
        Map<String, @Nullable Object> event = GeminiJson.object(span.text(RESPONSE));
        Map<String, @Nullable Object> result =
                event == null ? null : GeminiJson.functionResponse(GeminiJson.member(event, "content"));
        if (result != null) {
            String text = Json.write(result.get("response"));
            span.put(AmpAttributes.ENTITY_OUTPUT, text);
            span.remember(name == null ? "" : name, null, result.get("id") instanceof String id ? id : null, text);
        }
        chain(span, "task");
    }

    private static void agent(Rewrite span) {
        String name = span.text("gen_ai.agent.name");
        name = name == null ? bracketed(span.name()) : name;
        operation(span, "agent", "invoke_agent");
        span.put(AmpAttributes.AGENT_NAME, name);
        List<Conversations.Exchange> calls = span.callsBelow();
        if (!calls.isEmpty()) {
            String input = calls.get(0).input();
            String output = calls.get(calls.size() - 1).output();
            span.put(AmpAttributes.SYSTEM_INSTRUCTIONS, calls.get(0).instructions());
            span.put(AmpAttributes.INPUT_MESSAGES, said("user", input));
            span.put(AmpAttributes.OUTPUT_MESSAGES, said("assistant", output));
            span.put(AmpAttributes.ENTITY_INPUT, input);
            span.put(AmpAttributes.ENTITY_OUTPUT, output);
        }
        // Up from agent to agent: what else stands in the trace may belong to another invocation.
        List<Conversations.Exchange> all = span.callsAndAgentsBelow();
        if (!all.isEmpty()) {
            span.remember(
                    Conversations.AGENT,
                    null,
                    all.get(0).input(),
                    all.get(all.size() - 1).output());
        }
        span.rename("invoke_agent", name);
    }

    private static void invocation(Rewrite span) {
        List<Conversations.Exchange> calls = span.callsAndAgentsBelow();
        if (!calls.isEmpty()) {
            span.put(AmpAttributes.ENTITY_INPUT, calls.get(0).input());
            span.put(AmpAttributes.ENTITY_OUTPUT, calls.get(calls.size() - 1).output());
        }
        chain(span, "workflow");
    }

    private static void chain(Rewrite span, String kind) {
        span.put(AmpAttributes.SPAN_KIND, kind);
        span.renameChain(span.name(), kind);
    }

    private static @Nullable String said(String role, @Nullable String text) {
        return text == null || text.isEmpty()
                ? null
                : Json.write(List.of(
                        Json.members("role", role, "parts", List.of(Json.members("type", "text", "content", text)))));
    }
}
