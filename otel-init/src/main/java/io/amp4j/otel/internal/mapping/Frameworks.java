package io.amp4j.otel.internal.mapping;

import io.amp4j.otel.AmpAttributes;
import io.opentelemetry.api.common.Attributes;
import java.util.Set;

/** Recognises the frameworks whose words AMP does not read. Pure. */
public final class Frameworks {
    private static final String NONE = "none";
    private static final Set<String> MODELS = Set.of("gen_ai.request.model", "gen_ai.response.model");
    private static final Set<String> NUMBERS =
            Set.of("gen_ai.request.temperature", "gen_ai.request.top_p", "gen_ai.request.max_tokens");

    private Frameworks() {}

    /** Returns whether the span may be one of theirs; most spans of a process are not. */
    public static boolean mayKnow(Attributes attributes) {
        boolean[] known = {false};
        attributes.forEach((key, value) -> {
            String name = key.getKey();
            known[0] |= name.equals(OpenInference.KIND)
                    || name.startsWith("spring.ai.")
                    || name.startsWith("gen_ai.usage.")
                    || (name.startsWith("gen_ai.re") && value instanceof String text && isFromMicrometer(name, text))
                    || name.equals("input_tokens")
                    || name.equals("output_tokens");
        });
        return known[0];
    }

    /** Adds what AMP reads. */
    public static void rewrite(Rewrite span) {
        OpenInference.rewrite(span);
        SpringAi.rewrite(span);
        modelCall(span);
    }

    /** Micrometer writes every value as text, and {@code none} for a value that is not there, as for the model that did not answer. */
    private static boolean isFromMicrometer(String name, String value) {
        return NUMBERS.contains(name) || (MODELS.contains(name) && value.equals(NONE));
    }

    /** LangChain4j's counts have no prefix; those of Spring AI, and of anything bridged from Micrometer, are texts. */
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
        for (String model : MODELS) {
            if (NONE.equals(span.text(model))) {
                span.remove(model);
            }
        }
    }
}
