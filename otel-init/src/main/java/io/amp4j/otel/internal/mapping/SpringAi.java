package io.amp4j.otel.internal.mapping;

import io.amp4j.otel.contract.data.AmpAttributes;
import java.util.List;

/** Spring AI: observations whose numbers arrive as text, and tools, clients and advisors under keys of its own. */
final class SpringAi {
    private static final String TOOLS_OFFERED = "spring.ai.model.request.tool.names";
    private static final List<String> COUNTS = List.of(
            AmpAttributes.USAGE_INPUT_TOKENS.getKey(),
            AmpAttributes.USAGE_OUTPUT_TOKENS.getKey(),
            "gen_ai.usage.total_tokens");

    private SpringAi() {}

    static boolean rewrite(Rewrite span) {
        if (span.text("spring.ai.tool.definition.name") != null) {
            tool(span);
            return true;
        }
        String kind = span.text("spring.ai.kind");
        if (kind == null) {
            return call(span);
        }
        switch (kind) {
            case "chat_client" -> chain(span, "workflow", "spring.ai.chat.client.user.text");
            case "advisor" -> chain(span, "task", "spring.ai.advisor.input");
            case "vector_store" -> vectorStore(span);
            default -> {}
        }
        return true;
    }

    /** A call of a model that was offered tools. */
    private static boolean call(Rewrite span) {
        if (span.text(TOOLS_OFFERED) == null) {
            return false;
        }
        TokenSums sums = span.tokenSums();
        Long input = span.integer(AmpAttributes.USAGE_INPUT_TOKENS.getKey());
        Long output = span.integer(AmpAttributes.USAGE_OUTPUT_TOKENS.getKey());
        if (sums == null || input == null || output == null) {
            return true;
        }
        TokenSums.Usage reported = new TokenSums.Usage(input, output);
        TokenSums.Usage own = sums.own(span.place(), reported);
        if (!reported.equals(own)) {
            COUNTS.forEach(span::remove);
        }
        if (own != null) {
            span.number(AmpAttributes.USAGE_INPUT_TOKENS, own.input());
            span.number(AmpAttributes.USAGE_OUTPUT_TOKENS, own.output());
        }
        return true;
    }

    /** What 1.x says of everything that is no call of a model, tools included. */
    private static boolean isFrameworks(Rewrite span) {
        return "framework".equals(span.text("gen_ai.operation.name"));
    }

    private static void tool(Rewrite span) {
        TokenSums sums = span.tokenSums();
        if (sums != null && isFrameworks(span)) {
            sums.ran(span.place());
        }
        String name = span.text("spring.ai.tool.definition.name");
        span.put(AmpAttributes.SPAN_KIND, "tool");
        operation(span, "execute_tool");
        span.put(AmpAttributes.SYSTEM, "spring_ai");
        span.put(AmpAttributes.PROVIDER_NAME, "spring_ai");
        span.put(AmpAttributes.TOOL_NAME, name);
        span.put(AmpAttributes.TOOL_DESCRIPTION, span.text("spring.ai.tool.definition.description"));
        span.put(AmpAttributes.TOOL_CALL_ID, span.text("spring.ai.tool.call.id"));
        span.put(AmpAttributes.ENTITY_INPUT, span.text("spring.ai.tool.call.arguments"));
        span.put(AmpAttributes.ENTITY_OUTPUT, span.text("spring.ai.tool.call.result"));
        span.rename("execute_tool", name);
    }

    private static void operation(Rewrite span, String operation) {
        if (isFrameworks(span)) {
            span.replace(AmpAttributes.OPERATION_NAME, operation);
        } else {
            span.put(AmpAttributes.OPERATION_NAME, operation);
        }
    }

    private static void chain(Rewrite span, String kind, String inputKey) {
        span.put(AmpAttributes.SPAN_KIND, kind);
        span.put(AmpAttributes.ENTITY_INPUT, span.text(inputKey));
        String advisor = span.text("spring.ai.advisor.name");
        span.renameChain(advisor == null ? span.name() : advisor, kind);
    }

    /** Adding and deleting documents is no retrieval, though the database's name makes AMP show one. */
    private static void vectorStore(Rewrite span) {
        boolean query = "query".equals(span.text("db.operation.name"));
        span.put(AmpAttributes.SPAN_KIND, query ? "retriever" : "task");
        span.put(AmpAttributes.DB_SYSTEM_NAME, span.text("db.system"));
        span.number(AmpAttributes.DB_TOP_K, span.integer("db.vector.query.top_k"));
        if (query) {
            span.put(AmpAttributes.ENTITY_INPUT, span.text("db.vector.query.content"));
        } else {
            span.renameChain(span.name(), "task");
        }
    }
}
