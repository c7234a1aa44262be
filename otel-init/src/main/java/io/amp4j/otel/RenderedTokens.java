package io.amp4j.otel;

import io.amp4j.otel.internal.json.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Token counts as AMP shows them.
 *
 * @param input tokens of the request
 * @param output tokens of the answer
 * @param cacheRead those of the request that came from a cache; 0 if none or unknown
 * @param total what AMP shows as the sum; the cached ones are not added
 */
public record RenderedTokens(long input, long output, long cacheRead, long total) {
    /** Returns the sum of both; no caches. */
    public RenderedTokens plus(RenderedTokens other) {
        return new RenderedTokens(input + other.input, output + other.output, 0, total + other.total);
    }

    Map<String, @Nullable Object> toJson() {
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
}
