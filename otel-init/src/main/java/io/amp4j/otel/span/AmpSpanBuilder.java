package io.amp4j.otel.span;

import static java.util.Objects.requireNonNull;

import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.export.ContentPolicy;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * What the builders of all kinds have in common. A builder starts one span; it is not safe for use by several threads.
 *
 * <p>Content is serialised when the span starts, and only if it is recorded: a span that the sampler drops costs next to nothing.
 *
 * @param <S> the kind of span it starts
 * @param <B> the builder itself
 * @since 0.1.0
 */
public abstract sealed class AmpSpanBuilder<S extends AmpSpan, B extends AmpSpanBuilder<S, B>>
        permits ConversationSpanBuilder,
                EmbeddingSpanBuilder,
                ToolSpanBuilder,
                RetrieverSpanBuilder,
                ChainSpanBuilder,
                RerankSpanBuilder {
    final SpanBuilder builder;
    final ContentPolicy content;
    private @Nullable Context parent;

    AmpSpanBuilder(SpanBuilder builder, ContentPolicy content) {
        this.builder = builder;
        this.content = content;
    }

    /** The context to start in. Default: the current one. */
    public B parent(Context context) {
        parent = requireNonNull(context, "context");
        builder.setParent(context);
        return self();
    }

    /** Any other attribute. Content in it is not redacted here; see {@link io.amp4j.otel.export.RedactingSpanExporter}. */
    public <T> B attribute(AttributeKey<T> key, T value) {
        builder.setAttribute(requireNonNull(key, "key"), requireNonNull(value, "value"));
        return self();
    }

    /** The conversation that this belongs to; AMP groups agents by it. */
    public B conversation(String id) {
        builder.setAttribute(AmpAttributes.CONVERSATION_ID, requireNonNull(id, "id"));
        return self();
    }

    /**
     * Starts the span and makes it current in this thread until {@link AmpSpan#close}, which the same thread must then call. For work
     * that ends elsewhere, such as a streamed answer, see {@link #startDetached}.
     */
    public S start() {
        S span = startDetached();
        span.enter();
        return span;
    }

    /** Starts the span without making it current. Any thread may use it and close it; {@link AmpSpan#context} has it as parent. */
    public S startDetached() {
        Context context = parent == null ? Context.current() : parent;
        Span span = builder.startSpan();
        S started = started(span, context.with(span), isLocalRoot(context));
        if (span.isRecording()) {
            describe(started);
        }
        return started;
    }

    /**
     * Runs the work inside the span, current in this thread, and closes it. What the work throws marks the span as failed and goes on
     * to the caller.
     */
    public <T extends @Nullable Object, X extends Exception> T call(Work<? super S, T, X> work) throws X {
        try (S span = start()) {
            try {
                return work.run(span);
            } catch (Throwable thrown) {
                span.fail(thrown);
                throw thrown;
            }
        }
    }

    /**
     * Work inside a span.
     *
     * @param <S> the kind of span
     * @param <T> what comes out
     * @param <X> what it may throw
     */
    @FunctionalInterface
    public interface Work<S extends AmpSpan, T extends @Nullable Object, X extends Exception> {
        /** Does the work; tells the span what came out. */
        T run(S span) throws X;
    }

    private static boolean isLocalRoot(Context parent) {
        SpanContext above = Span.fromContext(parent).getSpanContext();
        return !above.isValid() || above.isRemote();
    }

    @SuppressWarnings("unchecked") // B is the builder itself, by the way the subclasses are declared
    final B self() {
        return (B) this;
    }

    abstract S started(Span span, Context context, boolean localRoot);

    /** Sets what must be serialised; called for recorded spans only. */
    abstract void describe(S span);
}
