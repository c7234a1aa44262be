package io.amp4j.samples.demo;

import static java.util.Objects.requireNonNull;

import io.amp4j.otel.AmpOtel;
import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.RenderedTokens;
import io.amp4j.otel.sampling.TailSamplingProcessor;
import io.amp4j.otel.sampling.TailSamplingRule;
import io.amp4j.otel.sampling.TailSamplingStatistics;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Sets OpenTelemetry up with one line, keeps one of four traces, and shows what AMP gets and makes of it. */
final class TelemetryPart {
    private static final String KEY = "demo-key-1234";
    private static final List<String> CITIES = List.of("Porto", "Lisbon", "Faro", "Braga");
    private static final String UNREACHABLE = "Lisbon";

    private final Timeline timeline;
    private @Nullable ReceivedTrace trace;

    TelemetryPart(Timeline timeline) {
        this.timeline = timeline;
    }

    /** Returns the trace that arrived. */
    ReceivedTrace trace() {
        return requireNonNull(trace, "trace");
    }

    void run() throws IOException, InterruptedException {
        timeline.chapter(
                "Of four traces, the one that failed reaches AMP",
                "One line sets OpenTelemetry up. Tail sampling looks at whole traces and keeps what is worth a look.");
        try (OtlpReceiver receiver = new OtlpReceiver()) {
            timeline.event("receiver", "stands for AMP at " + receiver.endpoint());
            // An agent has these in its environment, where AMP or its operator puts them, and just calls
            // AmpOtel.initOtel().
            Map<String, String> environment = Map.of(
                    "AMP_OTEL_ENDPOINT",
                    receiver.endpoint(),
                    "AMP_AGENT_API_KEY",
                    KEY,
                    "OTEL_SERVICE_NAME",
                    "demo-agent");
            AtomicReference<@Nullable TailSamplingProcessor> tail = new AtomicReference<>();
            try (AmpOtel amp = AmpOtel.builder()
                    .environment(environment::get)
                    .wrapProcessor(next -> {
                        TailSamplingProcessor sampling =
                                TailSamplingProcessor.create(next, List.of(new TailSamplingRule.Failed()));
                        tail.set(sampling);
                        return sampling;
                    })
                    .initOtel()) {
                TravelGuide guide = new TravelGuide(amp.spans("travel-guide"));
                for (String city : CITIES) {
                    guide.answer(city, city.equals(UNREACHABLE));
                    timeline.event(
                            "agent",
                            "answered a question about " + city
                                    + (city.equals(UNREACHABLE) ? ", but its tool failed" : ""));
                }
                DemoFailure.unless(amp.flush(Duration.ofSeconds(30)), "flushing the spans");
                TailSamplingStatistics sampled = requireNonNull(tail.get()).statistics();
                timeline.check(
                        sampled.keptByRule().equals(Map.of("failed", 1L)) && sampled.droppedTraces() == 3,
                        "tail sampling kept 1 trace because it failed, and dropped 3 with " + sampled.droppedSpans()
                                + " spans");
            }
            check(receiver);
        }
    }

    private void check(OtlpReceiver receiver) throws IOException, InterruptedException {
        OtlpReceiver.Export export = receiver.exports().poll(30, TimeUnit.SECONDS);
        DemoFailure.unless(export != null, "the arrival of the trace");
        timeline.check(
                export.path().equals("/otel/v1/traces") && KEY.equals(export.apiKey()),
                "one POST " + export.path() + " with the agent's key in x-amp-api-key");
        ReceivedTrace received = ReceivedTrace.of(ExportTraceServiceRequest.parseFrom(export.body()));
        trace = received;
        received.rows().forEach(row -> timeline.event("receiver", "  ".repeat(row.depth()) + TraceText.line(row)));
        timeline.check(
                received.rows().stream()
                        .map(row -> row.report().preview().kind())
                        .toList()
                        .equals(List.of(
                                AmpSpanKind.AGENT,
                                AmpSpanKind.RETRIEVER,
                                AmpSpanKind.LLM,
                                AmpSpanKind.TOOL,
                                AmpSpanKind.LLM)),
                "AMP would show an agent, a retriever, a tool and two calls of a model");
        RenderedTokens tokens = received.preview().listTokens();
        timeline.check(
                tokens != null && tokens.total() == 493 && received.preview().listErrors() == 1,
                "AMP would count 493 tokens and show the trace as failed");
        timeline.check(received.problems().isEmpty(), "the contract of AMP's spans is kept: no problem found");
        timeline.check(receiver.exports().isEmpty(), "nothing else arrived");
    }
}
