package io.amp4j.otel.contract.data;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What AMP shows beside input and output, by kind. Texts are null when AMP shows none; an empty one counts as none. New kinds may be
 * added: have a branch for any other.
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
}
