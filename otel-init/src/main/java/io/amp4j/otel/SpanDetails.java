package io.amp4j.otel;

import io.amp4j.otel.internal.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What AMP shows beside input and output, by kind. Texts are null when AMP shows none; an empty one counts as none. */
public sealed interface SpanDetails {
    /** Returns the observer's data object; null where the kind has none. */
    @Nullable
    Map<String, @Nullable Object> toJson();

    /** The kinds without data: chain, rerank, unknown. */
    record None() implements SpanDetails {
        @Override
        public @Nullable Map<String, @Nullable Object> toJson() {
            return null;
        }
    }

    /**
     * A model's call.
     *
     * @param tools the tools offered to the model
     * @param model the model that answered
     * @param vendor its provider
     * @param temperature the sampling temperature
     * @param tokens the token counts
     */
    record Llm(
            List<RenderedTool> tools,
            @Nullable String model,
            @Nullable String vendor,
            @Nullable Double temperature,
            @Nullable RenderedTokens tokens)
            implements SpanDetails {
        /** Copies the tools. */
        public Llm {
            tools = List.copyOf(tools);
        }

        @Override
        public Map<String, @Nullable Object> toJson() {
            return Json.members(
                    "tools",
                    toolsJson(tools),
                    "model",
                    model,
                    "vendor",
                    vendor,
                    "temperature",
                    temperature,
                    "tokenUsage",
                    tokensJson(tokens));
        }
    }

    /**
     * An embedding call.
     *
     * @param model the model
     * @param vendor its provider
     * @param tokens the token counts
     */
    record Embedding(
            @Nullable String model,
            @Nullable String vendor,
            @Nullable RenderedTokens tokens) implements SpanDetails {
        @Override
        public Map<String, @Nullable Object> toJson() {
            return Json.members("model", model, "vendor", vendor, "tokenUsage", tokensJson(tokens));
        }
    }

    /**
     * A tool's execution.
     *
     * @param name the tool's name
     */
    record Tool(@Nullable String name) implements SpanDetails {
        @Override
        public Map<String, @Nullable Object> toJson() {
            return Json.members("name", name);
        }
    }

    /**
     * A search in a vector store.
     *
     * @param vectorDb the database
     * @param collection the collection or index
     * @param topK how many results were asked for; 0 if not shown
     */
    record Retriever(@Nullable String vectorDb, @Nullable String collection, long topK) implements SpanDetails {
        @Override
        public Map<String, @Nullable Object> toJson() {
            return Json.members("vectorDB", vectorDb, "collection", collection, "topK", topK == 0 ? null : topK);
        }
    }

    /**
     * An agent's run.
     *
     * @param name the agent's name
     * @param tools its tools
     * @param model the model it asked for
     * @param framework the framework
     * @param systemPrompt its instructions
     * @param maxIterations the most iterations allowed; 0 if not shown
     * @param tokens the token counts of the agent span itself
     * @param conversationId the conversation it belongs to
     */
    record Agent(
            @Nullable String name,
            List<RenderedTool> tools,
            @Nullable String model,
            @Nullable String framework,
            @Nullable String systemPrompt,
            long maxIterations,
            @Nullable RenderedTokens tokens,
            @Nullable String conversationId)
            implements SpanDetails {
        /** Copies the tools. */
        public Agent {
            tools = List.copyOf(tools);
        }

        @Override
        public Map<String, @Nullable Object> toJson() {
            return Json.members(
                    "name",
                    name,
                    "tools",
                    toolsJson(tools),
                    "model",
                    model,
                    "framework",
                    framework,
                    "systemPrompt",
                    systemPrompt,
                    "maxIter",
                    maxIterations == 0 ? null : maxIterations,
                    "tokenUsage",
                    tokensJson(tokens),
                    "conversationId",
                    conversationId);
        }

        /** Shows no instructions. */
        @Override
        public String toString() {
            return "Agent[name=" + name + ", model=" + model + ", framework=" + framework + ", tools=" + tools.size()
                    + "]";
        }
    }

    /**
     * A CrewAI task.
     *
     * @param name the task's name
     * @param description what is to be done
     * @param tools the tools for it
     */
    record CrewAiTask(@Nullable String name, @Nullable String description, List<RenderedTool> tools)
            implements SpanDetails {
        /** Copies the tools. */
        public CrewAiTask {
            tools = List.copyOf(tools);
        }

        @Override
        public Map<String, @Nullable Object> toJson() {
            return Json.members("name", name, "description", description, "tools", toolsJson(tools));
        }
    }

    private static @Nullable Object toolsJson(List<RenderedTool> tools) {
        return tools.isEmpty() ? null : tools.stream().map(RenderedTool::toJson).toList();
    }

    private static @Nullable Object tokensJson(@Nullable RenderedTokens tokens) {
        return tokens == null ? null : tokens.toJson();
    }
}
