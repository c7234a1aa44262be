package io.amp4j.otel.internal.mapping;

import io.amp4j.otel.AmpAttributes;
import io.opentelemetry.api.common.Attributes;

/** Recognises the frameworks whose words AMP does not read. Pure. */
public final class Frameworks {
    private Frameworks() {}

    /** Returns whether the span may be one of theirs; most spans of a process are not. */
    public static boolean mayKnow(Attributes attributes) {
        boolean[] known = {false};
        attributes.forEach((key, value) -> {
            String name = key.getKey();
            known[0] |= name.equals(OpenInference.KIND)
                    || name.startsWith("spring.ai.")
                    || name.startsWith("gen_ai.usage.")
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

    /** LangChain4j's counts have no prefix; those of Spring AI, and of anything bridged from Micrometer, are texts. */
    private static void modelCall(Rewrite span) {
        if (span.text("gen_ai.operation.name", "gen_ai.system", "gen_ai.provider.name") == null) {
            return;
        }
        span.count(AmpAttributes.USAGE_INPUT_TOKENS, span.integer("gen_ai.usage.input_tokens", "input_tokens"));
        span.count(AmpAttributes.USAGE_OUTPUT_TOKENS, span.integer("gen_ai.usage.output_tokens", "output_tokens"));
    }
}
