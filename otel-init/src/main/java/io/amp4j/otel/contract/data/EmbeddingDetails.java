package io.amp4j.otel.contract.data;

import io.amp4j.otel.internal.json.Json;
import io.amp4j.otel.internal.text.Printable;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The details of an embedding call.
 *
 * @since 0.1.0
 */
public final class EmbeddingDetails implements SpanDetails {
    private final @Nullable String model;
    private final @Nullable String vendor;
    private final @Nullable RenderedTokens tokens;

    private EmbeddingDetails(@Nullable String model, @Nullable String vendor, @Nullable RenderedTokens tokens) {
        this.model = model;
        this.vendor = vendor;
        this.tokens = tokens;
    }

    /**
     * Returns a value with these components.
     *
     * @param model the model
     * @param vendor its provider
     * @param tokens the token counts
     */
    public static EmbeddingDetails of(
            @Nullable String model, @Nullable String vendor, @Nullable RenderedTokens tokens) {
        return new EmbeddingDetails(model, vendor, tokens);
    }

    /** Returns the model. */
    public @Nullable String model() {
        return model;
    }

    /** Returns its provider. */
    public @Nullable String vendor() {
        return vendor;
    }

    /** Returns the token counts. */
    public @Nullable RenderedTokens tokens() {
        return tokens;
    }

    @Override
    public Map<String, @Nullable Object> toJson() {
        return Json.members("model", model, "vendor", vendor, "tokenUsage", RenderedTokens.toJson(tokens));
    }

    /** Shows no content, and all on one line. */
    @Override
    public String toString() {
        return Printable.text("EmbeddingDetails[model=" + model + ", vendor=" + vendor, Printable.LONGEST) + ", tokens="
                + tokens + "]";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EmbeddingDetails that
                && Objects.equals(model, that.model)
                && Objects.equals(vendor, that.vendor)
                && Objects.equals(tokens, that.tokens);
    }

    @Override
    public int hashCode() {
        return Objects.hash(model, vendor, tokens);
    }
}
