package io.amp4j.otel.contract.data;

import java.util.Optional;

/**
 * What AMP takes a span for: its icon, its card, and the evaluators that see it. Not OpenTelemetry's {@code SpanKind}. New constants may
 * be added: have a default branch.
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
    /** Any other span: listed, without a card. */
    UNKNOWN("unknown");

    private final String text;

    AmpSpanKind(String text) {
        this.text = text;
    }

    /** Returns the word AMP uses, in lower case. */
    public String text() {
        return text;
    }

    /** Returns the kind for AMP's word, exactly as written there. */
    public static Optional<AmpSpanKind> ofText(String text) {
        for (AmpSpanKind kind : values()) {
            if (kind.text.equals(text)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
