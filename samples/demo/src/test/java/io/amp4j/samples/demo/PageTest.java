package io.amp4j.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a reader finds on the page, and what a browser must not find. */
class PageTest {
    private static final String HOSTILE = "</td><script>alert('1')</script>\" onload=\"x";

    private static KeyValue attribute(String key, String value) {
        KeyValue.Builder attribute = KeyValue.newBuilder().setKey(key);
        attribute.getValueBuilder().setStringValue(value);
        return attribute.build();
    }

    private static Span.Builder span(int id, int parent, String name, int startMillis, int endMillis) {
        return Span.newBuilder()
                .setTraceId(ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}))
                .setSpanId(ByteString.copyFrom(new byte[] {0, 0, 0, 0, 0, 0, 0, (byte) id}))
                .setParentSpanId(
                        parent == 0
                                ? ByteString.EMPTY
                                : ByteString.copyFrom(new byte[] {0, 0, 0, 0, 0, 0, 0, (byte) parent}))
                .setName(name)
                .setStartTimeUnixNano(1_700_000_000_000_000_000L + startMillis * 1_000_000L)
                .setEndTimeUnixNano(1_700_000_000_000_000_000L + endMillis * 1_000_000L);
    }

    /** Returns an agent from 0 to 200 ms with a tool that fails, and a call of a model within that tool, all with hostile texts. */
    private static ReceivedTrace trace() {
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        request.addResourceSpansBuilder()
                .addScopeSpansBuilder()
                .addSpans(span(3, 2, "chat " + HOSTILE, 100, 150)
                        .addAttributes(attribute("gen_ai.operation.name", "chat"))
                        .addAttributes(attribute("gen_ai.request.model", HOSTILE))
                        .addAttributes(attribute("gen_ai.usage.input_tokens", "30"))
                        .addAttributes(attribute("gen_ai.usage.output_tokens", "12")))
                .addSpans(span(2, 1, "execute_tool x", 50, 150)
                        .addAttributes(attribute("gen_ai.operation.name", "execute_tool"))
                        .addAttributes(attribute("gen_ai.tool.name", HOSTILE))
                        .addAttributes(attribute("traceloop.entity.input", HOSTILE))
                        .addAttributes(attribute("error.type", HOSTILE))
                        .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR)))
                .addSpans(span(1, 0, "invoke_agent y", 0, 200)
                        .addAttributes(attribute("gen_ai.operation.name", "invoke_agent"))
                        .addAttributes(attribute("traceloop.span.kind", "agent"))
                        .addAttributes(attribute("traceloop.entity.input", "Who & why?")));
        return ReceivedTrace.of(request.build());
    }

    private static String html() {
        Timeline.Chapter first = new Timeline.Chapter(
                "One <b>",
                "About & more.",
                0,
                List.of(
                        new Timeline.Event(400, HOSTILE, HOSTILE),
                        new Timeline.Event(1000, Timeline.CHECKED, "it holds")));
        Timeline.Chapter second = new Timeline.Chapter(
                "Two", "The rest.", 1000, List.of(new Timeline.Event(4000, "log", "the <agent> is not healthy")));
        return new Page(List.of(first, second), trace()).html();
    }

    @Test
    void showsWhenWhatHappened() {
        assertThat(html())
                .contains("within 4.0 s; 1 claims were checked and hold.")
                .containsSubsequence(
                        "<a href=\"#chapter-1\">1. One &lt;b&gt;</a>",
                        "left:0.0%;width:25.0%",
                        "0.0 s to 1.0 s",
                        "<a href=\"#chapter-2\">2. Two</a>",
                        "left:25.0%;width:75.0%",
                        "1.0 s to 4.0 s",
                        "<h2 id=\"chapter-1\">1. One &lt;b&gt;</h2><p>About &amp; more.</p>",
                        "<tr class=\"checked\"><td>1000</td><td>checked</td><td>it holds</td></tr>",
                        "<h2 id=\"chapter-2\">2. Two</h2>",
                        "<tr class=\"log\"><td>4000</td><td>log</td><td>the &lt;agent&gt; is not healthy</td></tr>");
    }

    @Test
    void drawsTheTraceFromTheRootDown() {
        assertThat(html())
                .containsSubsequence(
                        "<dt>input</dt><dd>Who &amp; why?</dd>",
                        "<dt>duration</dt><dd>200 ms</dd>",
                        "<dt>tokens</dt><dd>42 tokens (30 in, 12 out)</dd>",
                        "padding-left:0.0rem\"><span class=\"kind agent\">agent</span>invoke_agent y</span>",
                        "left:0.0%;width:100.0%",
                        "padding-left:1.5rem\"><span class=\"kind tool\">tool</span>execute_tool x <strong class=\"failed\">failed",
                        "class=\"bad\" style=\"left:25.0%;width:50.0%\"",
                        "100 ms",
                        "padding-left:3.0rem\"><span class=\"kind llm\">llm</span>chat ",
                        "left:50.0%;width:25.0%",
                        "50 ms",
                        "42 tokens");
    }

    @Test
    void hasNothingOfTheDataAsMarkupAndLoadsNothing() {
        assertThat(html())
                .contains("&lt;/td&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot; onload=&quot;x")
                .doesNotContain("<script", "</td><script", "\" onload", "src=", "url(", "@import", "<link")
                .doesNotContainPattern("href=\"[^#]")
                .contains("default-src 'none'");
    }

    @Test
    void canBeReadInTheDarkAndOpenedByKeyboard() {
        assertThat(html())
                .contains("color-scheme:light dark", "@media (prefers-color-scheme:dark)", "<html lang=\"en\">")
                .contains("<li><details open><summary>", "<li><details><summary>", "summary:focus-visible")
                .doesNotContain("tabindex", "onclick");
    }
}
