package io.amp4j.otel.langchain4j;

import io.amp4j.otel.span.AgentSpan;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Wraps a publisher that a service returns, such as a Flux: the span of the call ends when its first subscription ends, fails or is
 * cancelled; each further subscription has a span of its own. Uses reflection, because a program may have no reactive library.
 */
final class PublishedAnswer implements InvocationHandler, Delegation.WithTarget {
    private static final List<String> CONVERSIONS = List.of("fromDirect", "from", "fromPublisher");
    /** The interface through which Reactor passes its context; without it, subscribers would lose the context. */
    private static final String CORE_SUBSCRIBER = "reactor.core.CoreSubscriber";

    private final Class<?> publisherType;
    private final Object publisher;
    private final AtomicReference<@Nullable AgentSpan> ofCall;
    private final Supplier<AgentSpan> next;

    private PublishedAnswer(Class<?> publisherType, Object publisher, AgentSpan ofCall, Supplier<AgentSpan> next) {
        this.publisherType = publisherType;
        this.publisher = publisher;
        this.ofCall = new AtomicReference<>(ofCall);
        this.next = next;
    }

    /** Returns whether another publisher can be returned for this declared type. */
    static boolean isReplaceable(Class<?> declared) {
        Class<?> publisherType = publisherType(declared);
        return publisherType != null && (declared == publisherType || conversion(declared, publisherType) != null);
    }

    /** Returns whether the type is a publisher of the JDK or of Reactive Streams. */
    static boolean isPublisher(@Nullable Class<?> type) {
        return publisherType(type) != null;
    }

    /**
     * Returns a publisher of the same type that ends the spans.
     *
     * @param declared the declared return type, for which {@link #isReplaceable} is true
     * @param ofCall the running span of the call
     * @param next starts a span for a further subscription
     */
    static Object watched(Class<?> declared, Object publisher, AgentSpan ofCall, Supplier<AgentSpan> next)
            throws ReflectiveOperationException {
        Class<?> publisherType = publisherType(declared);
        if (publisherType == null) {
            throw new IllegalArgumentException("no publisher: " + declared);
        }
        Object watched = proxy(List.of(publisherType), new PublishedAnswer(publisherType, publisher, ofCall, next));
        Method conversion = declared == publisherType ? null : conversion(declared, publisherType);
        return conversion == null ? watched : conversion.invoke(null, watched);
    }

    private static @Nullable Class<?> publisherType(@Nullable Class<?> type) {
        if (type == null || type == Flow.Publisher.class || type.getName().equals("org.reactivestreams.Publisher")) {
            return type;
        }
        for (Class<?> above : type.getInterfaces()) {
            Class<?> found = publisherType(above);
            if (found != null) {
                return found;
            }
        }
        return publisherType(type.getSuperclass());
    }

    /** Returns the method that converts any publisher to the declared type; it has the same name in all libraries. */
    private static @Nullable Method conversion(Class<?> declared, Class<?> publisherType) {
        return Arrays.stream(declared.getMethods())
                .filter(method -> Modifier.isStatic(method.getModifiers())
                        && CONVERSIONS.contains(method.getName())
                        && Arrays.equals(method.getParameterTypes(), new Class<?>[] {publisherType})
                        && declared.isAssignableFrom(method.getReturnType()))
                .min(Comparator.comparingInt(method -> CONVERSIONS.indexOf(method.getName())))
                .orElse(null);
    }

    private static Object proxy(List<Class<?>> types, InvocationHandler handler) {
        // The class loader of the last type can load the others.
        ClassLoader loader = types.get(types.size() - 1).getClassLoader();
        return Proxy.newProxyInstance(loader, types.toArray(Class<?>[]::new), handler);
    }

    @Override
    public Object target() {
        return publisher;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (!method.getName().equals("subscribe")
                || arguments == null
                || arguments.length != 1
                || arguments[0] == null) {
            return Delegation.call(publisher, method, arguments);
        }
        AgentSpan first = ofCall.getAndSet(null);
        AgentSpan span = first == null ? next.get() : first;
        Class<?> subscriberType = method.getParameterTypes()[0];
        Class<?> core = coreSubscriber(arguments[0].getClass());
        Object subscriber = proxy(
                core == null ? List.of(subscriberType) : List.of(subscriberType, core),
                new AnsweredSubscriber(publisherType, arguments[0], span));
        // Work that a publisher does only on subscription belongs to the call too.
        try {
            return span.context()
                    .wrap(() -> Delegation.call(publisher, method, new Object[] {subscriber}))
                    .call();
        } catch (Exception | Error e) {
            span.fail(e);
            span.close();
            throw e;
        }
    }

    private static @Nullable Class<?> coreSubscriber(@Nullable Class<?> type) {
        if (type == null || type.getName().equals(CORE_SUBSCRIBER)) {
            return type;
        }
        for (Class<?> above : type.getInterfaces()) {
            Class<?> found = coreSubscriber(above);
            if (found != null) {
                return found;
            }
        }
        return coreSubscriber(type.getSuperclass());
    }
}
