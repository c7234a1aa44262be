package io.amp4j.otel.span;

import static java.util.Objects.requireNonNull;

import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.export.ContentField;
import io.amp4j.otel.export.ContentPolicy;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A started span of one of AMP's kinds. Its methods are thread-safe; after the end they do nothing.
 *
 * @since 0.1.0
 */
public abstract sealed class AmpSpan implements AutoCloseable
        permits LlmSpan, EmbeddingSpan, ToolSpan, AgentSpan, RetrieverSpan, ChainSpan, RerankSpan {
    final Span span;
    final ContentPolicy content;
    final boolean localRoot;
    private final Context context;
    private final AtomicBoolean ended = new AtomicBoolean();
    private @Nullable Scope scope;
    private @Nullable Thread owner;

    AmpSpan(Span span, Context context, ContentPolicy content, boolean localRoot) {
        this.span = span;
        this.context = context;
        this.content = content;
        this.localRoot = localRoot;
    }

    @SuppressWarnings("MustBeClosedChecker") // close() closes it
    final void enter() {
        owner = Thread.currentThread();
        scope = context.makeCurrent();
    }

    /** Returns the underlying OpenTelemetry span. */
    public final Span span() {
        return span;
    }

    /** Returns the context in which this span is the parent; pass it to other threads with {@code context().wrap(task)}. */
    public final Context context() {
        return context;
    }

    /**
     * Makes this span current in the calling thread; closing the scope does not end the span. May be called repeatedly and in several
     * threads.
     */
    @SuppressWarnings("MustBeClosedChecker") // returned to the caller
    public final Scope makeCurrent() {
        return context.makeCurrent();
    }

    /** Sets any other attribute. Content in it is not redacted here; see {@link io.amp4j.otel.export.RedactingSpanExporter}. */
    public final <T> void attribute(AttributeKey<T> key, T value) {
        span.setAttribute(requireNonNull(key, "key"), requireNonNull(value, "value"));
    }

    /**
     * Marks the span as failed: sets the status ERROR, and {@code error.type} to the name of the exception's class, or of its cause's class
     * if the exception only wraps it. The message becomes the status description if all content may be sent.
     */
    public final void fail(Throwable thrown) {
        Throwable real = thrown;
        while ((real instanceof CompletionException || real instanceof ExecutionException) && real.getCause() != null) {
            real = real.getCause();
        }
        String message = real.getMessage();
        fail(real.getClass().getName(), message == null ? "" : message);
    }

    /** Marks the span as failed with a type of low cardinality: a code or a class name, never a message. */
    public final void fail(String errorType) {
        fail(errorType, "");
    }

    private void fail(String errorType, String description) {
        span.setStatus(StatusCode.ERROR, content.isCaptureAll() ? description : "");
        span.setAttribute(AmpAttributes.ERROR_TYPE, errorType.isEmpty() ? "_OTHER" : errorType);
    }

    /** Ends the span; if {@code start()} made it current, restores the previous context of this thread. May be called more than once. */
    @Override
    public final void close() {
        if (ended.compareAndSet(false, true)) {
            if (span.isRecording()) {
                complete();
            }
            span.end();
        }
        Scope open = scope;
        if (open != null && owner == Thread.currentThread()) {
            scope = null;
            open.close();
        }
    }

    /** Sets attributes that are known only at the end. */
    void complete() {}

    final void tokens(long input, long output) {
        count(AmpAttributes.USAGE_INPUT_TOKENS, input);
        count(AmpAttributes.USAGE_OUTPUT_TOKENS, output);
    }

    /** AMP reads a trace's input and output from its root's entity texts, never from messages, so both are written there. */
    final void rootInput(List<Message> messages) {
        setText(
                span,
                AmpAttributes.ENTITY_INPUT,
                MessageJson.text(lastText(messages, "user"), content, ContentField.INPUT_MESSAGES));
    }

    /** Writes the answer of a model or an agent. */
    final void writeOutput(List<Message> messages) {
        if (messages.isEmpty() || !span.isRecording()) {
            return;
        }
        span.setAttribute(
                AmpAttributes.OUTPUT_MESSAGES, MessageJson.messages(messages, content, ContentField.OUTPUT_MESSAGES));
        if (localRoot) {
            setText(
                    span,
                    AmpAttributes.ENTITY_OUTPUT,
                    MessageJson.text(lastText(messages, "assistant"), content, ContentField.OUTPUT_MESSAGES));
        }
    }

    private static String lastText(List<Message> messages, String role) {
        String any = "";
        for (int i = messages.size() - 1; i >= 0; i--) {
            String text = messages.get(i).text();
            if (!text.isEmpty() && messages.get(i).role().equals(role)) {
                return text;
            }
            any = any.isEmpty() ? text : any;
        }
        return any;
    }

    /** Sets a count of a provider; a negative count, with which some providers mean unknown, is left out. */
    final void count(AttributeKey<Long> key, long count) {
        if (count >= 0) {
            span.setAttribute(key, count);
        }
    }

    /** Sets a text unless it is empty, because the observer treats an empty text as a value. */
    static void setText(Span span, AttributeKey<String> key, String text) {
        if (!text.isEmpty()) {
            span.setAttribute(key, text);
        }
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + span.getSpanContext().getTraceId() + "/"
                + span.getSpanContext().getSpanId() + "]";
    }
}
