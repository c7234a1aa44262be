package io.amp4j.otel.internal.contract;

import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.Classification;
import io.amp4j.otel.contract.data.KindRule;
import io.amp4j.otel.contract.data.SpanView;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules K0 to K11: which kind a span gets; and the second classifier, which uses only the name. */
public final class KindRules {
    /** The vector databases whose name is enough to make a span a retriever. */
    static final Set<String> VECTOR_DATABASES =
            Set.of("pinecone", "weaviate", "qdrant", "milvus", "chroma", "chromadb", "pgvector");

    private static final Map<String, AmpSpanKind> BY_SPAN_KIND = Map.of(
            "llm", AmpSpanKind.LLM,
            "embedding", AmpSpanKind.EMBEDDING,
            "tool", AmpSpanKind.TOOL,
            "retriever", AmpSpanKind.RETRIEVER,
            "rerank", AmpSpanKind.RERANK,
            "agent", AmpSpanKind.AGENT,
            "task", AmpSpanKind.CHAIN,
            "workflow", AmpSpanKind.CHAIN);
    private static final Map<String, AmpSpanKind> BY_NAME_END = Map.ofEntries(
            Map.entry("llm", AmpSpanKind.LLM),
            Map.entry("chat", AmpSpanKind.LLM),
            Map.entry("completion", AmpSpanKind.LLM),
            Map.entry("embedding", AmpSpanKind.EMBEDDING),
            Map.entry("embed", AmpSpanKind.EMBEDDING),
            Map.entry("tool", AmpSpanKind.TOOL),
            Map.entry("function", AmpSpanKind.TOOL),
            Map.entry("retriever", AmpSpanKind.RETRIEVER),
            Map.entry("retrieve", AmpSpanKind.RETRIEVER),
            Map.entry("retrieval", AmpSpanKind.RETRIEVER),
            Map.entry("rerank", AmpSpanKind.RERANK),
            Map.entry("reranker", AmpSpanKind.RERANK),
            Map.entry("agent", AmpSpanKind.AGENT),
            Map.entry("task", AmpSpanKind.CHAIN),
            Map.entry("workflow", AmpSpanKind.CHAIN));
    private static final Map<String, AmpSpanKind> BY_PLURAL = Map.of(
            "chats", AmpSpanKind.LLM,
            "completions", AmpSpanKind.LLM,
            "embeddings", AmpSpanKind.EMBEDDING,
            "tools", AmpSpanKind.TOOL,
            "functions", AmpSpanKind.TOOL,
            "retrievers", AmpSpanKind.RETRIEVER,
            "rerankers", AmpSpanKind.RERANK,
            "agents", AmpSpanKind.AGENT,
            "tasks", AmpSpanKind.CHAIN,
            "workflows", AmpSpanKind.CHAIN);

    private static final String OPERATION = "gen_ai.operation.name";
    private static final String SPAN_KIND = "traceloop.span.kind";

    /** In the observer's order. */
    private static final List<Rule> RULES = List.of(
            (name, keys) -> crewAiTask(keys),
            (name, keys) -> spanKind(keys),
            (name, keys) -> decided(KindRule.K3, AmpSpanKind.EMBEDDING, embedding(keys)),
            (name, keys) -> decided(KindRule.K4, AmpSpanKind.LLM, llm(keys)),
            (name, keys) -> decided(KindRule.K5, AmpSpanKind.TOOL, tool(keys)),
            (name, keys) -> decided(KindRule.K6, AmpSpanKind.AGENT, agent(keys)),
            (name, keys) -> decided(KindRule.K7, AmpSpanKind.RETRIEVER, retriever(keys)),
            (name, keys) -> decided(KindRule.K8, AmpSpanKind.RERANK, rerank(keys)),
            (name, keys) -> decided(KindRule.K9, AmpSpanKind.CHAIN, chain(name, keys)),
            (name, keys) -> nameEnd(name));

    private KindRules() {}

    private interface Rule {
        @Nullable
        Classification decide(String name, Keys keys);
    }

    /** Returns the kind that the details view shows. */
    public static Classification classify(SpanView span) {
        if (span.attributes() == null) {
            return Classification.of(AmpSpanKind.UNKNOWN, KindRule.K0, "the span has no attributes");
        }
        Keys keys = Keys.of(span);
        for (Rule rule : RULES) {
            Classification decision = rule.decide(span.name(), keys);
            if (decision != null) {
                return decision;
            }
        }
        return Classification.of(AmpSpanKind.UNKNOWN, KindRule.K11, "no rule recognises the attributes or the name");
    }

    /** Returns the kind that the span list shows, which depends only on the name. */
    public static AmpSpanKind classifyByName(String name) {
        String lower = GoText.lower(GoText.trim(name));
        if (lower.startsWith("invoke_agent") || lower.startsWith("execute_agent") || lower.startsWith("create_agent")) {
            return AmpSpanKind.AGENT;
        }
        if (lower.startsWith("execute_tool")) {
            return AmpSpanKind.TOOL;
        }
        if (lower.startsWith("execute_task")) {
            return AmpSpanKind.CHAIN;
        }
        int blank = lower.indexOf(' ');
        if (blank > 0) {
            switch (lower.substring(0, blank)) {
                case "chat", "text_completion", "completion", "generate_content" -> {
                    return AmpSpanKind.LLM;
                }
                case "embeddings", "embedding" -> {
                    return AmpSpanKind.EMBEDDING;
                }
                default -> {}
            }
        }
        String end = GoText.lastPart(lower);
        AmpSpanKind kind = BY_NAME_END.get(end);
        return kind != null ? kind : BY_PLURAL.getOrDefault(end, AmpSpanKind.UNKNOWN);
    }

