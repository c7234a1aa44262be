package io.amp4j.benchmarks;

import static io.amp4j.benchmarks.SpanTexts.ANSWER;
import static io.amp4j.benchmarks.SpanTexts.ANSWERING_MODEL;
import static io.amp4j.benchmarks.SpanTexts.ARGUMENTS;
import static io.amp4j.benchmarks.SpanTexts.CALL_ID;
import static io.amp4j.benchmarks.SpanTexts.CONVERSATION;
import static io.amp4j.benchmarks.SpanTexts.FRAMEWORK;
import static io.amp4j.benchmarks.SpanTexts.INSTRUCTIONS;
import static io.amp4j.benchmarks.SpanTexts.MODEL;
import static io.amp4j.benchmarks.SpanTexts.QUESTION;
import static io.amp4j.benchmarks.SpanTexts.RESULT;
import static io.amp4j.benchmarks.SpanTexts.TOOLS;

import io.amp4j.otel.contract.data.AmpAttributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import java.util.List;

/**
 * The spans of {@link SpansTyped} with OpenTelemetry's calls alone, by one who knows AMP's contract by heart.
 *
 * @param tracer where the spans are started
 * @param json the content: built for each recorded span, or ready-made
 */
@SuppressWarnings("try") // a scope is there to be closed
record SpansByHand(Tracer tracer, Json json) {
    /** The JSON texts of a span. */
    interface Json {
        String conversation();

        String question();

        String answer();

        String tools();
    }

    /** Builds each text when it is asked for. */
    static final class Built implements Json {
        @Override
        public String conversation() {
            return SpanJsonByHand.conversation();
        }

        @Override
        public String question() {
            return SpanJsonByHand.question();
        }

        @Override
        public String answer() {
            return SpanJsonByHand.answer();
        }

        @Override
        public String tools() {
            return SpanJsonByHand.tools();
        }
    }

    /** Has built all texts before: what no application can do for its messages. */
    record ReadyMade(String conversation, String question, String answer, String tools) implements Json {
        static ReadyMade make() {
            return new ReadyMade(
                    SpanJsonByHand.conversation(),
                    SpanJsonByHand.question(),
                    SpanJsonByHand.answer(),
                    SpanJsonByHand.tools());
        }
    }

    Span llm() {
        Span span = tracer.spanBuilder("chat " + MODEL)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(AmpAttributes.OPERATION_NAME, "chat")
                .setAttribute(AmpAttributes.SYSTEM, "openai")
                .setAttribute(AmpAttributes.PROVIDER_NAME, "openai")
                .setAttribute(AmpAttributes.REQUEST_MODEL, MODEL)
                .setAttribute(AmpAttributes.REQUEST_TEMPERATURE, 0.2)
                .startSpan();
        try (Scope scope = span.makeCurrent()) {
            if (span.isRecording()) {
                span.setAttribute(AmpAttributes.INPUT_MESSAGES, json.conversation());
                span.setAttribute(AmpAttributes.INPUT_TOOLS, json.tools());
                span.setAttribute(AmpAttributes.SYSTEM_INSTRUCTIONS, INSTRUCTIONS);
                span.setAttribute(AmpAttributes.OUTPUT_MESSAGES, json.answer());
                span.setAttribute(AmpAttributes.RESPONSE_MODEL, ANSWERING_MODEL);
                span.setAttribute(AmpAttributes.FINISH_REASONS, List.of("stop"));
                span.setAttribute(AmpAttributes.USAGE_INPUT_TOKENS, 512L);
                span.setAttribute(AmpAttributes.USAGE_OUTPUT_TOKENS, 96L);
            }
        } finally {
            span.end();
        }
        return span;
    }

    Span tool() {
        Span span = tracer.spanBuilder("execute_tool " + TOOLS[0][0])
                .setSpanKind(SpanKind.INTERNAL)
                .setAttribute(AmpAttributes.OPERATION_NAME, "execute_tool")
                .setAttribute(AmpAttributes.SYSTEM, FRAMEWORK)
                .setAttribute(AmpAttributes.PROVIDER_NAME, FRAMEWORK)
                .setAttribute(AmpAttributes.TOOL_NAME, TOOLS[0][0])
                .setAttribute(AmpAttributes.TOOL_CALL_ID, CALL_ID)
                .startSpan();
        try (Scope scope = span.makeCurrent()) {
            if (span.isRecording()) {
                span.setAttribute(AmpAttributes.TOOL_CALL_ARGUMENTS, ARGUMENTS);
                span.setAttribute(AmpAttributes.ENTITY_INPUT, ARGUMENTS);
                span.setAttribute(AmpAttributes.ENTITY_OUTPUT, RESULT);
                span.setAttribute(AmpAttributes.TOOL_CALL_RESULT, RESULT);
            }
        } finally {
            span.end();
        }
        return span;
    }

    Span agent() {
        Span span = tracer.spanBuilder("invoke_agent travel")
                .setSpanKind(SpanKind.INTERNAL)
                .setAttribute(AmpAttributes.OPERATION_NAME, "invoke_agent")
                .setAttribute(AmpAttributes.SYSTEM, FRAMEWORK)
                .setAttribute(AmpAttributes.PROVIDER_NAME, FRAMEWORK)
                .setAttribute(AmpAttributes.SPAN_KIND, "agent")
                .setAttribute(AmpAttributes.AGENT_NAME, "travel")
                .setAttribute(AmpAttributes.REQUEST_MODEL, MODEL)
                .setAttribute(AmpAttributes.CONVERSATION_ID, CONVERSATION)
                .startSpan();
        try (Scope scope = span.makeCurrent()) {
            if (span.isRecording()) {
                span.setAttribute(AmpAttributes.INPUT_MESSAGES, json.question());
                span.setAttribute(AmpAttributes.ENTITY_INPUT, QUESTION);
                span.setAttribute(AmpAttributes.AGENT_TOOLS, json.tools());
                span.setAttribute(AmpAttributes.SYSTEM_INSTRUCTIONS, INSTRUCTIONS);
                span.setAttribute(AmpAttributes.OUTPUT_MESSAGES, json.answer());
                span.setAttribute(AmpAttributes.ENTITY_OUTPUT, ANSWER);
            }
        } finally {
            span.end();
        }
        return span;
    }
}
