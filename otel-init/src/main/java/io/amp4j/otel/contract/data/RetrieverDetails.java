package io.amp4j.otel.contract.data;

import io.amp4j.otel.internal.json.Json;
import io.amp4j.otel.internal.text.Printable;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The details of a search in a vector store.
 *
 * @since 0.1.0
 */
public final class RetrieverDetails implements SpanDetails {
    private final @Nullable String vectorDb;
    private final @Nullable String collection;
    private final long topK;

    private RetrieverDetails(@Nullable String vectorDb, @Nullable String collection, long topK) {
        this.vectorDb = vectorDb;
        this.collection = collection;
        this.topK = topK;
    }

    /**
     * Returns a value with these components.
     *
     * @param vectorDb the database
     * @param collection the collection or index
     * @param topK how many results were requested; 0 if not shown
     */
    public static RetrieverDetails of(@Nullable String vectorDb, @Nullable String collection, long topK) {
        return new RetrieverDetails(vectorDb, collection, topK);
    }

    /** Returns the database. */
    public @Nullable String vectorDb() {
        return vectorDb;
    }

    /** Returns the collection or index. */
    public @Nullable String collection() {
        return collection;
    }

    /** Returns how many results were requested; 0 if not shown. */
    public long topK() {
        return topK;
    }

    @Override
    public Map<String, @Nullable Object> toJson() {
        return Json.members("vectorDB", vectorDb, "collection", collection, "topK", topK == 0 ? null : topK);
    }

    /** Shows no content, and all on one line. */
    @Override
    public String toString() {
        return Printable.text("RetrieverDetails[vectorDb=" + vectorDb + ", collection=" + collection, Printable.LONGEST)
                + ", topK=" + topK + "]";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RetrieverDetails that
                && Objects.equals(vectorDb, that.vectorDb)
                && Objects.equals(collection, that.collection)
                && topK == that.topK;
    }

    @Override
    public int hashCode() {
        return Objects.hash(vectorDb, collection, topK);
    }
}
