package io.amp4j.otel.internal.mapping;

import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.internal.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Quarkus LangChain4j: plain texts of a prompt and a completion, and AI services that AMP would take for calls of a model by their names. */
final class QuarkusLangChain4j {
    static final String PREFIX = "langchain4j.";

    static final String SERVICES = PREFIX + "aiservices.";
    private static final String CALLS = "completion ";
    private static final String TOOLS = PREFIX + "tools.";

    private QuarkusLangChain4j() {}

    static boolean rewrite(Rewrite span) {
        if (span.name().startsWith(SERVICES)) {
            service(span);
            return true;
        }
        if (span.name().startsWith(TOOLS)) {
            tool(span);
            return true;
        }
        String operation = span.text("gen_ai.operation.name");
        if (!span.name().startsWith(CALLS) || (operation != null && !operation.equals("chat"))) {
            return false;
        }
        call(span);
        return true;
    }

    private static void call(Rewrite span) {
        span.put(AmpAttributes.SPAN_KIND, "llm");
        span.put(AmpAttributes.OPERATION_NAME, "chat");
        span.put(AmpAttributes.INPUT_MESSAGES, said("user", span.text("gen_ai.prompt", "gen_ai.content.prompt")));
        span.put(
                AmpAttributes.OUTPUT_MESSAGES,
                said("assistant", span.text("gen_ai.completion", "gen_ai.content.completion")));
        span.number(
                AmpAttributes.USAGE_INPUT_TOKENS,
                span.integer("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"));
        span.number(
                AmpAttributes.USAGE_OUTPUT_TOKENS,
                span.integer("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"));
        span.remember(
                "",
                null,
                span.text("gen_ai.prompt", "gen_ai.content.prompt"),
                span.text("gen_ai.completion", "gen_ai.content.completion"));
        span.rename("chat", span.text("gen_ai.request.model"));
    }

    private static void tool(Rewrite span) {
        String name = span.text("gen_ai.tool.name");
        name = name == null ? span.name().substring(TOOLS.length()) : name;
        span.put(AmpAttributes.SPAN_KIND, "tool");
        span.put(AmpAttributes.OPERATION_NAME, "execute_tool");
        span.put(AmpAttributes.TOOL_NAME, name);
        span.rename("execute_tool", name);
    }

    /** The method of a service is a step around calls and tools; its texts are those of its calls. */
    private static void service(Rewrite span) {
        String kind = span.isRoot() ? "workflow" : "task";
        List<Conversations.Exchange> calls = span.callsBelow();
        span.put(AmpAttributes.SPAN_KIND, kind);
        if (!calls.isEmpty()) {
            span.retell();
            span.put(AmpAttributes.ENTITY_INPUT, calls.get(0).input());
            span.put(AmpAttributes.ENTITY_OUTPUT, calls.get(calls.size() - 1).output());
        }
        span.renameChain(span.name().substring(SERVICES.length()), kind);
    }

    private static @Nullable String said(String role, @Nullable String text) {
        return text == null || Json.objects(text) != null
                ? text
                : Json.write(List.of(
                        Json.members("role", role, "parts", List.of(Json.members("type", "text", "content", text)))));
    }
}
