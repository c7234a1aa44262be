package io.amp4j.otel.langchain4j;

import io.amp4j.otel.span.AgentSpan;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Wraps a subscriber, and ends the span of the call with the answer that the subscriber received. */
final class AnsweredSubscriber implements InvocationHandler, Delegation.WithTarget {
    /** The maximum length of the recorded answer; the rest is dropped. */
    private static final int MAX_LENGTH = 1 << 20;

    private final Class<?> publisherType;
    private final Object subscriber;
    private final AgentSpan span;
    /** Guarded by its own lock, because a subscription may be cancelled on any thread. */
    private final StringBuilder answer = new StringBuilder();

    AnsweredSubscriber(Class<?> publisherType, Object subscriber, AgentSpan span) {
        this.publisherType = publisherType;
        this.subscriber = subscriber;
        this.span = span;
    }

    @Override
    public Object target() {
        return subscriber;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (arguments == null || arguments.length == 0 || arguments[0] == null) {
            if (method.getName().equals("onComplete")) {
                end();
            }
            return Delegation.call(subscriber, method, arguments);
        }
        switch (method.getName()) {
            case "onSubscribe" -> {
                return Delegation.call(subscriber, method, new Object[] {watched(arguments[0], method)});
            }
            case "onNext" -> hear(arguments[0]);
            case "onError" -> {
                if (arguments[0] instanceof Throwable failure) {
                    span.fail(failure);
                }
                end();
            }
            default -> {}
        }
        return Delegation.call(subscriber, method, arguments);
    }

    private void hear(Object part) {
        Object content = ServiceSpans.content(part);
        String text = content == null ? "" : MessageTexts.text(content);
        synchronized (answer) {
            if (answer.length() < MAX_LENGTH) {
                answer.append(text);
            }
        }
    }

    private void end() {
        String heard;
        synchronized (answer) {
            heard = answer.toString();
        }
        if (!heard.isEmpty()) {
            span.answer(heard);
        }
        span.close();
    }

    /** Wraps a subscription, because a cancelled one makes no further call of its subscriber. */
    private Object watched(Object subscription, Method onSubscribe) {
        Class<?> type = onSubscribe.getParameterTypes()[0];
        return Proxy.newProxyInstance(
                publisherType.getClassLoader(), new Class<?>[] {type}, new Cancellation(subscription));
    }

    /** Ends the span when the subscription is cancelled. */
    private final class Cancellation implements InvocationHandler, Delegation.WithTarget {
        private final Object subscription;

        Cancellation(Object subscription) {
            this.subscription = subscription;
        }

        @Override
        public Object target() {
            return subscription;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            try {
                return Delegation.call(subscription, method, arguments);
            } finally {
                if (method.getName().equals("cancel")) {
                    end();
                }
            }
        }
    }
}
