package io.amp4j.otel.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.service.tool.ToolExecutor;
import io.amp4j.otel.span.AmpSpans;
import io.amp4j.otel.span.ToolSpan;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** A span for each call of a tool. */
final class ToolSpans implements InvocationHandler, Delegation.WithTarget {
    private static final String FAILED = "ToolExecutionError";

    private final AmpSpans spans;
    private final CallContexts contexts;
    private final ToolExecutor executor;

    ToolSpans(AmpSpans spans, CallContexts contexts, ToolExecutor executor) {
        this.spans = spans;
        this.contexts = contexts;
        this.executor = executor;
    }

    @Override
    public Object target() {
        return executor;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (arguments == null || arguments.length == 0 || !(arguments[0] instanceof ToolExecutionRequest request)) {
            return Delegation.call(executor, method, arguments);
        }
        return spans.tool(request.name())
                .parent(contexts.of(request))
                .callId(Conversion.orEmpty(request.id()))
                .arguments(Conversion.orEmpty(request.arguments()))
                .call(span -> executed(span, method, arguments));
    }

    private Object executed(ToolSpan span, Method method, Object[] arguments) throws Exception {
        Object result = Delegation.call(executor, method, arguments);
        if (result instanceof String text) {
            span.result(text);
        } else if (result != null) {
            // ToolExecutionResult, which older versions do not have.
            String text = (String) result.getClass().getMethod("resultText").invoke(result);
            span.result(Conversion.orEmpty(text));
            if (Boolean.TRUE.equals(result.getClass().getMethod("isError").invoke(result))) {
                span.fail(FAILED);
            }
        }
        return result;
    }
}
