package io.amp4j.otel.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.SpanPreview;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The listener of the agentic module by hand, in the shape that 1.19.0-beta29 has: the oldest version has none. The real one is recorded by
 * samples/frameworks/langchain4j-agentic.
 */
class AgenticSpansTest {
    private final EndedSpans ended = new EndedSpans();
    private final Listener listener = LangChain4jSpans.using(ended.spans()).agents(Listener.class);
    private final Object run = new Object();

    @AfterEach
    void close() {
        ended.close();
    }

    interface Listener {
        void beforeAgentInvocation(Call request);

        void afterAgentInvocation(Call response);

        void onAgentInvocationError(Call error);

        void onAgenticSystemSuspended(Object scope);

        boolean inheritedBySubagents();
    }

    record Instance(String agentId, @Nullable Instance parent) {}

    record Call(
            Object agenticScope,
            Instance agent,
            Map<String, Object> inputs,
            @Nullable Object output,
            @Nullable Throwable error) {
        public String agentName() {
            return agent.agentId();
        }

        public String agentId() {
            return agent.agentId();
        }
    }

    private static final Instance ROOT = new Instance("guide", null);
    private static final Instance BELOW = new Instance("editor", ROOT);

    private Call asked(Instance agent, Map<String, Object> inputs) {
        return new Call(run, agent, inputs, null, null);
    }

    private Call answered(Instance agent, Object output) {
        return new Call(run, agent, Map.of(), output, null);
    }

    private static String current() {
        return Span.current().getSpanContext().getSpanId();
    }

    private SpanPreview shown(int index) {
        return ended.shown(AmpSpanKind.AGENT).get(index);
    }

    @Test
    void showsAnAgentBelowTheOneThatCallsIt() {
        listener.beforeAgentInvocation(asked(ROOT, Map.of("city", "Oslo")));
        String root = current();
        listener.beforeAgentInvocation(asked(BELOW, Map.of("advice", "Take an umbrella.")));
        listener.afterAgentInvocation(answered(BELOW, "Umbrella."));
        assertThat(current()).isEqualTo(root);
        listener.afterAgentInvocation(answered(ROOT, "An umbrella."));

        assertThat(Span.current().getSpanContext().isValid()).isFalse();
        assertThat(ended.byStart())
                .extracting(SpanData::getName)
                .containsExactly("invoke_agent guide", "invoke_agent editor");
        assertThat(ended.byStart().get(1).getParentSpanId()).isEqualTo(root);
        assertThat(shown(0).input().asText()).isEqualTo("user: Oslo");
        assertThat(shown(0).output().asText()).isEqualTo("assistant: An umbrella.");
        assertThat(shown(1).output().asText()).isEqualTo("assistant: Umbrella.");
        ended.breakNoRule();
    }

    @Test
    void namesSeveralInputs() {
        Map<String, Object> inputs = new LinkedHashMap<>();
        inputs.put("city", "Oslo");
        inputs.put("day", 3);
        listener.beforeAgentInvocation(asked(ROOT, inputs));
        listener.afterAgentInvocation(answered(ROOT, "x"));

        assertThat(shown(0).input().asText()).isEqualTo("user: city: Oslo\nday: 3");
    }

    @Test
    void keepsAgentsOnOtherThreadsBelowTheirParent() throws Exception {
        listener.beforeAgentInvocation(asked(ROOT, Map.of()));
        String root = current();
        Thread thread = new Thread(() -> {
            listener.beforeAgentInvocation(asked(BELOW, Map.of()));
            listener.afterAgentInvocation(answered(BELOW, "x"));
        });
        thread.start();
        thread.join(30_000);
        listener.afterAgentInvocation(answered(ROOT, "x"));

        assertThat(ended.all().get(0).getName()).isEqualTo("invoke_agent editor");
        assertThat(ended.all().get(0).getParentSpanId()).isEqualTo(root);
    }

    @Test
    void marksAnAgentThatFailsAndEndsThoseThatItLeftOpen() {
        listener.beforeAgentInvocation(asked(ROOT, Map.of()));
        listener.beforeAgentInvocation(asked(BELOW, Map.of()));
        listener.onAgentInvocationError(new Call(run, ROOT, Map.of(), null, new IllegalStateException("no")));

        assertThat(Span.current().getSpanContext().isValid()).isFalse();
        assertThat(ended.all()).hasSize(2);
        assertThat(shown(0).error().error()).isTrue();
        assertThat(shown(1).error().error()).isFalse();
    }

    @Test
    void endsTheSpansOfASystemThatWaits() {
        listener.beforeAgentInvocation(asked(ROOT, Map.of()));
        listener.onAgenticSystemSuspended(run);

        assertThat(Span.current().getSpanContext().isValid()).isFalse();
        assertThat(ended.all()).hasSize(1);
    }

    @Test
    void takesNoNoteOfAnEndWithoutABeginning() {
        listener.afterAgentInvocation(answered(ROOT, "x"));

        assertThat(ended.all()).isEmpty();
    }

    @Test
    void hearsOfTheAgentsBelow() {
        assertThat(listener.inheritedBySubagents()).isTrue();
        assertThat(List.of(listener)).contains(listener);
        assertThat(listener).hasToString("AgenticSpans[]");
    }

    @Test
    void refusesAnotherInterface() {
        LangChain4jSpans spans = LangChain4jSpans.using(ended.spans());

        assertThatThrownBy(() -> spans.agents(Runnable.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("AgentListener");
    }
}
