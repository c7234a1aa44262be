package io.amp4j.otel.contract;

import static io.amp4j.otel.testing.Spans.span;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.testing.LogCapture;
import io.amp4j.otel.testing.Recorder;
import io.opentelemetry.api.trace.SpanBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

class SpanContractProcessorTest {
    @Test
    void theProcessorTellsEachFindingOnceForEachName() {
        List<String> told = new ArrayList<>();
        try (Recorder recorder = new Recorder(
                SpanContractProcessor.reporting((name, finding) -> told.add(name + " " + finding.code())))) {
            for (String name : List.of("a", "a", "b")) {
                recorder.tracer()
                        .spanBuilder(name)
                        .setAttribute("gen_ai.operation.name", "plan")
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
                    .setAttribute("gen_ai.operation.name", "plan")
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
