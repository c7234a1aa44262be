package io.amp4j.otel.testing;

import io.amp4j.otel.contract.SpanContract;
import io.amp4j.otel.contract.data.AgentDetails;
import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.CrewAiTaskDetails;
import io.amp4j.otel.contract.data.EmbeddingDetails;
import io.amp4j.otel.contract.data.KindRule;
import io.amp4j.otel.contract.data.LlmDetails;
import io.amp4j.otel.contract.data.RenderedContent;
import io.amp4j.otel.contract.data.RenderedTokens;
import io.amp4j.otel.contract.data.RenderedTool;
import io.amp4j.otel.contract.data.SpanDetails;
import io.amp4j.otel.contract.data.SpanError;
import io.amp4j.otel.contract.data.SpanPreview;
import io.amp4j.otel.contract.data.SpanReport;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.contract.data.ToolDetails;
import io.amp4j.otel.internal.text.Printable;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Assertions for tests on what AMP will show for a span, in the manner of AssertJ but without needing it.
 *
 * <pre>{@code
 * assertThatSpan(exporter.getFinishedSpanItems().get(0))
 *         .rendersAs(AmpSpanKind.LLM)
 *         .showsModel("gpt-4o-mini")
 *         .showsTokens(12, 34)
 *         .breaksNoRule();
 * }</pre>
 *
 * <p>A failed assertion is an {@link AssertionError} that tells what is shown in place of what was expected, and all findings on the
 * span with their fixes.
 */
public final class SpanAssert {
    private final SpanReport report;

    private SpanAssert(SpanReport report) {
        this.report = report;
    }

    /** Returns assertions on an ended span of the SDK. */
    public static SpanAssert assertThatSpan(SpanData span) {
        return assertThatSpan(SpanView.of(span));
    }

    /** Returns assertions on a span from anywhere. */
    public static SpanAssert assertThatSpan(SpanView span) {
        return new SpanAssert(SpanContract.report(span));
    }

    /** The details view shows this kind. */
    public SpanAssert rendersAs(AmpSpanKind kind) {
        return expect(
                "kind",
                kind,
                preview().kind(),
                " (" + preview().classification().rule() + ": "
                        + preview().classification().because() + ")");
    }

    /** This rule decides the kind. */
    public SpanAssert isClassifiedBy(KindRule rule) {
        return expect("rule", rule, preview().classification().rule(), "");
    }

    /** The span list, which knows the name only, shows this kind. */
    public SpanAssert listsAs(AmpSpanKind kind) {
        return expect(
                "kind in the list",
                kind,
                preview().listKind(),
                " (from the name " + report.span().name() + ")");
    }

    /** The input shown contains the text. */
    public SpanAssert showsInput(String text) {
        return contains("input", text, preview().input());
    }

    /** The output shown contains the text. */
    public SpanAssert showsOutput(String text) {
        return contains("output", text, preview().output());
    }

    /** Neither the input nor the output shown contains the text, nor does any attribute: what a content switch must ensure. */
    public SpanAssert carriesNowhere(String text) {
        if (String.valueOf(report.span().attributes()).contains(text)) {
            throw failure("expected the span to carry the text nowhere, but an attribute has it");
        }
        return this;
    }

    /** The card shows this name: that of the tool, the agent or the CrewAI task. */
    public SpanAssert showsName(String name) {
        SpanDetails details = preview().details();
        String shown = details instanceof ToolDetails tool
                ? tool.name()
                : details instanceof AgentDetails agent
                        ? agent.name()
                        : details instanceof CrewAiTaskDetails task ? task.name() : null;
        return expect("name", name, shown, "");
    }

    /** The card shows this model. */
    public SpanAssert showsModel(String model) {
        SpanDetails details = preview().details();
        String shown = details instanceof LlmDetails llm
                ? llm.model()
                : details instanceof EmbeddingDetails embedding
                        ? embedding.model()
                        : details instanceof AgentDetails agent ? agent.model() : null;
        return expect("model", model, shown, "");
    }

    /** The card shows this provider; on agents, this framework. */
    public SpanAssert showsVendor(String vendor) {
        SpanDetails details = preview().details();
        String shown = details instanceof LlmDetails llm
                ? llm.vendor()
                : details instanceof EmbeddingDetails embedding
                        ? embedding.vendor()
                        : details instanceof AgentDetails agent ? agent.framework() : null;
        return expect("vendor", vendor, shown, "");
    }

    /** The card shows these tokens. */
    public SpanAssert showsTokens(long input, long output) {
        RenderedTokens tokens = tokens();
        return expect(
                "tokens", input + " + " + output, tokens == null ? null : tokens.input() + " + " + tokens.output(), "");
    }

    /** The card shows no tokens. */
    public SpanAssert showsNoTokens() {
        return expect("tokens", null, tokens(), "");
    }

    private @Nullable RenderedTokens tokens() {
        SpanDetails details = preview().details();
        return details instanceof LlmDetails llm
                ? llm.tokens()
                : details instanceof EmbeddingDetails embedding
                        ? embedding.tokens()
                        : details instanceof AgentDetails agent ? agent.tokens() : null;
    }

    /** The card shows tools of exactly these names, in this order. */
    public SpanAssert showsTools(String... names) {
        SpanDetails details = preview().details();
        List<RenderedTool> tools = details instanceof LlmDetails llm
                ? llm.tools()
                : details instanceof AgentDetails agent
                        ? agent.tools()
                        : details instanceof CrewAiTaskDetails task ? task.tools() : List.of();
        return expect(
                "tools", List.of(names), tools.stream().map(RenderedTool::name).toList(), "");
    }

    /** The details are as the test wants them; {@code what} names that in the failure. */
    public SpanAssert shows(String what, Function<SpanPreview, Boolean> test) {
        if (!test.apply(preview())) {
            throw failure("expected " + what);
        }
        return this;
    }

    /** The span is shown as failed with this type. */
    public SpanAssert showsError(String type) {
        SpanError error = preview().error();
        return expect("error", type, error.error() ? String.valueOf(error.type()) : null, "");
    }

    /** The span is shown as good. */
    public SpanAssert showsNoError() {
        return expect(
                "error",
                false,
                preview().error().error(),
                " (" + preview().error().rule() + ")");
    }

    /** No level of the contract has a problem with the span; advice is allowed. */
    public SpanAssert breaksNoRule() {
        if (report.hasProblems()) {
            throw failure("expected no problems");
        }
        return this;
    }

    /** There is a finding of this code. */
    public SpanAssert hasFinding(String code) {
        if (report.findings().stream().noneMatch(finding -> finding.code().equals(code))) {
            throw failure("expected the finding " + code);
        }
        return this;
    }

    private SpanPreview preview() {
        return report.preview();
    }

    private SpanAssert contains(String what, String text, RenderedContent content) {
        if (!content.asText().contains(text)) {
            throw failure("expected the " + what + " to contain:\n  " + text + "\nbut AMP shows:\n  "
                    + (content.isEmpty() ? "(nothing)" : content.asText()));
        }
        return this;
    }

    private SpanAssert expect(String what, @Nullable Object expected, @Nullable Object shown, String why) {
        if (!Objects.equals(expected, shown)) {
            throw failure("expected " + what + " " + expected + ", but AMP shows " + shown + why);
        }
        return this;
    }

    private AssertionError failure(String message) {
        StringBuilder text =
                new StringBuilder("span '" + Printable.text(report.span().name()) + "': " + message);
        report.findings().forEach(finding -> text.append("\n  ").append(finding));
        return new AssertionError(text.toString());
    }
}
