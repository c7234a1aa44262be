package io.amp4j.otel.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.contract.data.AgentDetails;
import io.amp4j.otel.contract.data.Finding;
import io.amp4j.otel.contract.data.RenderedTokens;
import io.amp4j.otel.contract.data.SpanDetails;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.testing.Recorder;
import io.opentelemetry.api.trace.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Spans whose judging once took time that grew faster than they. A minute is a thousand times what is needed. */
@Timeout(60)
class HostileSpansTest {
    /** How the counts were found before; right, and quadratic. */
    private static final Pattern PAIR = Pattern.compile("(\\S+?)=(\\S*)");

    @Test
    void readsCrewsTokenUsageHoweverLongItIs() {
        for (String text :
                List.of("x".repeat(4_000_000), "=".repeat(4_000_000), "a=".repeat(2_000_000), "a ".repeat(2_000_000))) {
            assertThat(usage(text)).isNull();
            assertThat(usage(text + " prompt_tokens=7"))
                    .isEqualTo(RenderedTokens.builder().input(7).build());
        }
    }

    @Test
    void readsCrewsTokenUsageAsItsExpressionDid() {
        SplittableRandom random = new SplittableRandom(20261130);
        List<String> pieces = List.of(
                "prompt_tokens",
                "completion_tokens",
                "total_tokens",
                "=",
                "=",
                " ",
                "\t",
                "\n",
                "\u00a0",
                "7",
                "12",
                "x",
                "-");
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            assertThat(usage(text.toString())).as(text.toString()).isEqualTo(byExpression(text.toString()));
        }
    }

    private static @Nullable RenderedTokens byExpression(String text) {
        Map<String, Long> counts = new LinkedHashMap<>();
        Matcher pairs = PAIR.matcher(text);
        while (pairs.find()) {
            Matcher number =
                    Pattern.compile("\u00a0*([+-]?[0-9]+).*", Pattern.DOTALL).matcher(pairs.group(2));
            if (number.matches()) {
                counts.put(pairs.group(1), Long.parseLong(number.group(1)));
            }
        }
        long input = counts.getOrDefault("prompt_tokens", 0L);
        long output = counts.getOrDefault("completion_tokens", 0L);
        long total = counts.getOrDefault("total_tokens", 0L);
        return input > 0 || output > 0 || total > 0
                ? RenderedTokens.builder()
                        .input(input)
                        .output(output)
                        .total(total)
                        .build()
                : null;
    }

    private static @Nullable RenderedTokens usage(String text) {
        SpanDetails details = SpanContract.preview(SpanView.of(
                        "crew.agent",
                        "Ok",
                        Map.of(
                                "traceloop.span.kind",
                                "agent",
                                "crewai.agent.role",
                                "a",
                                "crewai.crew.token_usage",
                                text)))
                .details();
        return ((AgentDetails) details).tokens();
    }

    @Test
    void judgesATraceThatIsAsDeepAsItHasSpans() {
        int depth = 40_000;
        List<SpanView> trace = new ArrayList<>();
        for (int i = 1; i <= depth; i++) {
            trace.add(at(SpanView.of("step", "Ok", Map.of()), i, i - 1));
        }
        SpanView call =
                SpanView.of("chat m", "Ok", Map.of("gen_ai.operation.name", "chat", "gen_ai.usage.input_tokens", 1L));
        for (int i = 1; i <= depth; i++) {
            trace.add(at(call, depth + i, depth));
        }

        assertThat(codes(trace)).doesNotContain("trace.tokens-twice");
        SpanView root = SpanView.of("agent", "Ok", Map.of("gen_ai.usage.input_tokens", 1L));
        trace.set(0, at(root, 1, 0));
        assertThat(codes(trace)).contains("trace.tokens-twice");
    }

    @Test
    void findsTokensThatAreCountedTwiceOnSpansThatAreTheirOwnParents() {
        SpanView call =
                SpanView.of("chat m", "Ok", Map.of("gen_ai.operation.name", "chat", "gen_ai.usage.input_tokens", 1L));
        SpanView step = SpanView.of("step", "Ok", Map.of());
        assertThat(codes(List.of(at(call, 1, 1)))).contains("trace.tokens-twice");
        assertThat(codes(List.of(at(call, 1, 2), at(step, 2, 3), at(step, 3, 1))))
                .contains("trace.tokens-twice");
        assertThat(codes(List.of(at(call, 1, 2), at(step, 2, 3), at(step, 3, 2))))
                .doesNotContain("trace.tokens-twice");
    }

    @Test
    void sharesTheAttributesOfAResourceBetweenItsSpans() {
        String request =
                "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":\"a\",\"value\":{\"stringValue\":\"b\"}}]},"
                        + "\"scopeSpans\":[{\"spans\":[{\"name\":\"x\"},{\"name\":\"y\"}]}]}]}";
        List<SpanView> spans = SpanReader.read(request).spans();
        assertThat(spans.get(0).resource()).isSameAs(spans.get(1).resource()).containsEntry("a", "b");
    }

    @Test
    void tellsTheFirstThousandProblemsOfATextOnly() {
        SpanReader.Reading reading = SpanReader.read("{\"spanName\":\"x\"}\n" + "1\n".repeat(100_000));
        assertThat(reading.spans()).hasSize(1);
        assertThat(reading.problems()).hasSize(1_001).endsWith("more problems, which are left out");
        assertThat(reading.problems().get(0)).startsWith("line 2:");
    }

    @Test
    void looksIntoNoLongTextOnTheThreadThatEndsTheSpan() {
        assertThat(told("gen_ai.input.messages", "x".repeat(BoundedCheck.MAX_TEXT)))
                .contains("observer.messages-unreadable", "schema.provider");
        assertThat(told("gen_ai.input.messages", "x".repeat(BoundedCheck.MAX_TEXT + 1)))
                .doesNotContain("observer.messages-unreadable", "observer.llm-input")
                .contains("schema.provider");
    }

    @Test
    void tellsNothingOfWhatTheMappingWouldMakeOfALongText() {
        String question = "[{\"role\":\"user\",\"content\":\"" + "x".repeat(BoundedCheck.MAX_TEXT) + "\"}]";
        assertThat(told("openinference.span.kind", "LLM", "input.value", question, "gen_ai.system", ""))
                .contains("published.system")
                .doesNotContain("observer.llm-input", "published.input", "observer.messages-unreadable");
    }

    private static List<String> told(String... attributes) {
        List<String> told = new ArrayList<>();
        try (Recorder recorder =
                new Recorder(SpanContractProcessor.reporting((name, finding) -> told.add(finding.code())))) {
            Span span = recorder.tracer().spanBuilder("chat m").startSpan();
            span.setAttribute("gen_ai.operation.name", "chat");
            for (int i = 0; i < attributes.length; i += 2) {
                span.setAttribute(attributes[i], attributes[i + 1]);
            }
            span.end();
        }
        return told;
    }

    private static SpanView at(SpanView span, int id, int parent) {
        return span.at("t", Integer.toString(id), parent == 0 ? "" : Integer.toString(parent), id);
    }

    private static List<String> codes(List<SpanView> trace) {
        return SpanContract.preview(trace).findings().stream()
                .map(Finding::code)
                .toList();
    }
}
