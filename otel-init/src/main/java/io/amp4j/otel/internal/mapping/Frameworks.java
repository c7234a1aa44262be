package io.amp4j.otel.internal.mapping;

import io.amp4j.otel.contract.data.AmpAttributes;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recognises the frameworks whose attributes AMP does not read. An instance serves one batch of spans, on one thread. */
public final class Frameworks {
    private static final String NONE = "none";

    /** In this order: the first that recognises a span names it; each adds only attributes that are missing. */
    private static final List<Mapping> MAPPINGS = List.of(
            new Mapping("OpenInference", OpenInference::rewrite),
            new Mapping("Spring AI", SpringAi::rewrite),
            new Mapping("Google ADK", GoogleAdk::rewrite),
            new Mapping("Quarkus LangChain4j", QuarkusLangChain4j::rewrite),
            new Mapping("LangChain4j", LangChain4j::rewrite),
            new Mapping("MCP", Mcp::rewrite),
            new Mapping("OpenTelemetry", Conventions::rewrite));

    private final @Nullable Conversations conversations;
    private final Recognition recognition = new Recognition();
    private @Nullable String framework;

    /** Creates an instance without texts of calls; its only state is the last span. */
    public Frameworks() {
        this(null);
    }

    /** Creates an instance that gives agents' spans the texts of their calls. */
    public Frameworks(@Nullable Conversations conversations) {
        this.conversations = conversations;
    }

    /** Returns the span with AMP's attributes; the same instance if nothing changes. Stateless. */
    public static SpanData mapped(SpanData span) {
        return new Frameworks().map(span);
    }

    /** Returns the span with AMP's attributes; the same instance if nothing changes. */
    public SpanData map(SpanData span) {
        framework = null;
        if (!recognition.knows(span)) {
            return span;
        }
        Rewrite rewrite = new Rewrite(span, conversations);
        for (Mapping mapping : MAPPINGS) {
            if (mapping.rewriting().rewrite(rewrite) && framework == null) {
                framework = mapping.framework();
            }
        }
        modelCall(rewrite);
        Attributes attributes = rewrite.attributes();
        return attributes == span.getAttributes() && rewrite.name().equals(span.getName())
                ? span
                : new MappedSpan(span, rewrite.name(), attributes, rewrite.isRetold());
    }

    /**
     * Whether the entity texts of the span, before or after the mapping, are or may be copies of the texts of model and tool calls below
     * it.
     */
    public static boolean retells(SpanData span) {
        return (span instanceof MappedSpan mapped && mapped.isRetold())
                || GoogleAdk.SCOPE.equals(span.getInstrumentationScopeInfo().getName())
                || span.getName().startsWith(QuarkusLangChain4j.SERVICES);
    }

    /** Returns the framework that the last span came from; null if it is none of those known. */
    public @Nullable String framework() {
        return framework;
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
