package io.amp4j.otel.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The parent contexts of tool calls, by their id: if an answer is streamed, the tools that it requests and the next model call run on a
 * thread of the HTTP client, where no span is current. Keeps the last thousand.
 */
final class CallContexts {
    private static final int MOST = 1_000;

    private final Map<String, Context> byCall = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Context> eldest) {
            return size() > MOST;
        }
    };

    /** Records that the model has requested tools in a call with this parent. */
    void asked(List<ToolExecutionRequest> requests, Context parent) {
        synchronized (byCall) {
            for (ToolExecutionRequest request : requests) {
                if (request.id() != null) {
                    byCall.put(request.id(), parent);
                }
            }
        }
    }

    /** Returns the parent context of a tool call. */
    Context of(ToolExecutionRequest request) {
        return of(request.id());
    }

    /** Returns the parent context of a model call with these messages. */
    Context of(List<ChatMessage> messages) {
        ChatMessage last = messages.isEmpty() ? null : messages.get(messages.size() - 1);
        return last instanceof ToolExecutionResultMessage result ? of(result.id()) : Context.current();
    }

    private Context of(String id) {
        Context current = Context.current();
        if (Span.fromContext(current).getSpanContext().isValid() || id == null) {
            return current;
        }
        synchronized (byCall) {
            return byCall.getOrDefault(id, current);
        }
    }
}
