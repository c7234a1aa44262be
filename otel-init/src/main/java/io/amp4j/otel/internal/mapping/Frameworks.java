package io.amp4j.otel.internal.mapping;

import io.amp4j.otel.AmpAttributes;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.data.SpanData;

/** Recognises the frameworks whose words AMP does not read. Pure. */
public final class Frameworks {
    private static final String NONE = "none";

    private Frameworks() {}

    /** Returns the span in AMP's words: itself if there is nothing to say otherwise. */
    public static SpanData mapped(SpanData span) {
        if (!mayKnow(span.getAttributes())) {
            return span;
        }
        boolean root = !span.getParentSpanContext().isValid();
        Rewrite rewrite = new Rewrite(span.getName(), span.getAttributes(), root);
        rewrite(rewrite);
        Attributes attributes = rewrite.attributes();
        return attributes == span.getAttributes() && rewrite.name().equals(span.getName())
                ? span
                : new MappedSpan(span, rewrite.name(), attributes);
    }

    /** Returns whether the span may be one of theirs; most spans of a process are not. */
    private static boolean mayKnow(Attributes attributes) {
        boolean[] known = {false};
        attributes.forEach((key, value) -> {
            String name = key.getKey();
            known[0] |= name.equals(OpenInference.KIND)
                    || name.startsWith("spring.ai.")
                    || name.startsWith("gen_ai.usage.")
                    || name.equals("gen_ai.operation.name")
                    || name.equals("input_tokens")
                    || name.equals("output_tokens");
        });
        return known[0];
    }

    /** Adds what AMP reads. */
    private static void rewrite(Rewrite span) {
        OpenInference.rewrite(span);
        SpringAi.rewrite(span);
        LangChain4j.rewrite(span);
        modelCall(span);
    }

    /**
     * Micrometer writes every value as text, and Spring AI {@code none} for a value that is not there, as for the model that did
     * not answer. LangChain4j's counts have no prefix.
     */
    private static void modelCall(Rewrite span) {
        if (span.text("gen_ai.operation.name", "gen_ai.system", "gen_ai.provider.name") == null) {
            return;
        }
        span.number(AmpAttributes.USAGE_INPUT_TOKENS, span.integer("gen_ai.usage.input_tokens", "input_tokens"));
        span.number(AmpAttributes.USAGE_OUTPUT_TOKENS, span.integer("gen_ai.usage.output_tokens", "output_tokens"));
        span.number(
                AmpAttributes.USAGE_CACHE_READ_TOKENS,
                span.integer("gen_ai.usage.cache_read_input_tokens", "gen_ai.usage.cache_read.input_tokens"));
        span.number(AmpAttributes.REQUEST_TEMPERATURE, span.decimal("gen_ai.request.temperature"));
        span.number(AmpAttributes.REQUEST_TOP_P, span.decimal("gen_ai.request.top_p"));
        span.number(AmpAttributes.REQUEST_MAX_TOKENS, span.integer("gen_ai.request.max_tokens"));
        span.removeModel(NONE);
    }
}
