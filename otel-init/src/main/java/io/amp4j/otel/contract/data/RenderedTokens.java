package io.amp4j.otel.contract.data;

import io.amp4j.otel.internal.json.Json;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Token counts as AMP shows them.
 *
 * @since 0.1.0
 */
public final class RenderedTokens {
    private final long input;
    private final long output;
    private final long cacheRead;
    private final long total;

    private RenderedTokens(Builder builder) {
        this.input = builder.input;
        this.output = builder.output;
        this.cacheRead = builder.cacheRead;
        this.total = builder.total;
    }

    /** Returns a builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the tokens of the request. */
    public long input() {
        return input;
    }

    /** Returns the tokens of the answer. */
    public long output() {
        return output;
    }

    /** Returns how many tokens of the request came from a cache; 0 if none or unknown. */
    public long cacheRead() {
        return cacheRead;
    }

    /** Returns the total that AMP shows; it does not include the cached tokens. */
    public long total() {
        return total;
    }

    /** Returns the sum of both, without cached tokens. */
    public RenderedTokens plus(RenderedTokens other) {
        return builder()
                .input(input + other.input)
                .output(output + other.output)
                .total(total + other.total)
                .build();
    }

    static @Nullable Object toJson(@Nullable RenderedTokens tokens) {
        return tokens == null ? null : tokens.toJson();
    }

    private Map<String, @Nullable Object> toJson() {
        return Json.members(
                "inputTokens",
                input,
                "outputTokens",
                output,
                "cacheReadInputTokens",
                cacheRead == 0 ? null : cacheRead,
                "totalTokens",
                total);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RenderedTokens that
                && input == that.input
                && output == that.output
                && cacheRead == that.cacheRead
                && total == that.total;
    }

    @Override
    public int hashCode() {
        return Objects.hash(input, output, cacheRead, total);
    }

    @Override
    public String toString() {
        return "RenderedTokens[input=" + input + ", output=" + output + ", cacheRead=" + cacheRead + ", total=" + total
                + "]";
    }

    /** Builds a {@link RenderedTokens}; values that are not set keep their default. Not thread-safe. */
    public static final class Builder {
        private long input;
        private long output;
        private long cacheRead;
        private long total;

        private Builder() {}

        /** Sets {@link RenderedTokens#input}. Default: 0. */
        public Builder input(long newInput) {
            input = newInput;
            return this;
        }

        /** Sets {@link RenderedTokens#output}. Default: 0. */
        public Builder output(long newOutput) {
            output = newOutput;
            return this;
        }

        /** Sets {@link RenderedTokens#cacheRead}. Default: 0. */
        public Builder cacheRead(long newCacheRead) {
            cacheRead = newCacheRead;
            return this;
        }

        /** Sets {@link RenderedTokens#total}. Default: 0. */
        public Builder total(long newTotal) {
            total = newTotal;
            return this;
        }

        /** Returns the value. */
        public RenderedTokens build() {
            return new RenderedTokens(this);
        }
    }
}
