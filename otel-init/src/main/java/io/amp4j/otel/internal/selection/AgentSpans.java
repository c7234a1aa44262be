package io.amp4j.otel.internal.selection;

import io.amp4j.otel.contract.SpanContract;
import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.contract.data.SpanView;
import io.opentelemetry.sdk.trace.data.SpanData;

/** Distinguishes an agent's spans from the others of a process. Stateless. */
final class AgentSpans {
    private AgentSpans() {}

    /** Returns whether the span, after mapping, is an agent's. */
    static boolean contains(SpanData span) {
        if (span.getAttributes().get(AmpAttributes.SPAN_KIND) != null) {
            return true;
        }
        return switch (SpanContract.classify(SpanView.of(span)).kind()) {
            case AGENT, LLM, EMBEDDING, TOOL, RERANK, CREWAI_TASK -> true;
            // A statement to any database makes a retriever, a name that ends in .task a chain.
            default -> false;
        };
    }
}