    /** Returns whether the observer treats a span of this name as a model call in trace previews and token sums. */
    public static boolean isLeafLlmName(String name) {
        String lower = GoText.lower(GoText.trim(name));
        return lower.endsWith(".chat") || lower.equals("chat") || lower.startsWith("chat ");
    }

    private static @Nullable Classification decided(KindRule rule, AmpSpanKind kind, @Nullable String because) {
        return because == null ? null : Classification.of(kind, rule, because);
    }

    private static @Nullable Classification crewAiTask(Keys keys) {
        String kind = keys.text(SPAN_KIND);
        if (kind == null || !GoText.lower(kind).equals("task")) {
            return null;
        }
        String key = keys.startingWith("crewai.task");
        return decided(
                KindRule.K1, AmpSpanKind.CREWAI_TASK, key == null ? null : key + " and " + SPAN_KIND + " = task");
    }

    private static @Nullable Classification spanKind(Keys keys) {
        String text = keys.text(SPAN_KIND);
        AmpSpanKind kind = text == null ? null : BY_SPAN_KIND.get(text);
        return kind == null ? null : Classification.of(kind, KindRule.K2, SPAN_KIND + " = " + text);
    }

    private static @Nullable String embedding(Keys keys) {
        String operation = operation(keys, "embedding", "embeddings");
        if (operation != null) {
            return operation;
        }
        if (keys.value("gen_ai.embedding.dimension") instanceof Number) {
            return "gen_ai.embedding.dimension is a number";
        }
        return keys.is("llm.request.type", "embedding") ? "llm.request.type = embedding" : null;
    }

    private static @Nullable String llm(Keys keys) {
        String operation = operation(keys, "chat", "completion", "text_completion");
        if (operation != null) {
            return operation;
        }
        String prompt = keys.startingWith("gen_ai.prompt.");
        if (prompt != null) {
            return "key " + prompt;
        }
        if (keys.has("gen_ai.response.finish_reasons")) {
            return "key gen_ai.response.finish_reasons";
        }
        return keys.text("llm.request.type") != null ? "text llm.request.type" : null;
    }

    private static @Nullable String tool(Keys keys) {
        String operation = operation(keys, "execute_tool");
        if (operation != null) {
            return operation;
        }
        String name = keys.firstText("gen_ai.tool.name", "function.name", "tool.name", "tool_name");
        if (name != null) {
            return "text " + name;
        }
        return keys.has("llm.tool_calls") ? "key llm.tool_calls" : null;
    }

    private static @Nullable String agent(Keys keys) {
        String operation = operation(keys, "invoke_agent", "create_agent");
        if (operation != null) {
            return operation;
        }
        return keys.filled("gen_ai.agent.name") != null ? "text gen_ai.agent.name" : null;
    }

    private static @Nullable String retriever(Keys keys) {
        String query = keys.startingWith("db.query.");
        if (query != null) {
            return "key " + query;
        }
        for (String key : List.of("db.system.name", "db.system")) {
            String system = keys.text(key);
            if (system != null && VECTOR_DATABASES.contains(system)) {
                return key + " = " + system;
            }
        }
        for (String key : List.of("db.operation.name", "db.operation")) {
            String operation = keys.text(key);
            if (operation != null && Set.of("query", "search", "retrieve").contains(operation)) {
                return key + " = " + operation;
            }
        }
        return null;
    }

    private static @Nullable String rerank(Keys keys) {
        String operation = operation(keys, "rerank", "reranking");
        if (operation != null) {
            return operation;
        }
        if (keys.text("rerank.model") != null) {
            return "text rerank.model";
        }
        String model = keys.text("gen_ai.request.model");
        return model != null && (model.contains("rerank-english") || model.contains("rerank-multilingual"))
                ? "gen_ai.request.model names a reranker"
                : null;
    }

    private static @Nullable String chain(String name, Keys keys) {
        String kind = keys.text(SPAN_KIND);
        if (kind != null && isTaskOrWorkflow(kind)) {
            return SPAN_KIND + " = " + GoText.lower(kind) + ", not in lower case";
        }
        if (isTaskOrWorkflow(GoText.lastPart(name))) {
            return "the name ends in " + GoText.lower(GoText.lastPart(name));
        }
        return keys.text("workflow.name") != null ? "text workflow.name" : null;
    }

    private static @Nullable Classification nameEnd(String name) {
        String end = GoText.lower(GoText.lastPart(name));
        AmpSpanKind kind = BY_NAME_END.get(end);
        return kind == null ? null : Classification.of(kind, KindRule.K10, "the name ends in " + end);
    }

    private static boolean isTaskOrWorkflow(String text) {
        String lower = GoText.lower(text);
        return lower.equals("task") || lower.equals("workflow");
    }

    private static @Nullable String operation(Keys keys, String... names) {
        String operation = keys.text(OPERATION);
        for (String name : names) {
            if (name.equals(operation)) {
                return OPERATION + " = " + name;
            }
        }
        return null;
    }
}
