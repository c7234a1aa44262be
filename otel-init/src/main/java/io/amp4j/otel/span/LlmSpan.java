package io.amp4j.otel.span;

import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.export.ContentPolicy;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A running call of a language model. A streamed answer is added in pieces with {@link #append} and {@link #appendToolCall}, from any
 * thread, and written when the span is closed, even if the stream was interrupted.
 *
 * @since 0.1.0
 */
public final class LlmSpan extends AmpSpan {
    private final Object lock = new Object();
    private @Nullable StringBuilder streamed;
    private @Nullable TreeMap<Integer, String[]> streamedCalls;

    LlmSpan(Span span, Context context, ContentPolicy content, boolean localRoot) {
        super(span, context, content, localRoot);
    }

    /** Sets the answer; it replaces one that was streamed before. */
    public LlmSpan output(List<Message> messages) {
        if (!span.isRecording()) {
            return this;
        }
        synchronized (lock) {
            streamed = null;
            streamedCalls = null;
        }
        writeOutput(messages);
        return this;
    }

    /** Sets one message of the model as the whole answer. */
    public LlmSpan answer(String text) {
        return output(List.of(Message.assistant(text)));
    }

    /** Adds to the text of a streamed answer. */
    public LlmSpan append(CharSequence text) {
        if (!span.isRecording()) {
            return this;
        }
        synchronized (lock) {
            StringBuilder all = streamed == null ? new StringBuilder() : streamed;
            streamed = all.append(text);
        }
        return this;
    }

    /**
     * Adds to a tool call of a streamed answer.
     *
     * @param index the position of the call in the answer, as given by the stream
     * @param id the call's id, or empty if this piece does not have it
     * @param name the tool, or empty if this piece does not have it
     * @param arguments the next piece of the arguments
     */
    public LlmSpan appendToolCall(int index, String id, String name, String arguments) {
        if (!span.isRecording()) {
            return this;
        }
        synchronized (lock) {
            TreeMap<Integer, String[]> calls = streamedCalls == null ? new TreeMap<>() : streamedCalls;
            streamedCalls = calls;
            String[] call = calls.computeIfAbsent(index, unseen -> new String[] {"", "", ""});
            call[0] = id.isEmpty() ? call[0] : id;
            call[1] = name.isEmpty() ? call[1] : name;
            call[2] += arguments;
        }
        return this;
    }

    /** Sets the model that answered; ignored if empty, because AMP would then show no model. */
    public LlmSpan responseModel(String model) {
        setText(span, AmpAttributes.RESPONSE_MODEL, model);
        return this;
    }

    /** Sets the provider's id of the answer. */
    public LlmSpan responseId(String id) {
        setText(span, AmpAttributes.RESPONSE_ID, id);
        return this;
    }

    /** Sets why the answer ended: {@code stop}, {@code length}, {@code tool_calls}, … */
    public LlmSpan finishReason(String reason) {
        span.setAttribute(AmpAttributes.FINISH_REASONS, List.of(reason));
        return this;
    }

    /** Sets the tokens used. Call it only once they are known; a negative count is left out. */
    public LlmSpan tokensUsed(long input, long output) {
        tokens(input, output);
        return this;
    }

    /** Sets how many of the input tokens came from a cache. */
    public LlmSpan cachedTokens(long count) {
        count(AmpAttributes.USAGE_CACHE_READ_TOKENS, count);
        return this;
    }

    @Override
    void complete() {
        List<Message.Part> parts = new ArrayList<>();
        synchronized (lock) {
            if (streamed != null && !streamed.isEmpty()) {
                parts.add(new Message.Text(streamed.toString()));
            }
            if (streamedCalls != null) {
                for (String[] call : streamedCalls.values()) {
                    if (!call[1].isEmpty()) {
                        parts.add(new Message.ToolCall(call[0], call[1], call[2]));
                    }
                }
            }
        }
        if (!parts.isEmpty()) {
            writeOutput(List.of(Message.of("assistant", parts)));
        }
    }
}
