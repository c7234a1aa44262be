package io.amp4j.otel.export;

/**
 * Which spans are sent. An agent's span is one that AMP shows as an agent, model, embedding, tool or reranking, or that has
 * {@code traceloop.span.kind}; HTTP and database calls are not. Constants may be added: a {@code switch} over them needs a default branch.
 *
 * @since 0.1.0
 */
public enum SpanSelection {
    /** All spans. The default: {@code AMP_TRACE_SPANS=all}. */
    ALL,
    /**
     * All spans of traces with an agent's span, {@code AMP_TRACE_SPANS=agent-traces}. Other spans are held until the trace has an agent's
     * span or its root in this process has ended: at most 8,192 spans and 60 seconds, beyond which the oldest are discarded.
     */
    AGENT_TRACES,
    /**
     * Agents' spans and their ancestors in this process, {@code AMP_TRACE_SPANS=agent-spans}; an ancestor that ends before all spans below
     * it is not sent.
     */
    AGENT_SPANS
}
