package io.amp4j.otel.contract.data;

import static java.util.Objects.requireNonNull;

import io.amp4j.otel.internal.json.Json;
import io.amp4j.otel.internal.text.Printable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The details of an agent's run.
 *
 * @since 0.1.0
 */
public final class AgentDetails implements SpanDetails {
    private final @Nullable String name;
    private final List<RenderedTool> tools;
    private final @Nullable String model;
    private final @Nullable String framework;
    private final @Nullable String systemPrompt;
    private final long maxIterations;
    private final @Nullable RenderedTokens tokens;
    private final @Nullable String conversationId;

    private AgentDetails(Builder builder) {
        this.tools = List.copyOf(builder.tools);
        this.name = builder.name;
        this.model = builder.model;
        this.framework = builder.framework;
        this.systemPrompt = builder.systemPrompt;
        this.maxIterations = builder.maxIterations;
        this.tokens = builder.tokens;
        this.conversationId = builder.conversationId;
    }

    /** Returns a builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the agent's name. */
    public @Nullable String name() {
        return name;
    }

    /** Returns its tools. */
    public List<RenderedTool> tools() {
        return tools;
    }

    /** Returns the model that it requested. */
    public @Nullable String model() {
        return model;
    }

    /** Returns the framework. */
    public @Nullable String framework() {
        return framework;
    }

    /** Returns its instructions. */
    public @Nullable String systemPrompt() {
        return systemPrompt;
    }

    /** Returns the maximum number of iterations; 0 if not shown. */
    public long maxIterations() {
        return maxIterations;
    }

    /** Returns the token counts of the agent span itself. */
    public @Nullable RenderedTokens tokens() {
        return tokens;
    }

    /** Returns the conversation it belongs to. */
    public @Nullable String conversationId() {
        return conversationId;
    }

    @Override
    public Map<String, @Nullable Object> toJson() {
        return Json.members(
                "name",
                name,
                "tools",
                RenderedTool.toJson(tools),
                "model",
                model,
                "framework",
                framework,
                "systemPrompt",
                systemPrompt,
                "maxIter",
                maxIterations == 0 ? null : maxIterations,
                "tokenUsage",
                RenderedTokens.toJson(tokens),
                "conversationId",
                conversationId);
    }

    /** Shows no instructions. */
    @Override
    public String toString() {
        return Printable.text(
                        "AgentDetails[name=" + name + ", model=" + model + ", framework=" + framework,
                        Printable.LONGEST)
                + ", tools=" + tools.size() + "]";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AgentDetails that
                && Objects.equals(name, that.name)
                && tools.equals(that.tools)
                && Objects.equals(model, that.model)
                && Objects.equals(framework, that.framework)
                && Objects.equals(systemPrompt, that.systemPrompt)
                && maxIterations == that.maxIterations
                && Objects.equals(tokens, that.tokens)
                && Objects.equals(conversationId, that.conversationId);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, tools, model, framework, systemPrompt, maxIterations, tokens, conversationId);
    }

    /** Builds an {@link AgentDetails}; values that are not set keep their default. Not thread-safe. */
    public static final class Builder {
        private @Nullable String name;
        private List<RenderedTool> tools = List.of();
        private @Nullable String model;
        private @Nullable String framework;
        private @Nullable String systemPrompt;
        private long maxIterations;
        private @Nullable RenderedTokens tokens;
        private @Nullable String conversationId;

        private Builder() {}

        /** Sets {@link AgentDetails#name}. Default: null. */
        public Builder name(@Nullable String newName) {
            name = newName;
            return this;
        }

        /** Sets {@link AgentDetails#tools}. Default: none. */
        public Builder tools(List<RenderedTool> newTools) {
            tools = requireNonNull(newTools, "tools");
            return this;
        }

        /** Sets {@link AgentDetails#model}. Default: null. */
        public Builder model(@Nullable String newModel) {
            model = newModel;
            return this;
        }

        /** Sets {@link AgentDetails#framework}. Default: null. */
        public Builder framework(@Nullable String newFramework) {
            framework = newFramework;
            return this;
        }

        /** Sets {@link AgentDetails#systemPrompt}. Default: null. */
        public Builder systemPrompt(@Nullable String newSystemPrompt) {
            systemPrompt = newSystemPrompt;
            return this;
        }

        /** Sets {@link AgentDetails#maxIterations}. Default: 0. */
        public Builder maxIterations(long newMaxIterations) {
            maxIterations = newMaxIterations;
            return this;
        }

        /** Sets {@link AgentDetails#tokens}. Default: null. */
        public Builder tokens(@Nullable RenderedTokens newTokens) {
            tokens = newTokens;
            return this;
        }

        /** Sets {@link AgentDetails#conversationId}. Default: null. */
        public Builder conversationId(@Nullable String newConversationId) {
            conversationId = newConversationId;
            return this;
        }

        /** Returns the value. */
        public AgentDetails build() {
            return new AgentDetails(this);
        }
    }
}
