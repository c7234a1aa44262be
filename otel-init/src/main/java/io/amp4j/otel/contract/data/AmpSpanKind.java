package io.amp4j.otel.contract.data;

import java.util.Optional;

/**
 * The kind that AMP assigns to a span, which decides its icon, its card, and the evaluators that read it. Not OpenTelemetry's
 * {@code SpanKind}. Constants may be added: a {@code switch} over them needs a default branch.
 *
 * @since 0.1.0
 */
public enum AmpSpanKind {
    /** A call of a language model. */
    LLM("llm"),
    /** A call that turns texts into vectors. */
    EMBEDDING("embedding"),
    /** One execution of a tool. */
    TOOL("tool"),
    /** A search in a vector store. */
    RETRIEVER("retriever"),
    /** A call that reorders search results. */
    RERANK("rerank"),
    /** One run of an agent. */
    AGENT("agent"),
    /** A workflow or one of its steps. */
    CHAIN("chain"),
    /** A task of the CrewAI framework. */
    CREWAI_TASK("crewaitask"),
    /** Any other span; it is listed, but has no card. */
    UNKNOWN("unknown");

    private final String text;

    AmpSpanKind(String text) {
        this.text = text;
    }

    /** Returns AMP's name of the kind, in lower case. */
    public String text() {
        return text;
    }

    /** Returns the kind with that AMP name; the comparison is exact. */
    public static Optional<AmpSpanKind> ofText(String text) {
        for (AmpSpanKind kind : values()) {
            if (kind.text.equals(text)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
