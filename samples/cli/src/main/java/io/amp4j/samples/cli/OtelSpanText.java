package io.amp4j.samples.cli;

import io.amp4j.otel.Finding;
import io.amp4j.otel.RenderedContent;
import io.amp4j.otel.RenderedTokens;
import io.amp4j.otel.SpanContract;
import io.amp4j.otel.SpanPreview;
import io.amp4j.otel.SpanReport;
import io.amp4j.otel.SpanView;
import io.amp4j.otel.TracePreview;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Spans and traces as a person reads them in a terminal. */
final class OtelSpanText {
    /** What fits beside the label on a wide terminal. */
    private static final int MAX_CONTENT = 160;

    /** C0 and C1 controls (xterm takes U+009B for the start of a sequence), line separators, and what turns text around. */
    private static final Pattern UNPRINTABLE =
            Pattern.compile("[\\x00-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]+");

    private OtelSpanText() {}

    /** Returns the report as one line of JSON in which what a terminal would obey is escaped; it can only stand inside texts. */
    static String json(SpanReport report) {
        return UNPRINTABLE.matcher(report.toJson()).replaceAll(found -> {
            StringBuilder escaped = new StringBuilder();
            found.group().chars().forEach(c -> escaped.append(String.format("\\u%04x", c)));
            return Matcher.quoteReplacement(escaped.toString());
        });
    }

    /** Returns one span: a line on what it is, its card, and its findings, each with the fix below. */
    static String span(SpanReport report) {
        SpanPreview preview = report.preview();
        List<String> lines = new ArrayList<>();
        lines.add((report.span().name().isEmpty()
                        ? "(no name)"
                        : oneLine(report.span().name()))
                + "  ->  " + preview.kind().text() + "  ("
                + preview.classification().rule() + ": "
                + oneLine(preview.classification().because()) + ")");
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
                    + plain(finding.message()));
            lines.add("      fix: " + plain(finding.fix()));
        }
    }

    private static String oneLine(String text) {
        return plain(text.length() > MAX_CONTENT ? text.substring(0, MAX_CONTENT) + "…" : text);
    }

    /** Spans come from anywhere: no control character of theirs reaches the terminal. */
    static String plain(String text) {
        return UNPRINTABLE.matcher(text).replaceAll(" ");
    }
}
