package io.amp4j.samples.demo;

import io.amp4j.otel.contract.data.AgentDetails;
import io.amp4j.otel.contract.data.EmbeddingDetails;
import io.amp4j.otel.contract.data.LlmDetails;
import io.amp4j.otel.contract.data.RenderedTokens;
import io.amp4j.otel.contract.data.SpanDetails;
import io.amp4j.otel.contract.data.SpanPreview;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Spans in words. */
final class TraceText {
    private TraceText() {}

    /** Returns a span on one line. */
    static String line(ReceivedTrace.Row row) {
        SpanPreview preview = row.report().preview();
        RenderedTokens tokens = tokens(preview.details());
        return "[" + preview.kind().text() + "] " + row.report().span().name() + ", " + millis(row.durationNanos())
                + (tokens == null ? "" : ", " + tokens(tokens))
                + (preview.error().error() ? ", failed: " + preview.error().type() : "");
    }

    static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.0f ms", nanos / 1e6);
    }

    static String tokens(RenderedTokens tokens) {
        return tokens.total() + " tokens (" + tokens.input() + " in, " + tokens.output() + " out)";
    }

    static @Nullable RenderedTokens tokens(SpanDetails details) {
        if (details instanceof LlmDetails llm) {
            return llm.tokens();
        }
        if (details instanceof AgentDetails agent) {
            return agent.tokens();
        }
        return details instanceof EmbeddingDetails embedding ? embedding.tokens() : null;
    }
}
