package io.amp4j.otel.contract.data;

import static java.util.Objects.requireNonNull;

import io.amp4j.otel.internal.json.Json;
import io.amp4j.otel.internal.text.Printable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The details of a model call.
 *
 * @since 0.1.0
 */
public final class LlmDetails implements SpanDetails {
    private final List<RenderedTool> tools;
    private final @Nullable String model;
    private final @Nullable String vendor;
    private final @Nullable Double temperature;
    private final @Nullable RenderedTokens tokens;

    private LlmDetails(Builder builder) {
        this.tools = List.copyOf(builder.tools);
        this.model = builder.model;
        this.vendor = builder.vendor;
        this.temperature = builder.temperature;
        this.tokens = builder.tokens;
    }

    /** Returns a builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the tools offered to the model. */
    public List<RenderedTool> tools() {
        return tools;
    }

    /** Returns the model that answered. */
    public @Nullable String model() {
        return model;
    }

    /** Returns its provider. */
    public @Nullable String vendor() {
        return vendor;
    }

    /** Returns the sampling temperature. */
    public @Nullable Double temperature() {
        return temperature;
    }

    /** Returns the token counts. */
    public @Nullable RenderedTokens tokens() {
        return tokens;
    }

    /** Shows no content, and all on one line. */
    @Override
    public String toString() {
        return Printable.text("LlmDetails[model=" + model + ", vendor=" + vendor, Printable.LONGEST) + ", temperature="
                + temperature + ", tokens=" + tokens + ", tools=" + tools.size() + "]";
    }

    @Override
    public Map<String, @Nullable Object> toJson() {
        return Json.members(
                "tools",
                RenderedTool.toJson(tools),
                "model",
                model,
                "vendor",
                vendor,
                "temperature",
                temperature,
                "tokenUsage",
                RenderedTokens.toJson(tokens));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LlmDetails that
                && tools.equals(that.tools)
                && Objects.equals(model, that.model)
                && Objects.equals(vendor, that.vendor)
                && Objects.equals(temperature, that.temperature)
                && Objects.equals(tokens, that.tokens);
    }

    @Override
    public int hashCode() {
        return Objects.hash(tools, model, vendor, temperature, tokens);
    }

    /** Builds an {@link LlmDetails}; values that are not set keep their default. Not thread-safe. */
    public static final class Builder {
        private List<RenderedTool> tools = List.of();
        private @Nullable String model;
        private @Nullable String vendor;
        private @Nullable Double temperature;
        private @Nullable RenderedTokens tokens;

        private Builder() {}

        /** Sets {@link LlmDetails#tools}. Default: none. */
        public Builder tools(List<RenderedTool> newTools) {
            tools = requireNonNull(newTools, "tools");
            return this;
        }

        /** Sets {@link LlmDetails#model}. Default: null. */
        public Builder model(@Nullable String newModel) {
            model = newModel;
            return this;
        }

        /** Sets {@link LlmDetails#vendor}. Default: null. */
        public Builder vendor(@Nullable String newVendor) {
            vendor = newVendor;
            return this;
        }

        /** Sets {@link LlmDetails#temperature}. Default: null. */
        public Builder temperature(@Nullable Double newTemperature) {
            temperature = newTemperature;
            return this;
        }

        /** Sets {@link LlmDetails#tokens}. Default: null. */
        public Builder tokens(@Nullable RenderedTokens newTokens) {
            tokens = newTokens;
            return this;
        }

        /** Returns the value. */
        public LlmDetails build() {
            return new LlmDetails(this);
        }
    }
}
