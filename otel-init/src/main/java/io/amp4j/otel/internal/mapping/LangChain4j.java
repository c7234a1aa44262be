package io.amp4j.otel.internal.mapping;

import java.util.Set;

/** LangChain4j: models' calls through Micrometer, told by their outcome; the name lacks the blank that AMP's list looks for. */
final class LangChain4j {
    private static final Set<String> OUTCOMES = Set.of("SUCCESS", "ERROR");

    private LangChain4j() {}

    static boolean rewrite(Rewrite span) {
        String outcome = span.text("outcome");
        if (outcome == null || !OUTCOMES.contains(outcome) || !"chat".equals(span.text("gen_ai.operation.name"))) {
            return false;
        }
        span.removeModel("unknown");
        span.rename("chat", span.text("gen_ai.request.model"));
        return true;
    }
}
