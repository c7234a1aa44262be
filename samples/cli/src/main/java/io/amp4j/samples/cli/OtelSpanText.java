package io.amp4j.samples.cli;

import io.amp4j.otel.contract.SpanContract;
import io.amp4j.otel.contract.data.Finding;
import io.amp4j.otel.contract.data.RenderedContent;
import io.amp4j.otel.contract.data.RenderedTokens;
import io.amp4j.otel.contract.data.SpanPreview;
import io.amp4j.otel.contract.data.SpanReport;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.contract.data.TracePreview;
import io.amp4j.otel.export.SpanMapping;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Spans and traces as a person reads them in a terminal. */
final class OtelSpanText {
    /** What fits beside the label on a wide terminal. */
    private static final int MAX_CONTENT = 160;

    private OtelSpanText() {}

    /** Returns a line on a span before the mapping: what AMP would have made of it, and whose span it is. */
    static String emitted(SpanMapping mapping) {
        SpanPreview preview = SpanContract.preview(mapping.emitted());
        return "emitted by " + mapping.framework().orElse("an unknown framework") + ": "
                + oneLine(mapping.emitted().name()) + "  ->  " + preview.kind().text()
                + (preview.input().isEmpty() ? ", no input" : ", input")
                + (preview.output().isEmpty() ? ", no output" : ", output");
    }

    /** Returns one span: a line on what it is, its card, and its findings, each with the fix below. */
    static String span(SpanReport report) {
        return span(report, Optional.empty());
    }

    /** Returns one span, and the framework that it is taken for. */
    static String span(SpanReport report, Optional<String> framework) {
        SpanPreview preview = report.preview();
        List<String> lines = new ArrayList<>();
        lines.add((report.span().name().isEmpty()
                        ? "(no name)"
                        : oneLine(report.span().name()))
                + "  ->  " + preview.kind().text() + "  ("
                + preview.classification().rule() + ": "
                + oneLine(preview.classification().because()) + ")");
        framework.ifPresent(name -> lines.add("    mapping: " + name));
        content(lines, "input", preview.input());
        content(lines, "output", preview.output());
        card(preview).forEach((label, value) -> lines.add("    " + label + ": " + oneLine(value)));
        if (preview.error().error()) {
            String type = preview.error().type();
            lines.add("    error: " + (type == null ? "yes, without a type" : oneLine(type)) + " ("
                    + preview.error().rule() + ")");
        }
        findings(lines, report.findings());
        return String.join(System.lineSeparator(), lines);
    }

    private static Map<String, String> card(SpanPreview preview) {
        Map<String, String> card = new LinkedHashMap<>();
        Map<String, ?> data = preview.details().toJson();
        if (data != null) {
            data.forEach((label, value) -> card.put(label, String.valueOf(value)));
        }
        return card;
    }

    /** Returns a block for each trace that is known by its id and has more than one span. */
    static List<String> traces(Collection<SpanView> spans) {
        Map<String, List<SpanView>> traces = new LinkedHashMap<>();
        for (SpanView span : spans) {
            String id = span.traceId();
            if (id != null) {
                traces.computeIfAbsent(id, unseen -> new ArrayList<>()).add(span);
            }
        }
        List<String> lines = new ArrayList<>();
        traces.forEach((id, members) -> {
            if (members.size() > 1) {
                trace(lines, id, SpanContract.preview(members), members.size());
            }
        });
        return lines;
    }

    private static void trace(List<String> lines, String id, TracePreview trace, int count) {
        SpanView root = trace.root();
        lines.add("trace " + oneLine(id) + "  ->  " + (root == null ? "" : oneLine(root.name()) + ", ")
                + trace.rootKind().text() + ", " + count + " spans");
        content(lines, "input (" + trace.inputSource() + ")", trace.input());
        content(lines, "output (" + trace.outputSource() + ")", trace.output());
        lines.add("    tokens: " + tokens(trace.listTokens()) + (trace.listTokensPartial() ? "+" : "")
                + " in the list, " + tokens(trace.exportTokens()) + " in the export");
        lines.add("    errors: " + trace.listErrors() + " in the list, " + trace.exportErrors() + " in the export");
        findings(lines, trace.findings());
    }

    private static String tokens(@Nullable RenderedTokens tokens) {
        return tokens == null ? "none" : tokens.input() + " + " + tokens.output() + " = " + tokens.total();
    }

    private static void content(List<String> lines, String label, RenderedContent content) {
        if (!content.isEmpty()) {
            lines.add("    " + label + ": " + oneLine(content.asText()));
        }
    }

    private static void findings(List<String> lines, List<Finding> findings) {
        for (Finding finding : findings) {
            lines.add("  " + (finding.severity() == Finding.Severity.PROBLEM ? "! " : "- ") + finding.code() + ": "
                    + Printable.text(finding.message()));
            lines.add("      fix: " + Printable.text(finding.fix()));
        }
    }

    /** Spans come from anywhere. */
    private static String oneLine(String text) {
        return Printable.text(text, MAX_CONTENT);
    }
}
