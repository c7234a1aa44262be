package io.amp4j.otel.export;

/**
 * Which spans are sent. An agent's span is one that AMP shows as an agent, model, embedding, tool or reranking, or that says its kind in
 * {@code traceloop.span.kind}; calls over HTTP and to databases are not. New constants may be added: have a default branch.
 *
 * @since 0.1.0
 */
public enum SpanSelection {
    /** All. The default: {@code AMP_TRACE_SPANS=all}. */
    ALL,
    /**
     * All spans of traces with an agent's span, {@code AMP_TRACE_SPANS=agent-traces}. The others wait for one, until the root of the trace in
     * this process has ended: 8,192 spans and 60 seconds at most, beyond which the oldest go unsent.
     */
    AGENT_TRACES,
    /** Agents' spans and what stands above them in this process, {@code AMP_TRACE_SPANS=agent-spans}; what ends before all spans below it is not sent. */
    AGENT_SPANS
}
