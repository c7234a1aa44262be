package io.amp4j.otel.internal.mapping;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.function.BiConsumer;

/**
 * Returns quickly whether a span may be of a known framework; most spans of a process are not, and the first letters of their keys show
 * that.
 */
final class Recognition implements BiConsumer<AttributeKey<?>, Object> {
    private boolean known;

    /** Reads the keys. The same instance serves one span after the other, so that this allocates nothing. */
    boolean knows(SpanData span) {
        known = GoogleAdk.SCOPE.equals(span.getInstrumentationScopeInfo().getName())
                || span.getName().startsWith(QuarkusLangChain4j.PREFIX);
        if (!known) {
            span.getAttributes().forEach(this);
        }
        return known;
    }

    @Override
    public void accept(AttributeKey<?> key, Object value) {
        if (!known) {
            known = isOfFramework(key.getKey());
        }
    }

    private static boolean isOfFramework(String key) {
        if (key.length() < 4) {
            return false;
        }
        return switch (key.charAt(0)) {
            case 'g' ->
                key.startsWith("gen_ai.usage.")
                        || key.equals("gen_ai.operation.name")
                        || key.equals("gen_ai.provider.name")
                        || key.equals("gen_ai.prompt")
                        || key.equals("gen_ai.completion");
            case 'i' -> key.equals("input_tokens");
            case 'm' -> key.equals(Mcp.METHOD);
            case 'o' -> key.equals(OpenInference.KIND) || key.equals("output_tokens");
            case 's' -> key.startsWith("spring.ai.");
            default -> false;
        };
    }
}
