package io.amp4j.otel.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.listener.ChatModelErrorContext;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelRequestContext;
import dev.langchain4j.model.chat.listener.ChatModelResponseContext;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import io.amp4j.otel.span.AmpSpans;
import io.amp4j.otel.span.LlmSpan;
import io.amp4j.otel.span.LlmSpanBuilder;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A span for each call of a chat model. */
final class ChatSpans implements ChatModelListener {
    private static final String UNKNOWN = "unknown";

    private final AmpSpans spans;
    private final CallContexts contexts;

    ChatSpans(AmpSpans spans, CallContexts contexts) {
        this.spans = spans;
        this.contexts = contexts;
    }

    /** The span of a call, and its parent context. */
    private record Call(LlmSpan span, Context parent) {}

    @Override
    public void onRequest(ChatModelRequestContext context) {
        ChatRequest request = context.chatRequest();
        Context parent = contexts.of(request.messages());
        String model = request.modelName();
        LlmSpanBuilder builder = spans.llm(
                        Providers.name(context.modelProvider()), model == null || model.isEmpty() ? UNKNOWN : model)
                .parent(parent)
                .input(Conversion.messages(request.messages()));
        if (request.toolSpecifications() != null
                && !request.toolSpecifications().isEmpty()) {
            builder.tools(
                    request.toolSpecifications().stream().map(Conversion::tool).toList());
        }
        if (request.temperature() != null) {
            builder.temperature(request.temperature());
        }
        if (request.topP() != null) {
            builder.topP(request.topP());
        }
        if (request.maxOutputTokens() != null) {
            builder.maxTokens(request.maxOutputTokens());
        }
        context.attributes().put(this, new Call(builder.startDetached(), parent));
    }

    @Override
    public void onResponse(ChatModelResponseContext context) {
        Call call = take(context.attributes());
        if (call == null) {
            return;
        }
        try (LlmSpan span = call.span()) {
            ChatResponse response = context.chatResponse();
            AiMessage answer = response.aiMessage();
            span.output(List.of(Conversion.message(answer)));
            String model = response.metadata().modelName();
            if (model != null && !model.isEmpty()) {
                span.responseModel(model);
            }
            if (response.id() != null) {
                span.responseId(response.id());
            }
            FinishReason reason = response.finishReason();
            if (reason != null) {
                span.finishReason(reason.name().toLowerCase(Locale.ROOT));
            }
            TokenUsage usage = response.tokenUsage();
            if (usage != null && usage.inputTokenCount() != null && usage.outputTokenCount() != null) {
                span.tokensUsed(usage.inputTokenCount(), usage.outputTokenCount());
            }
            List<ToolExecutionRequest> asked = answer.toolExecutionRequests();
            if (asked != null && !asked.isEmpty()) {
                contexts.asked(asked, call.parent());
            }
        }
    }

    @Override
    public void onError(ChatModelErrorContext context) {
        Call call = take(context.attributes());
        if (call != null) {
            try (LlmSpan span = call.span()) {
                span.fail(context.error());
            }
        }
    }

    private @Nullable Call take(Map<Object, Object> attributes) {
        return attributes.remove(this) instanceof Call call ? call : null;
    }
}
