package io.amp4j.otel.langchain4j;

import static java.util.Objects.requireNonNull;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.agent.tool.ToolSpecifications;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.service.tool.DefaultToolExecutor;
import dev.langchain4j.service.tool.ToolExecutor;
import io.amp4j.otel.span.AmpSpans;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Creates spans of a LangChain4j program, with any version 1.x: each method takes a part of the program and returns the same part with
 * spans.
 *
 * <p>Parts may be combined freely. The span of a model or tool call is a child of that of its AI service, even if an answer is streamed and
 * its tools run on another thread. Thread-safe.
 *
 * @since 0.1.0
 */
public final class LangChain4jSpans {
    private final AmpSpans spans;
    private final CallContexts contexts = new CallContexts();

    private LangChain4jSpans(AmpSpans spans) {
        this.spans = spans.framework("langchain4j");
    }

    /** Returns an instance that creates spans with {@code spans}, and with its content policy. */
    public static LangChain4jSpans using(AmpSpans spans) {
        return new LangChain4jSpans(requireNonNull(spans, "spans"));
    }

    /** Returns a listener for chat models, including streaming ones, that creates a span for each call. */
    public ChatModelListener listener() {
        return new ChatSpans(spans, contexts);
    }

    /**
     * Returns the AI service, or a single agent of the agentic module, with a span for each call of one of its methods. The span has the
     * kind agent and the name of the interface. A {@code TokenStream}, a {@code CompletionStage} or a publisher, such as a {@code Flux},
     * that it returns ends the span when it ends, fails or is cancelled. A stream that is never started has no span, nor does a publisher
     * without a subscriber.
     *
     * @param type the interface
     * @param service the service that {@code AiServices} has built
     */
    public <T> T service(Class<T> type, T service) {
        return proxy(type, new ServiceSpans(spans, type, requireNonNull(service, "service")));
    }

    /**
     * Returns a listener for the outermost agent of the agentic module, {@code listener(spans.agents(AgentListener.class))}. It creates a
     * span for each call of that agent and of those below it, with their inputs and answers. Do not use {@link #service} for the same agent
     * as well, because its calls would have two spans.
     *
     * @param type the interface {@code AgentListener}
     * @throws IllegalArgumentException if it is another interface
     */
    public <T> T agents(Class<T> type) {
        if (!type.isInterface()
                || Arrays.stream(type.getMethods())
                        .noneMatch(method -> method.getName().equals(AgenticSpans.BEFORE))) {
            throw new IllegalArgumentException("AgentListener of LangChain4j's agentic module is needed: " + type);
        }
        return proxy(type, new AgenticSpans(spans));
    }

    /**
     * Returns the {@link Tool} methods of objects for {@code AiServices.tools(Map)}, with a span for each call.
     *
     * <p>The map does not contain the {@code returnBehavior} of a tool, which newer versions have: pass the names of tools that return
     * immediately to {@code AiServices.tools(Map, Set)}.
     */
    public Map<ToolSpecification, ToolExecutor> tools(Object... objectsWithTools) {
        Map<ToolSpecification, ToolExecutor> tools = new LinkedHashMap<>();
        for (Object object : objectsWithTools) {
            for (Method method : requireNonNull(object, "object").getClass().getDeclaredMethods()) {
                if (method.isAnnotationPresent(Tool.class)) {
                    ToolSpecification specification = ToolSpecifications.toolSpecificationFrom(method);
                    tools.put(specification, tool(executor(object, method)));
                }
            }
        }
        return tools;
    }

    /** Creates an executor as {@code AiServices.tools(Object...)} does: if the version has error handlers, failures must reach them. */
    private static ToolExecutor executor(Object object, Method method) {
        try {
            Object builder = DefaultToolExecutor.class.getMethod("builder").invoke(null);
            Class<?> type = builder.getClass();
            type.getMethod("object", Object.class).invoke(builder, object);
            type.getMethod("originalMethod", Method.class).invoke(builder, method);
            type.getMethod("methodToInvoke", Method.class).invoke(builder, method);
            type.getMethod("wrapToolArgumentsExceptions", Boolean.class).invoke(builder, true);
            type.getMethod("propagateToolExecutionExceptions", Boolean.class).invoke(builder, true);
            return (ToolExecutor) type.getMethod("build").invoke(builder);
        } catch (ReflectiveOperationException older) {
            return new DefaultToolExecutor(object, method);
        }
    }

    /** Returns the executor with a span for each call. */
    public ToolExecutor tool(ToolExecutor executor) {
        return proxy(ToolExecutor.class, new ToolSpans(spans, contexts, requireNonNull(executor, "executor")));
    }

    /**
     * Returns the model with a span for each call.
     *
     * @param provider the provider, such as {@code openai}
     * @param name the name of the model
     */
    public EmbeddingModel embedding(EmbeddingModel model, String provider, String name) {
        return proxy(
                EmbeddingModel.class,
                new EmbeddingSpans(
                        spans,
                        requireNonNull(model, "model"),
                        requireNonNull(provider, "provider"),
                        requireNonNull(name, "name")));
    }

    /**
     * Returns the retriever with a span for each query.
     *
     * @param database the database that it searches, such as {@code pgvector}
     * @param collection the collection in the database
     */
    public ContentRetriever retriever(ContentRetriever retriever, String database, String collection) {
        return proxy(
                ContentRetriever.class,
                new RetrieverSpans(
                        spans,
                        requireNonNull(retriever, "retriever"),
                        requireNonNull(database, "database"),
                        requireNonNull(collection, "collection")));
    }

    /**
     * Uses a proxy, because interfaces of LangChain4j get new methods: a proxy passes on methods that did not exist when this was compiled.
     */
    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        requireNonNull(type, "type");
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
