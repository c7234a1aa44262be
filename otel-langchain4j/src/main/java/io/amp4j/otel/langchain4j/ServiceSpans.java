package io.amp4j.otel.langchain4j;

import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.Result;
import dev.langchain4j.service.TokenStream;
import io.amp4j.otel.span.AgentSpan;
import io.amp4j.otel.span.AgentSpanBuilder;
import io.amp4j.otel.span.AmpSpans;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A span for each call of an AI service. */
final class ServiceSpans implements InvocationHandler, Delegation.WithTarget {
    private final AmpSpans spans;
    private final Class<?> type;
    private final Object service;

    ServiceSpans(AmpSpans spans, Class<?> type, Object service) {
        this.spans = spans;
        this.type = type;
        this.service = service;
    }

    @Override
    public Object target() {
        return service;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return Delegation.call(service, method, arguments);
        }
        AgentSpanBuilder builder = described(method, arguments);
        if (TokenStream.class.isAssignableFrom(method.getReturnType())) {
            Object stream = Delegation.call(service, method, arguments);
            return stream == null
                    ? null
                    : Proxy.newProxyInstance(
                            TokenStream.class.getClassLoader(),
                            new Class<?>[] {TokenStream.class},
                            new StreamSpan(builder, (TokenStream) stream));
        }
        if (CompletionStage.class.isAssignableFrom(method.getReturnType())) {
            return later(builder, () -> Delegation.call(service, method, arguments));
        }
        if (PublishedAnswer.isReplaceable(method.getReturnType())) {
            return published(method, arguments, builder);
        }
        return builder.call(span -> {
            Object result = Delegation.call(service, method, arguments);
            answer(span, result);
            return result;
        });
    }

    private static void answer(AgentSpan span, @Nullable Object result) {
        Object content = content(result);
        if (content != null && !PublishedAnswer.isPublisher(content.getClass())) {
            span.answer(MessageTexts.text(content));
        }
    }

    /** Returns a service's answer, without the wrapper that LangChain4j may put around it. */
    static @Nullable Object content(@Nullable Object result) {
        return result instanceof Result<?> wrapped ? wrapped.content() : result;
    }

    /** Handles a call that returns a publisher, such as a Flux; the span ends with the publisher. */
    private Object published(Method method, Object @Nullable [] arguments, AgentSpanBuilder builder) throws Exception {
        AgentSpan span = builder.startDetached();
        try {
            Object publisher = span.context()
                    .wrap(() -> Delegation.call(service, method, arguments))
                    .call();
            if (publisher == null) {
                span.close();
                return publisher;
            }
            return PublishedAnswer.watched(
                    method.getReturnType(),
                    publisher,
                    span,
                    () -> described(method, arguments).startDetached());
        } catch (Exception | Error e) {
            span.fail(e);
            span.close();
            throw e;
        }
    }

    /** Handles a call with an asynchronous result; the span ends with the result. */
    private static @Nullable Object later(AgentSpanBuilder builder, Callable<?> call) throws Exception {
        AgentSpan span = builder.startDetached();
        try {
            Object result = span.context().wrap(call).call();
            if (result instanceof CompletionStage<?> stage) {
                CompletionStage<?> unused = stage.whenComplete((answer, error) -> {
                    if (error != null) {
                        span.fail(error);
                    } else {
                        answer(span, answer);
                    }
                    span.close();
                });
            } else {
                span.close();
            }
            return result;
        } catch (Exception | Error e) {
            span.fail(e);
            span.close();
            throw e;
        }
    }

    private AgentSpanBuilder described(Method method, Object @Nullable [] arguments) {
        AgentSpanBuilder builder = spans.agent(type.getSimpleName());
        if (arguments == null) {
            return builder;
        }
        Parameter[] parameters = method.getParameters();
        for (int i = 0; i < parameters.length; i++) {
            if (arguments[i] != null && parameters[i].isAnnotationPresent(MemoryId.class)) {
                builder.conversation(arguments[i].toString());
            }
        }
        String said = MessageTexts.by(parameters, arguments);
        return said.isEmpty() ? builder : builder.prompt(said);
    }
}
