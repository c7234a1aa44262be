package io.amp4j.otel.langchain4j;

import io.amp4j.otel.span.AgentSpan;
import io.amp4j.otel.span.AgentSpanBuilder;
import io.amp4j.otel.span.AmpSpans;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The listener of the agentic module: a span for each call of an agent, below that of the agent which called it. The module reports the
 * start and the end of a call on the thread that runs it, so that spans in between are children of the call. Uses reflection, because the
 * oldest supported version has no such module.
 */
final class AgenticSpans implements InvocationHandler {
    static final String BEFORE = "beforeAgentInvocation";

    private final AmpSpans spans;
    /** The parent contexts of the calls below an agent, which may run on another thread. */
    private final Map<Agent, Context> contexts = new ConcurrentHashMap<>();

    /** Removed with the last call of a thread. */
    @SuppressWarnings("ThreadLocalUsage") // one per listener, of which a program has few
    private final ThreadLocal<@Nullable Deque<Running>> running = new ThreadLocal<>();

    AgenticSpans(AmpSpans spans) {
        this.spans = spans;
    }

    /** An agent in one run of its system; runs are compared by identity. */
    private record Agent(Object run, String id) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Agent that && run == that.run && id.equals(that.id);
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(run) + id.hashCode();
        }
    }

    private record Running(Agent agent, AgentSpan span, Scope scope) {}

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        Object told = arguments != null && arguments.length == 1 ? arguments[0] : null;
        switch (method.getName()) {
            case BEFORE -> start(Objects.requireNonNull(told));
            case "afterAgentInvocation" -> end(Objects.requireNonNull(told), null);
            case "onAgentInvocationError" -> {
                Object failure = read(Objects.requireNonNull(told), "error");
                end(told, failure instanceof Throwable thrown ? thrown : new IllegalStateException());
            }
            case "onAgenticSystemSuspended" -> suspend(Objects.requireNonNull(told));
            case "inheritedBySubagents" -> {
                return true;
            }
            case "equals" -> {
                return proxy == told;
            }
            case "hashCode" -> {
                return System.identityHashCode(proxy);
            }
            case "toString" -> {
                return "AgenticSpans[]";
            }
            default -> {}
        }
        return null;
    }

    private static Agent agent(Object told) {
        return new Agent(
                Objects.requireNonNull(read(told, "agenticScope")),
                Objects.requireNonNull(read(told, "agentId")).toString());
    }

    @SuppressWarnings("MustBeClosedChecker") // closed at the end of the call, which another method reports
    private void start(Object request) {
        Agent agent = agent(request);
        AgentSpanBuilder builder = spans.agent(
                        Objects.requireNonNull(read(request, "agentName")).toString())
                .parent(above(agent, request));
        String said = inputs(read(request, "inputs"));
        AgentSpan span = (said.isEmpty() ? builder : builder.prompt(said)).startDetached();
        Deque<Running> stack = running.get();
        if (stack == null) {
            stack = new ArrayDeque<>();
            running.set(stack);
        }
        contexts.put(agent, span.context());
        stack.push(new Running(agent, span, span.makeCurrent()));
    }

    /** Returns the parent context: on a thread of its own, an agent is a child of its parent in the agentic system. */
    private Context above(Agent agent, Object request) {
        Context current = Context.current();
        Object instance = read(request, "agent");
        Object parent = instance == null ? null : read(instance, "parent");
        Object id = parent == null ? null : read(parent, "agentId");
        if (id == null || Span.fromContext(current).getSpanContext().isValid()) {
            return current;
        }
        return contexts.getOrDefault(new Agent(agent.run(), id.toString()), current);
    }

    private void end(Object told, @Nullable Throwable failure) {
        Agent agent = agent(told);
        Deque<Running> stack = running.get();
        if (stack == null || stack.stream().noneMatch(call -> call.agent().equals(agent))) {
            return;
        }
        Running call = pop(stack);
        while (!call.agent().equals(agent)) {
            close(call);
            call = pop(stack);
        }
        Object output = failure == null ? ServiceSpans.content(read(told, "output")) : null;
        if (failure != null) {
            call.span().fail(failure);
        } else if (output != null && !PublishedAnswer.isPublisher(output.getClass())) {
            call.span().answer(MessageTexts.text(output));
        }
        close(call);
    }

    /** Ends the running calls of a system that waits for input; it continues later with new calls. */
    private void suspend(Object run) {
        Deque<Running> stack = running.get();
        while (stack != null && !stack.isEmpty() && stack.element().agent().run() == run) {
            close(pop(stack));
        }
    }

    private Running pop(Deque<Running> stack) {
        Running call = stack.pop();
        if (stack.isEmpty()) {
            running.remove();
        }
        return call;
    }

    private void close(Running call) {
        call.scope().close();
        contexts.remove(call.agent(), call.span().context());
        call.span().close();
    }

    /** A single input is used without its name; several inputs with their names. */
    private static String inputs(@Nullable Object inputs) {
        if (!(inputs instanceof Map<?, ?> named)) {
            return "";
        }
        return named.entrySet().stream()
                .filter(entry -> entry.getKey() != null && entry.getValue() != null)
                .map(entry -> (named.size() == 1 ? "" : entry.getKey() + ": ") + MessageTexts.text(entry.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private static @Nullable Object read(Object source, String property) {
        try {
            Method method = source.getClass().getMethod(property);
            // The implementing class of an interface need not be public.
            method.setAccessible(true);
            return method.invoke(source);
        } catch (ReflectiveOperationException | RuntimeException otherVersion) {
            return null;
        }
    }
}
