package io.amp4j.otel.contract.data;

/**
 * The observer's rules for the kind of a span, in the observer's order: the first rule that matches decides. Constants may be added: a
 * {@code switch} over them needs a default branch.
 *
 * @since 0.1.0
 */
public enum KindRule {
    /** The span has no attributes at all (null, not an empty object): unknown, whatever its name. */
    K0("no attributes"),
    /** A key starts with {@code crewai.task} and {@code traceloop.span.kind} is {@code task} in any case. */
    K1("a CrewAI task"),
    /** {@code traceloop.span.kind} names a kind, in lower case. */
    K2("traceloop.span.kind"),
    /** Embedding: by operation, dimension or request type. */
    K3("embedding attributes"),
    /** LLM: by operation, indexed prompts, finish reasons or request type. */
    K4("llm attributes"),
    /** Tool: by operation, tool name or tool calls. */
    K5("tool attributes"),
    /** Agent: by operation or a non-empty agent name. */
    K6("agent attributes"),
    /** Retriever: by database query, system or operation. */
    K7("retriever attributes"),
    /** Rerank: by operation or model. */
    K8("rerank attributes"),
    /** Chain: {@code traceloop.span.kind} in any case, the end of the name, or a workflow name. */
    K9("chain attributes"),
    /** The part of the name after its last dot. */
    K10("the span's name"),
    /** Nothing matched. */
    K11("nothing matched");

    private final String summary;

    KindRule(String summary) {
        this.summary = summary;
    }

    /** Returns what the rule checks, in a few words. */
    public String summary() {
        return summary;
    }
}
