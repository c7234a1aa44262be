package io.amp4j.otel.langchain4j;

import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import io.amp4j.otel.span.AmpSpans;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A span for each query of a retriever. */
final class RetrieverSpans implements InvocationHandler, Delegation.WithTarget {
    private final AmpSpans spans;
    private final ContentRetriever retriever;
    private final String database;
    private final String collection;

    RetrieverSpans(AmpSpans spans, ContentRetriever retriever, String database, String collection) {
        this.spans = spans;
        this.retriever = retriever;
        this.database = database;
        this.collection = collection;
    }

    @Override
    public Object target() {
        return retriever;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (arguments == null || arguments.length != 1 || !(arguments[0] instanceof Query query)) {
            return Delegation.call(retriever, method, arguments);
        }
        return spans.retriever(database, collection).query(query.text()).call(span -> {
            Object found = Delegation.call(retriever, method, arguments);
            if (found instanceof List<?> contents) {
                span.documents(contents.stream()
                        .filter(Content.class::isInstance)
                        .map(content -> ((Content) content).textSegment())
                        .filter(segment -> segment != null)
                        .map(segment -> segment.text())
                        .toList());
            }
            return found;
        });
    }
}
