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
 * The base of the builders of all kinds. A builder starts one span; it is not thread-safe.
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

    /** Sets the parent context. Default: the current one. */
    public B parent(Context context) {
        parent = requireNonNull(context, "context");
        builder.setParent(context);
        return self();
    }

    /** Sets any other attribute. Content in it is not redacted here; see {@link io.amp4j.otel.export.RedactingSpanExporter}. */
    public <T> B attribute(AttributeKey<T> key, T value) {
        builder.setAttribute(requireNonNull(key, "key"), requireNonNull(value, "value"));
        return self();
    }

    /** Sets the conversation that this span belongs to; AMP groups agents by it. */
    public B conversation(String id) {
        builder.setAttribute(AmpAttributes.CONVERSATION_ID, requireNonNull(id, "id"));
        return self();
    }

    /**
     * Starts the span and makes it current in this thread until {@link AmpSpan#close}, which the same thread must then call. For work that
     * ends on another thread, such as a streamed answer, see {@link #startDetached}.
     */
    public S start() {
        S span = startDetached();
        span.enter();
        return span;
    }

    /**
     * Starts the span without making it current. Any thread may use and close it; {@link AmpSpan#context} is the context in which it is the
     * parent.
     */
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
     * Runs the work with the span as current in this thread, and closes the span. An exception of the work marks the span as failed and is
     * thrown to the caller.
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
     * @param <T> the result
     * @param <X> what it may throw
     */
    @FunctionalInterface
    public interface Work<S extends AmpSpan, T extends @Nullable Object, X extends Exception> {
        /** Does the work, and sets its outcome on the span. */
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

    /** Sets attributes that must be serialised; called only for recorded spans. */
    abstract void describe(S span);
}
