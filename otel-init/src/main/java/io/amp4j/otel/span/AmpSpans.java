package io.amp4j.otel.span;

import static java.util.Objects.requireNonNull;

import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.export.ContentPolicy;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;

/**
 * Creates spans that AMP shows completely: each kind has a builder for the data that the kind needs, which writes it in every form that
 * AMP's components read. Immutable and thread-safe; each builder and span is for one operation.
 *
 * <pre>{@code
 * AmpSpans spans = amp.spans("my-agent"); // or AmpSpans.using(tracer), which captures content
 * try (LlmSpan call = spans.llm("openai", "gpt-4o-mini").prompt("Hello").start()) {
 *     Answer answer = client.chat("Hello");
 *     call.answer(answer.text()).tokensUsed(answer.inputTokens(), answer.outputTokens());
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
public final class AmpSpans {
    /** The framework that AMP shows for agents and tools unless {@link #framework} names one. */
    public static final String DEFAULT_FRAMEWORK = "custom";

    private final Tracer tracer;
    private final ContentPolicy content;
    private final String framework;

    private AmpSpans(Tracer tracer, ContentPolicy content, String framework) {
        this.tracer = tracer;
        this.content = content;
        this.framework = framework;
    }

    /** Returns a factory of spans of this tracer that sends all content. */
    public static AmpSpans using(Tracer tracer) {
        return new AmpSpans(requireNonNull(tracer, "tracer"), ContentPolicy.CAPTURE, DEFAULT_FRAMEWORK);
    }

    /** Returns a copy of this factory that redacts content which the policy does not allow. */
    public AmpSpans content(ContentPolicy policy) {
        return new AmpSpans(tracer, requireNonNull(policy, "policy"), framework);
    }

    /** Returns a copy of this factory whose agents, tools, chains and retrievers belong to this framework. */
    public AmpSpans framework(String name) {
        return new AmpSpans(tracer, content, notEmpty(name, "framework"));
    }

    /**
     * Returns a builder of a call of a language model, named {@code chat {model}}.
     *
     * @param system the provider: {@code openai}, {@code anthropic}, {@code aws.bedrock}, …
     * @param model the requested model
     */
    public LlmSpanBuilder llm(String system, String model) {
        notEmpty(model, "model");
        SpanBuilder span = span("chat ", model, SpanKind.CLIENT, "chat", notEmpty(system, "system"));
        span.setAttribute(AmpAttributes.REQUEST_MODEL, model);
        return new LlmSpanBuilder(span, content, true);
    }

    /**
     * Returns a builder of a text completion, the older way to call a language model, named {@code text_completion {model}}.
     *
     * @param system the provider
     * @param model the requested model
     */
    public LlmSpanBuilder textCompletion(String system, String model) {
        notEmpty(model, "model");
        SpanBuilder span =
                span("text_completion ", model, SpanKind.CLIENT, "text_completion", notEmpty(system, "system"));
        span.setAttribute(AmpAttributes.REQUEST_MODEL, model);
        return new LlmSpanBuilder(span, content, false);
    }

    /**
     * Returns a builder of a call that embeds texts, named {@code embeddings {model}}.
     *
     * @param system the provider
     * @param model the requested model
     */
    public EmbeddingSpanBuilder embedding(String system, String model) {
        notEmpty(model, "model");
        SpanBuilder span = span("embeddings ", model, SpanKind.CLIENT, "embeddings", notEmpty(system, "system"));
        span.setAttribute(AmpAttributes.REQUEST_MODEL, model);
        return new EmbeddingSpanBuilder(span, content);
    }

    /** Returns a builder of one execution of the tool of this name, named {@code execute_tool {name}}. */
    public ToolSpanBuilder tool(String name) {
        SpanBuilder span = span("execute_tool ", notEmpty(name, "name"), SpanKind.INTERNAL, "execute_tool", framework);
        span.setAttribute(AmpAttributes.TOOL_NAME, name);
        return new ToolSpanBuilder(span, content);
    }

    /** Returns a builder of one run of the agent of this name, named {@code invoke_agent {name}}. */
    public AgentSpanBuilder agent(String name) {
        return agent("invoke_agent", name);
    }

    /** Returns a builder of the creation of an agent of this name, named {@code create_agent {name}}. */
    public AgentSpanBuilder createAgent(String name) {
        return agent("create_agent", name);
    }

    private AgentSpanBuilder agent(String operation, String name) {
        SpanBuilder span = span(operation + " ", notEmpty(name, "name"), SpanKind.INTERNAL, operation, framework);
        // Fixes the kind: otherwise finish reasons, prompts or tool keys that other code adds would make it an llm or a
        // tool.
        span.setAttribute(AmpAttributes.SPAN_KIND, "agent");
        span.setAttribute(AmpAttributes.AGENT_NAME, name);
        return new AgentSpanBuilder(span, content);
    }

    /**
     * Returns a builder of a search in a vector store, named {@code retrieve {collection}}.
     *
     * @param system the store: {@code pgvector}, {@code qdrant}, … any name is shown
     * @param collection the collection or index
     */
    public RetrieverSpanBuilder retriever(String system, String collection) {
        SpanBuilder span =
                span("retrieve ", notEmpty(collection, "collection"), SpanKind.CLIENT, "retrieval", framework);
        span.setAttribute(AmpAttributes.SPAN_KIND, "retriever");
        span.setAttribute(AmpAttributes.DB_SYSTEM_NAME, notEmpty(system, "system"));
        span.setAttribute(AmpAttributes.DB_COLLECTION_NAME, collection);
        return new RetrieverSpanBuilder(span, content);
    }

    /**
     * Returns a builder of a whole workflow, named {@code {name}.workflow}, so that AMP's list, which reads only names, also shows a chain.
     */
    public ChainSpanBuilder workflow(String name) {
        return chain(name, "workflow");
    }

    /** Returns a builder of a step of a workflow, named {@code {name}.task}. */
    public ChainSpanBuilder task(String name) {
        return chain(name, "task");
    }

    private ChainSpanBuilder chain(String name, String kind) {
        SpanBuilder span = tracer.spanBuilder(notEmpty(name, "name") + "." + kind);
        span.setAttribute(AmpAttributes.SPAN_KIND, kind);
        span.setAttribute(AmpAttributes.SYSTEM, framework);
        span.setAttribute(AmpAttributes.PROVIDER_NAME, framework);
        return new ChainSpanBuilder(span, content);
    }

    /**
     * Returns a builder of a call that reorders search results, named {@code rerank {model}}.
     *
     * @param system the provider
     * @param model the reranking model
     */
    public RerankSpanBuilder rerank(String system, String model) {
        SpanBuilder span =
                span("rerank ", notEmpty(model, "model"), SpanKind.CLIENT, "rerank", notEmpty(system, "system"));
        span.setAttribute(AmpAttributes.SPAN_KIND, "rerank");
        span.setAttribute(AmpAttributes.RERANK_MODEL, model);
        span.setAttribute(AmpAttributes.REQUEST_MODEL, model);
        return new RerankSpanBuilder(span, content);
    }

    private SpanBuilder span(String prefix, String subject, SpanKind kind, String operation, String system) {
        return tracer.spanBuilder(prefix.concat(subject))
                .setSpanKind(kind)
                .setAttribute(AmpAttributes.OPERATION_NAME, operation)
                .setAttribute(AmpAttributes.SYSTEM, system)
                .setAttribute(AmpAttributes.PROVIDER_NAME, system);
    }

    private static String notEmpty(String text, String what) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException(what + " must not be empty");
        }
        return text;
    }
}
