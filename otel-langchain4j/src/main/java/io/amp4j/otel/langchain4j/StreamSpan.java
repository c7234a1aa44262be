package io.amp4j.otel.langchain4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.service.TokenStream;
import io.amp4j.otel.span.AgentSpan;
import io.amp4j.otel.span.AgentSpanBuilder;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The span of a call whose answer is streamed: from its start to its end, on whichever threads. */
final class StreamSpan implements InvocationHandler, Delegation.WithTarget {
    private final AgentSpanBuilder builder;
    private final TokenStream stream;
    private Consumer<ChatResponse> onComplete = response -> {};
    private @Nullable Consumer<Throwable> onError;
    private volatile @Nullable AgentSpan running;

    StreamSpan(AgentSpanBuilder builder, TokenStream stream) {
        this.builder = builder;
        this.stream = stream;
    }

    @Override
    public Object target() {
        return stream;
    }

    @Override
    @SuppressWarnings("unchecked") // the types of the methods of TokenStream
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        switch (method.getName()) {
            case "onCompleteResponse" -> {
                onComplete = (Consumer<ChatResponse>) argument(arguments);
                return proxy;
            }
            case "onError" -> {
                onError = (Consumer<Throwable>) argument(arguments);
                return proxy;
            }
            case "ignoreErrors" -> {
                onError = error -> {};
                return proxy;
            }
            case "start" -> {
                start();
                return null;
            }
            default -> {
                Object result = Delegation.call(stream, method, watched(arguments));
                return result == stream ? proxy : result;
            }
        }
    }

    /** Wraps consumers that get a context, because they may cancel the stream, which then ends without a call. */
    @SuppressWarnings("unchecked") // the types of the methods of TokenStream
    private Object @Nullable [] watched(Object @Nullable [] arguments) {
        if (arguments == null || arguments.length != 1 || !(arguments[0] instanceof BiConsumer<?, ?> consumer)) {
            return arguments;
        }
        BiConsumer<Object, Object> user = (BiConsumer<Object, Object>) consumer;
        BiConsumer<Object, Object> watching = (part, context) -> {
            try {
                user.accept(part, context);
            } finally {
                AgentSpan span = running;
                if (span != null && isCancelled(context)) {
                    span.close();
                }
            }
        };
        return new Object[] {watching};
    }

    private static boolean isCancelled(Object context) {
        try {
            Object handle = context.getClass().getMethod("streamingHandle").invoke(context);
            if (handle == null) {
                return false;
            }
            Method cancelled = handle.getClass().getMethod("isCancelled");
            // The implementing class of an interface need not be public.
            cancelled.setAccessible(true);
            return Boolean.TRUE.equals(cancelled.invoke(handle));
        } catch (ReflectiveOperationException | RuntimeException otherVersion) {
            return false;
        }
    }

    private static Object argument(Object @Nullable [] arguments) {
        if (arguments == null || arguments.length != 1 || arguments[0] == null) {
            throw new IllegalArgumentException("a consumer is needed");
        }
        return arguments[0];
    }

    private void start() {
        Consumer<Throwable> failed = onError;
        if (failed == null) {
            // The stream itself reports what is missing.
            stream.start();
            return;
        }
        AgentSpan span = builder.startDetached();
        running = span;
        try {
            span.context().wrap(() -> started(span, failed)).run();
        } catch (RuntimeException | Error e) {
            span.fail(e);
            span.close();
            throw e;
        }
    }

    private void started(AgentSpan span, Consumer<Throwable> failed) {
        stream.onCompleteResponse(response -> {
                    if (response.aiMessage() != null && response.aiMessage().text() != null) {
                        span.answer(response.aiMessage().text());
                    }
                    span.close();
                    onComplete.accept(response);
                })
                .onError(error -> {
                    span.fail(error);
                    span.close();
                    failed.accept(error);
                })
                .start();
    }
}
