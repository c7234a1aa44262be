package io.amp4j.otel;

import static io.amp4j.otel.SpanAssert.assertThatSpan;
import static io.amp4j.otel.Spans.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.trace.SpanBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SpanAssertTest {
    private static final ToolDefinition TOOL = ToolDefinition.named("search");

    private static SpanAssert llm() {
        try (Recorder recorder = new Recorder()) {
            try (LlmSpan call = recorder.spans()
                    .llm("openai", "gpt-4o")
                    .prompt("question")
                    .tools(List.of(TOOL))
                    .start()) {
                call.answer("answer").tokensUsed(1, 2);
            }
            return assertThatSpan(recorder.only());
        }
    }

    @Test
    void acceptsWhatIsShown() {
        llm().rendersAs(AmpSpanKind.LLM)
                .isClassifiedBy(KindRule.K4)
                .listsAs(AmpSpanKind.LLM)
                .showsModel("gpt-4o")
                .showsVendor("openai")
                .showsTokens(1, 2)
                .showsTools("search")
                .showsInput("question")
                .showsOutput("answer")
                .showsNoError()
                .carriesNowhere("secret")
                .shows("tools", preview -> preview.details() instanceof SpanDetails.Llm)
                .breaksNoRule();
        assertThatSpan(span("execute_tool t", "Error", "{'gen_ai.tool.name':'t','error.type':'Timeout'}"))
                .showsName("t")
                .showsError("Timeout")
                .hasFinding("published.operation")
                .showsNoTokens()
                .showsTools();
        assertThatSpan(span("x", "{'gen_ai.agent.name':'a','gen_ai.system':'f','gen_ai.request.model':'m'}"))
                .showsName("a")
                .showsVendor("f")
                .showsModel("m")
                .showsNoTokens();
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void refusesEverythingElse(ThrowingCallable wrong) {
        assertThatThrownBy(wrong)
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("span 'chat gpt-4o': expected ");
    }

    static Stream<ThrowingCallable> wrong() {
        return Stream.of(
                () -> llm().rendersAs(AmpSpanKind.AGENT),
                () -> llm().isClassifiedBy(KindRule.K2),
                () -> llm().listsAs(AmpSpanKind.TOOL),
                () -> llm().showsModel("other"),
                () -> llm().showsVendor("other"),
                () -> llm().showsTokens(2, 1),
                () -> llm().showsNoTokens(),
                () -> llm().showsTools(),
                () -> llm().showsInput("other"),
                () -> llm().showsOutput("other"),
                () -> llm().showsName("x"),
                () -> llm().showsError("x"),
                () -> llm().carriesNowhere("answer"),
                () -> llm().shows("more", preview -> false),
                () -> llm().hasFinding("x"));
    }

    @Test
    void tellsTheFindingsWithTheirFixes() {
        assertThatThrownBy(() -> assertThatSpan(span("x", "{'gen_ai.operation.name':'generate_content'}"))
                        .breaksNoRule())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("PROBLEM observer.kind-unknown: ")
                .hasMessageContaining("Set traceloop.span.kind to llm.");
        assertThatThrownBy(() -> assertThatSpan(span("x", "{'error.type':''}")).showsNoError())
                .hasMessageContaining("(S1)");
    }

    @Test
    void theProcessorTellsEachFindingOnceForEachName() {
        List<String> told = new ArrayList<>();
        try (Recorder recorder = new Recorder(
                SpanContractProcessor.reporting((name, finding) -> told.add(name + " " + finding.code())))) {
            for (String name : List.of("a", "a", "b")) {
                recorder.tracer()
                        .spanBuilder(name)
                        .setAttribute("gen_ai.operation.name", "generate_content")
                        .startSpan()
                        .end();
            }
            recorder.tracer().spanBuilder("GET /").startSpan().end();
            recorder.spans().task("fine").start().close();
        }

        assertThat(told).containsExactly("a observer.kind-unknown", "b observer.kind-unknown");
    }

    @Test
    void theProcessorLooksAtSpansOfFrameworksAsTheyAreSent() {
        List<String> asNumbers = told(span ->
                span.setAttribute("gen_ai.usage.input_tokens", 3).setAttribute("gen_ai.usage.output_tokens", 4));
        List<String> asTexts = told(span ->
                span.setAttribute("gen_ai.usage.input_tokens", "3").setAttribute("gen_ai.usage.output_tokens", "4"));

        assertThat(asTexts).isEqualTo(asNumbers).isNotEmpty();
    }

    private static List<String> told(UnaryOperator<SpanBuilder> change) {
        List<String> told = new ArrayList<>();
        try (Recorder recorder =
                new Recorder(SpanContractProcessor.reporting((name, finding) -> told.add(finding.code())))) {
            change.apply(recorder.tracer().spanBuilder("chat m").setAttribute("gen_ai.operation.name", "chat"))
                    .startSpan()
                    .end();
        }
        return told;
    }

    @Test
    void theProcessorKeepsWhatItsListenerThrowsFromTheProgram() {
        try (LogCapture log = new LogCapture();
                Recorder recorder = new Recorder(SpanContractProcessor.reporting((name, finding) -> {
                    throw new IllegalStateException("of the listener");
                }))) {
            recorder.tracer()
                    .spanBuilder("a")
                    .setAttribute("gen_ai.operation.name", "generate_content")
                    .startSpan()
                    .end();
            assertThat(log.lines(Level.WARNING))
                    .singleElement()
                    .asString()
                    .contains("listener of findings has failed on observer.kind-unknown");
            assertThat(log.everything()).contains("of the listener");
        }
    }

    @Test
    void theProcessorForgetsNothingAndGrowsNoFurther() {
        List<String> told = new ArrayList<>();
        try (Recorder recorder = new Recorder(SpanContractProcessor.reporting((name, finding) -> told.add(name)))) {
            for (int i = 0; i < 1_100; i++) {
                recorder.tracer()
                        .spanBuilder("n" + i)
                        .setAttribute("gen_ai.operation.name", "plan")
                        .startSpan()
                        .end();
            }
        }

        assertThat(told).hasSize(1_000);
    }

    @Test
    void theLoggingProcessorWritesOneLineWhateverTheSpanIsCalled() {
        try (LogCapture log = new LogCapture();
                Recorder recorder = new Recorder(SpanContractProcessor.logging())) {
            recorder.tracer()
                    .spanBuilder("x\r\nSEVERE: forged\u001b[2J\u202e")
                    .setAttribute("gen_ai.operation.name", "secret")
                    .startSpan()
                    .end();

            assertThat(log.lines(Level.WARNING))
                    .singleElement()
                    .asString()
                    .startsWith("span 'x\\u000d\\u000aSEVERE: forged\\u001b[2J\\u202e' observer.");
        }
    }

    @Test
    void theLoggingProcessorWarnsOfProblemsWithoutContent() {
        try (LogCapture log = new LogCapture();
                Recorder recorder = new Recorder(SpanContractProcessor.logging())) {
            recorder.tracer()
                    .spanBuilder("x")
                    .setAttribute("gen_ai.operation.name", "secret")
                    .startSpan()
                    .end();

            assertThat(log.lines(Level.WARNING))
                    .singleElement()
                    .asString()
                    .startsWith("span 'x' observer.kind-unknown: ")
                    .contains("Fix: ");
            assertThat(log.everything()).doesNotContain("secret");
        }
    }
}
