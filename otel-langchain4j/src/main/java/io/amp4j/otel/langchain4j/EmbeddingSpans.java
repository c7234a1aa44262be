package io.amp4j.otel.langchain4j;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import io.amp4j.otel.span.AmpSpans;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Creates a span for each call of an embedding model, whichever of its methods is called. */
final class EmbeddingSpans implements InvocationHandler, Delegation.WithTarget {
    private final AmpSpans spans;
    private final EmbeddingModel model;
    private final String provider;
    private final String name;

    EmbeddingSpans(AmpSpans spans, EmbeddingModel model, String provider, String name) {
        this.spans = spans;
        this.model = model;
        this.provider = provider;
        this.name = name;
    }

    @Override
    public Object target() {
        return model;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        boolean embeds = method.getName().equals("embed") || method.getName().equals("embedAll");
        if (!embeds || arguments == null || arguments.length == 0) {
            return Delegation.call(model, method, arguments);
        }
        // A request object, which newer versions have, may name another model.
        String asked = read(arguments[0], "modelName") instanceof String text && !text.isEmpty() ? text : name;
        return spans.embedding(provider, asked).input(texts(arguments[0])).call(span -> {
            Object result = Delegation.call(model, method, arguments);
            if (read(result, "modelName") instanceof String answered && !answered.isEmpty()) {
                span.responseModel(answered);
            }
            Object counted =
                    result instanceof Response<?> response ? response.tokenUsage() : read(result, "tokenUsage");
            TokenUsage usage = counted instanceof TokenUsage count ? count : null;
            if (usage != null && usage.inputTokenCount() != null) {
                span.tokensUsed(usage.inputTokenCount());
            }
            return result;
        });
    }

    private static List<String> texts(Object input) {
        if (input instanceof String text) {
            return List.of(text);
        }
        if (input instanceof TextSegment segment) {
            return List.of(segment.text());
        }
        // A request object, which newer versions have, is a list of inputs, each with contents.
        Object inputs = input instanceof List<?> ? input : read(input, "inputs");
        return inputs instanceof List<?> segments
                ? segments.stream().map(EmbeddingSpans::text).toList()
                : List.of();
    }

    private static String text(@Nullable Object input) {
        if (input instanceof TextSegment segment) {
            return segment.text();
        }
        Object contents = input == null ? null : read(input, "contents");
        return contents != null ? MessageTexts.text(contents) : input == null ? "" : MessageTexts.text(input);
    }

    private static @Nullable Object read(@Nullable Object source, String property) {
        try {
            return source == null ? null : source.getClass().getMethod(property).invoke(source);
        } catch (ReflectiveOperationException otherVersion) {
            return null;
        }
    }
}
