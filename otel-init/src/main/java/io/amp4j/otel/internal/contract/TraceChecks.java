package io.amp4j.otel.internal.contract;

import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.Finding;
import io.amp4j.otel.contract.data.Finding.Level;
import io.amp4j.otel.contract.data.RenderedTokens;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.contract.data.TracePreview;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks a trace as a whole, whose spans may each be valid. */
final class TraceChecks {
    private TraceChecks() {}

    static List<Finding> check(TracePreview trace, List<SpanView> spans) {
        Findings findings = new Findings(Level.OBSERVER);
        if (spans.stream().filter(SpanView::isRoot).count() > 1) {
            findings.advice(
                    "trace.roots",
                    null,
                    "The trace has more than one root; only one of them feeds its line in the list.",
                    "Start the other spans inside the first one.");
        }
        if (trace.inputSource() == TracePreview.Source.CHILD) {
            findings.advice(
                    "trace.input-from-child",
                    Entities.INPUT,
                    "The trace's input is that of a child of the root.",
                    "Set traceloop.entity.input on the root.");
        }
        if (trace.outputSource() == TracePreview.Source.CHILD) {
            findings.advice(
                    "trace.output-from-child",
                    Entities.OUTPUT,
                    "The trace's output is that of a child of the root.",
                    "Set traceloop.entity.output on the root.");
        }
        if (countedTwice(spans)) {
            findings.problem(
                    "trace.tokens-twice",
                    "gen_ai.usage.input_tokens",
                    "A span carries tokens that spans below it carry too; export and evaluators add all of them up"
                            + exported(trace.exportTokens()) + ".",
                    "Leave token counts off the agent span, or off its model calls.");
        }
        if (trace.listErrors() == 0 && trace.exportErrors() > 0) {
            findings.advice(
                    "trace.error-hidden",
                    null,
                    "A span failed, but the trace list shows no error: it looks at the root only.",
                    "If the failure was not handled, mark the root as failed too.");
        }
        if (evaluationBelowRoot(trace, spans)) {
            findings.problem(
                    "trace.evaluation-ids",
                    "task.id",
                    "task.id or trial.id stands on a span below the root, where it is not read.",
                    "Set both on the root span.");
        }
        return findings.list();
    }

    private static String exported(@Nullable RenderedTokens tokens) {
        return tokens == null ? "" : " to " + tokens.total();
    }

    private static boolean evaluationBelowRoot(TracePreview trace, List<SpanView> spans) {
        return spans.stream()
                .filter(span -> !span.equals(trace.root()))
                .map(Keys::of)
                .anyMatch(keys -> (keys.filled("task.id") != null && trace.taskId() == null)
                        || (keys.filled("trial.id") != null && trace.trialId() == null));
    }

    /** An agent or chain with counts, and a model call with counts below it. */
    private static boolean countedTwice(List<SpanView> spans) {
        Map<String, SpanView> byId = new HashMap<>();
        for (SpanView span : spans) {
            if (span.spanId() != null) {
                byId.put(span.spanId(), span);
            }
        }
        IdentityHashMap<SpanView, Boolean> known = new IdentityHashMap<>();
        for (SpanView span : spans) {
            if (counts(span)
                    && KindRules.classify(span).kind() == AmpSpanKind.LLM
                    && isBelowCounts(span, byId, known)) {
                return true;
            }
        }
        return false;
    }

    /** Looks at each span once, however deep the trace: what was found for one holds for all on the way to it. */
    private static boolean isBelowCounts(
            SpanView span, Map<String, SpanView> byId, IdentityHashMap<SpanView, Boolean> known) {
        List<SpanView> way = new ArrayList<>();
        SpanView at = span;
        while (at != null && known.putIfAbsent(at, false) == null) {
            way.add(at);
            at = parent(at, byId);
        }
        boolean below = at != null && (known.getOrDefault(at, false) || isCircleWithCounts(way, at));
        for (int i = way.size() - 1; i >= 0; i--) {
            below |= at != null && counts(at);
            known.put(way.get(i), below);
            at = way.get(i);
        }
        return known.getOrDefault(span, false);
    }

    /** Spans whose parents go round in a circle are all below one another. */
    @SuppressWarnings("ReferenceEquality") // the same span, not one like it
    private static boolean isCircleWithCounts(List<SpanView> way, SpanView again) {
        boolean inside = false;
        boolean counts = false;
        for (SpanView span : way) {
            inside |= span == again;
            counts |= inside && counts(span);
        }
        return counts;
    }

    private static boolean counts(SpanView span) {
        return Usage.of(Keys.of(span)) != null;
    }

    private static @Nullable SpanView parent(SpanView span, Map<String, SpanView> byId) {
        return span.parentSpanId() == null ? null : byId.get(span.parentSpanId());
    }
}
