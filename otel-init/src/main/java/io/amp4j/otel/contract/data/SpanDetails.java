package io.amp4j.otel.contract.data;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What AMP shows beside input and output, by kind. A text is null if AMP shows none; an empty text counts as none. Kinds may be added:
 * handle unknown ones.
 *
 * @since 0.1.0
 */
public sealed interface SpanDetails
        permits AgentDetails,
                CrewAiTaskDetails,
                EmbeddingDetails,
                LlmDetails,
                RetrieverDetails,
                SpanDetails.None,
                ToolDetails {
    /** Returns the observer's data object; null if the kind has none. */
    @Nullable
    Map<String, @Nullable Object> toJson();

    /** The kinds without data: chain, rerank, unknown. */
    record None() implements SpanDetails {
        @Override
        public @Nullable Map<String, @Nullable Object> toJson() {
            return null;
        }
    }
}
