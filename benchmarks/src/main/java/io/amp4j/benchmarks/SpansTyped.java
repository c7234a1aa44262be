package io.amp4j.benchmarks;

import static io.amp4j.benchmarks.SpanTexts.ANSWER;
import static io.amp4j.benchmarks.SpanTexts.ANSWERING_MODEL;
import static io.amp4j.benchmarks.SpanTexts.ARGUMENTS;
import static io.amp4j.benchmarks.SpanTexts.CALL_ID;
import static io.amp4j.benchmarks.SpanTexts.CONVERSATION;
import static io.amp4j.benchmarks.SpanTexts.INSTRUCTIONS;
import static io.amp4j.benchmarks.SpanTexts.MODEL;
import static io.amp4j.benchmarks.SpanTexts.QUESTION;
import static io.amp4j.benchmarks.SpanTexts.RESULT;
import static io.amp4j.benchmarks.SpanTexts.TOOLS;
import static io.amp4j.benchmarks.SpanTexts.TOOL_DEFINITIONS;

import io.amp4j.otel.span.AgentSpan;
import io.amp4j.otel.span.AmpSpans;
import io.amp4j.otel.span.LlmSpan;
import io.amp4j.otel.span.ToolSpan;
import io.opentelemetry.api.trace.Span;

/**
 * One span of each measured kind with the typed builders.
 *
 * @param spans where the spans are started
 */
record SpansTyped(AmpSpans spans) {
    Span llm() {
        try (LlmSpan call = spans.llm("openai", MODEL)
                .temperature(0.2)
                .input(SpanTexts.conversation())
                .tools(TOOL_DEFINITIONS)
                .instructions(INSTRUCTIONS)
                .start()) {
            call.answer(ANSWER)
                    .responseModel(ANSWERING_MODEL)
                    .finishReason("stop")
                    .tokensUsed(512, 96);
            return call.span();
        }
    }

    Span tool() {
        try (ToolSpan run =
                spans.tool(TOOLS[0][0]).callId(CALL_ID).arguments(ARGUMENTS).start()) {
            run.result(RESULT);
            return run.span();
        }
    }

    Span agent() {
        try (AgentSpan run = spans.agent("travel")
                .model(MODEL)
                .conversation(CONVERSATION)
                .prompt(QUESTION)
                .tools(TOOL_DEFINITIONS)
                .instructions(INSTRUCTIONS)
                .start()) {
            run.answer(ANSWER);
            return run.span();
        }
    }
}
