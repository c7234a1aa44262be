package io.amp4j.samples.demo;

import static io.amp4j.samples.demo.Html.text;

import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.RenderedContent;
import io.amp4j.otel.contract.data.RenderedTokens;
import io.amp4j.otel.contract.data.SpanPreview;
import io.amp4j.otel.contract.data.TracePreview;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The page on what happened: a time line, each chapter, and the trace as AMP would show it. */
final class Page {
    private final List<Timeline.Chapter> chapters;
    private final ReceivedTrace trace;

    Page(List<Timeline.Chapter> chapters, ReceivedTrace trace) {
        this.chapters = chapters;
        this.trace = trace;
    }

    String html() {
        StringBuilder out = new StringBuilder();
        long end = Math.max(
                1,
                chapters.stream().mapToLong(Timeline.Chapter::endMillis).max().orElse(1));
        long checked = chapters.stream()
                .flatMap(chapter -> chapter.events().stream())
                .filter(event -> event.who().equals(Timeline.CHECKED))
                .count();
        out.append("<p>Everything on this page happened in one JVM within ")
                .append(seconds(end))
                .append("; ")
                .append(checked)
                .append(" claims were checked and hold.</p>\n");
        timeline(out, end);
        trace(out);
        for (int i = 0; i < chapters.size(); i++) {
            chapter(out, i + 1, chapters.get(i));
        }
        return Html.page("What happened in the demo of amp4j", out.toString());
    }

    private void timeline(StringBuilder out, long end) {
        out.append("<nav aria-label=\"Time line\"><ol class=\"line\">\n");
        for (int i = 0; i < chapters.size(); i++) {
            Timeline.Chapter chapter = chapters.get(i);
            out.append("<li><a href=\"#chapter-").append(i + 1).append("\">");
            out.append(i + 1).append(". ").append(text(chapter.title())).append("</a>");
            lane(out, chapter.startMillis(), chapter.endMillis() - chapter.startMillis(), end, false);
            out.append("<span class=\"when\">").append(seconds(chapter.startMillis()));
            out.append(" to ").append(seconds(chapter.endMillis())).append("</span></li>\n");
        }
        out.append("</ol></nav>\n");
    }

    private static void chapter(StringBuilder out, int number, Timeline.Chapter chapter) {
        out.append("<section aria-labelledby=\"chapter-").append(number).append("\"><h2 id=\"chapter-");
        out.append(number).append("\">").append(number).append(". ");
        out.append(text(chapter.title())).append("</h2><p>").append(text(chapter.about()));
        out.append("</p>\n<table><thead><tr><th scope=\"col\">ms</th><th scope=\"col\">who</th>");
        out.append("<th scope=\"col\">what</th></tr></thead><tbody>\n");
        for (Timeline.Event event : chapter.events()) {
            String style = switch (event.who()) {
                case Timeline.CHECKED -> " class=\"checked\"";
                case "log" -> " class=\"log\"";
                default -> "";
            };
            out.append("<tr")
                    .append(style)
                    .append("><td>")
                    .append(event.millis())
                    .append("</td><td>");
            out.append(text(event.who()))
                    .append("</td><td>")
                    .append(text(event.what()))
                    .append("</td></tr>\n");
        }
        out.append("</tbody></table></section>\n");
    }

    private void trace(StringBuilder out) {
        TracePreview whole = trace.preview();
        List<ReceivedTrace.Row> rows = trace.rows();
        RenderedTokens tokens = whole.listTokens();
        out.append("<section aria-labelledby=\"trace\"><h2 id=\"trace\">The trace, as AMP would show it</h2>\n");
        out.append("<p>Kinds, names and contents are what AMP's observer makes of the spans that arrived. ");
        out.append("Open a span for what it holds.</p>\n<dl>");
        term(out, "input", whole.input().asText());
        term(out, "output", whole.output().asText());
        term(out, "duration", TraceText.millis(rows.get(0).durationNanos()));
        term(out, "tokens", tokens == null ? "none" : TraceText.tokens(tokens));
        term(out, "failed", whole.listErrors() == 0 ? "no" : "yes");
        out.append("</dl>\n<ol class=\"trace\">\n");
        rows.forEach(row -> span(out, row, rows.get(0).durationNanos()));
        out.append("</ol></section>\n");
    }

    private static void span(StringBuilder out, ReceivedTrace.Row row, long whole) {
        SpanPreview preview = row.report().preview();
        RenderedTokens tokens = TraceText.tokens(preview.details());
        boolean failed = preview.error().error();
        out.append("<li><details")
                .append(row.depth() == 0 ? " open" : "")
                .append("><summary><span style=\"padding-left:");
        out.append(String.format(Locale.ROOT, "%.1f", row.depth() * 1.5)).append("rem\"><span class=\"kind ");
        out.append(style(preview.kind()))
                .append("\">")
                .append(text(preview.kind().text()))
                .append("</span>");
        out.append(text(row.report().span().name()));
        out.append(failed ? " <strong class=\"failed\">failed</strong>" : "").append("</span>");
        lane(out, row.startNanos(), row.durationNanos(), Math.max(1, whole), failed);
        out.append("<span class=\"when\">").append(TraceText.millis(row.durationNanos()));
        out.append("</span><span class=\"when\">").append(tokens == null ? "" : tokens.total() + " tokens");
        out.append("</span></summary><dl>");
        content(out, "input", preview.input());
        content(out, "output", preview.output());
        Map<String, @Nullable Object> details = preview.details().toJson();
        if (details != null) {
            details.forEach((name, value) -> {
                if (value != null) {
                    term(out, name, words(value));
                }
            });
        }
        if (failed) {
            term(
                    out,
                    "error",
                    preview.error().type() == null ? "yes" : preview.error().type());
        }
        out.append("</dl></details></li>\n");
    }

    /** Draws a bar from {@code start}, as a part of {@code whole}; what it shows is said in words beside it. */
    private static void lane(StringBuilder out, long start, long length, long whole, boolean failed) {
        out.append("<span class=\"lane\" aria-hidden=\"true\"><span").append(failed ? " class=\"bad\"" : "");
        out.append(String.format(
                Locale.ROOT,
                " style=\"left:%.1f%%;width:%.1f%%\"></span></span>",
                Math.min(99, 100.0 * start / whole),
                Math.min(100, 100.0 * length / whole)));
    }

    private static void content(StringBuilder out, String name, RenderedContent content) {
        if (!content.isEmpty()) {
            term(out, name, content.asText());
        }
    }

    private static void term(StringBuilder out, String name, String value) {
        out.append("<dt>")
                .append(text(name))
                .append("</dt><dd>")
                .append(text(value))
                .append("</dd>\n");
    }

    /** Returns a value of the details without the signs of a programming language. */
    private static String words(Object value) {
        StringJoiner words = new StringJoiner(", ");
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> {
                if (item != null) {
                    words.add(key + " " + words(item));
                }
            });
            return words.toString();
        }
        if (value instanceof List<?> list) {
            list.forEach(item -> words.add(item == null ? "" : words(item)));
            return words.toString();
        }
        return value.toString();
    }

    private static String style(AmpSpanKind kind) {
        return switch (kind) {
            case AGENT, LLM, TOOL, RETRIEVER -> kind.text();
            default -> "other";
        };
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
}
