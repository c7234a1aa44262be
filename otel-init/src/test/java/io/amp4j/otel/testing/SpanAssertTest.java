package io.amp4j.otel.testing;

import static io.amp4j.otel.testing.SpanAssert.assertThatSpan;
import static io.amp4j.otel.testing.Spans.span;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.KindRule;
import io.amp4j.otel.contract.data.LlmDetails;
import io.amp4j.otel.span.LlmSpan;
import io.amp4j.otel.span.ToolDefinition;
import java.util.List;
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
                .shows("tools", preview -> preview.details() instanceof LlmDetails)
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
}
