package io.amp4j.otel.contract;

import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.Classification;
import io.amp4j.otel.contract.data.Finding;
import io.amp4j.otel.contract.data.SpanError;
import io.amp4j.otel.contract.data.SpanPreview;
import io.amp4j.otel.contract.data.SpanReport;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.contract.data.TracePreview;
import io.amp4j.otel.internal.contract.KindRules;
import io.amp4j.otel.internal.contract.PreviewRules;
import io.amp4j.otel.internal.contract.SpanChecks;
import io.amp4j.otel.internal.contract.StatusRules;
import io.amp4j.otel.internal.contract.TraceRules;
import java.util.Collection;
import java.util.List;

/**
 * Computes offline how AMP interprets spans: which kind a span gets and why, what the Console shows for it, and what is wrong with it.
 *
 * <p>All methods are pure: no clock, no network, no state; the same span always gives the same result, whatever the order of its
 * attributes, and they throw for no span. They are thread-safe.
 *
 * @since 0.1.0
 */
public final class SpanContract {
    private SpanContract() {}

    /** Returns the kind that AMP's details view shows for the span, and the rule that decides it. */
    public static Classification classify(SpanView span) {
        return KindRules.classify(span);
    }

    /** Returns the kind that AMP's span list derives from the name before any attributes are loaded. */
    public static AmpSpanKind classifyByName(String name) {
        return KindRules.classifyByName(name);
    }

    /**
     * Returns whether AMP treats a span of this name as a model call when it sums tokens and searches for a trace's input and output:
     * {@code chat}, {@code chat …} or {@code ….chat}, in any case.
     */
    public static boolean isLeafLlmName(String name) {
        return KindRules.isLeafLlmName(name);
    }

    /** Returns whether AMP shows the span as failed, and why. */
    public static SpanError error(SpanView span) {
        return StatusRules.error(span);
    }

    /** Returns what the Console shows for the span. */
    public static SpanPreview preview(SpanView span) {
        return PreviewRules.preview(span);
    }

    /**
     * Returns what the Console shows for a trace.
     *
     * @param trace the spans of one trace, in any order
     */
    public static TracePreview preview(Collection<SpanView> trace) {
        return TraceRules.preview(List.copyOf(trace));
    }

    /**
     * Returns everything that is wrong with the span: first by the published contract, then by AMP's schema, then for the observer. A span
     * that is not about generative AI has no findings.
     */
    public static List<Finding> check(SpanView span) {
        return SpanChecks.check(span);
    }

    /** Returns {@link #preview(SpanView)} and {@link #check} in one. */
    public static SpanReport report(SpanView span) {
        return SpanReport.of(span, preview(span), check(span));
    }
}
