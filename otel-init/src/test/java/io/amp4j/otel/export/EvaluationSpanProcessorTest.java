package io.amp4j.otel.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.span.AgentSpan;
import io.amp4j.otel.testing.Recorder;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EvaluationSpanProcessorTest {
    private final Recorder recorder = new Recorder(new EvaluationSpanProcessor());

    @AfterEach
    void close() {
        recorder.close();
    }

    private Attributes rootWith(Baggage baggage) {
        try (Scope scope = Context.root().with(baggage).makeCurrent()) {
            assertThat(scope).isNotNull();
            try (AgentSpan root = recorder.spans().agent("a").start()) {
                recorder.spans().task("below").start().close();
                assertThat(root.span().isRecording()).isTrue();
            }
        }
        assertThat(recorder.ended().get(0).getAttributes().get(AmpAttributes.TASK_ID))
                .isNull();
        return recorder.ended().get(1).getAttributes();
    }

    @Test
    void copiesWhatExperimentsSend() {
        Attributes root = rootWith(
                Baggage.builder().put("task.id", "t1").put("trial.id", "r1").build());

        assertThat(root.get(AmpAttributes.TASK_ID)).isEqualTo("t1");
        assertThat(root.get(AmpAttributes.TRIAL_ID)).isEqualTo("r1");
    }

    @Test
    void copiesWhatIsDocumented() {
        Attributes root = rootWith(Baggage.builder()
                .put("task_id", "t2")
                .put("trial_id", "r2")
                .put("other", "x")
                .build());

        assertThat(root.get(AmpAttributes.TASK_ID)).isEqualTo("t2");
        assertThat(root.get(AmpAttributes.TRIAL_ID)).isEqualTo("r2");
    }

    @Test
    void theFormThatIsSentWinsAndOverlongIdsAreLeftOut() {
        Attributes root = rootWith(Baggage.builder()
                .put("task.id", "a")
                .put("task_id", "b")
                .put("trial.id", "x".repeat(257))
                .build());

        assertThat(root.get(AmpAttributes.TASK_ID)).isEqualTo("a");
        assertThat(root.get(AmpAttributes.TRIAL_ID)).isNull();
    }

    @Test
    void writesNothingWithoutBaggage() {
        assertThat(rootWith(Baggage.empty()).get(AmpAttributes.TASK_ID)).isNull();
    }
}
