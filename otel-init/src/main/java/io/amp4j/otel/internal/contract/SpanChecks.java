package io.amp4j.otel.internal.contract;

import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.Finding;
import io.amp4j.otel.contract.data.SpanPreview;
import io.amp4j.otel.contract.data.SpanView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Checks a span against all three levels. */
public final class SpanChecks {
    private SpanChecks() {}

    /** Returns the findings of all levels. */
    public static List<Finding> check(SpanView span) {
        SpanPreview preview = PreviewRules.preview(span);
        Keys keys = Keys.of(span);
        List<Finding> all = new ArrayList<>();
        if (concernsAi(preview.kind(), keys)) {
            all.addAll(PublishedChecks.check(preview, keys));
            all.addAll(SchemaChecks.check(span, preview, keys));
        }
        all.addAll(ObserverChecks.check(span, preview, keys));
        return List.copyOf(all);
    }

    /** A statement of an ordinary database counts as retriever for the observer; the contract is not about it. */
    private static boolean concernsAi(AmpSpanKind kind, Keys keys) {
        return kind != AmpSpanKind.UNKNOWN && !isPlainDatabase(kind, keys);
    }

    static boolean isPlainDatabase(AmpSpanKind kind, Keys keys) {
        if (kind != AmpSpanKind.RETRIEVER || keys.text("traceloop.span.kind") != null) {
            return false;
        }
        String system = keys.filled("db.system.name");
        system = system == null ? keys.filled("db.system") : system;
        return (system == null || !KindRules.VECTOR_DATABASES.contains(GoText.lower(system)))
                && !keys.has("db.vector.query.top_k");
    }

    /** Returns whether the keys show that the span was meant for a viewer of generative AI. */
    static boolean looksLikeAi(Keys keys) {
        for (String prefix : Set.of(
                "gen_ai.",
                "traceloop.",
                "llm.",
                "crewai.",
                "openinference.",
                "spring.ai.",
                "langchain4j.",
                "rerank.")) {
            if (keys.startingWith(prefix) != null) {
                return true;
            }
        }
        for (String key : Set.of("db.system.name", "db.system")) {
            String system = keys.text(key);
            if (system != null && KindRules.VECTOR_DATABASES.contains(GoText.lower(system))) {
                return true;
            }
        }
        return false;
    }
}
