package io.amp4j.otel.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.internal.selection.SelectingSpanExporter;
import io.amp4j.otel.testing.Recorder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A request that asks an agent, and one that does not. */
class SpanSelectionTest {
    private final Recorder made = new Recorder();
    private final Recorder sent = new Recorder();

    @AfterEach
    void close() {
        made.close();
        sent.close();
    }

    private Span start(String name, Span parent) {
        return made.tracer()
                .spanBuilder(name)
                .setParent(Context.root().with(parent))
                .startSpan();
    }

    private void request(boolean asksAgent) {
        Span root = start("POST /ask", Span.getInvalid());
        Span query = start("SELECT app", root);
        query.setAttribute("db.query.text", "SELECT 1");
        query.end();
        if (asksAgent) {
            Span service = start("Assistant.answer", root);
            Span call = start("chat m", service);
            call.setAttribute("gen_ai.operation.name", "chat");
            start("POST", call).end();
            call.end();
            service.end();
        }
        root.end();
    }

    private List<String> names(SpanSelection selection, int batch) {
        SpanExporter exporter = SelectingSpanExporter.selecting(sent, selection);
        List<SpanData> spans = made.ended();
        for (int i = 0; i < spans.size(); i += batch) {
            exporter.export(spans.subList(i, Math.min(spans.size(), i + batch)));
        }
        return sent.ended().stream().map(SpanData::getName).toList();
    }

    @Test
    void sendsAllByDefault() {
        request(false);

        assertThat(names(SpanSelection.ALL, 10)).containsExactly("SELECT app", "POST /ask");
    }

    @Test
    void sendsWholeTracesOfAgentsHoweverTheyAreBatched() {
        request(false);
        request(true);

        assertThat(names(SpanSelection.AGENT_TRACES, 1))
                .containsExactlyInAnyOrder("SELECT app", "POST", "chat m", "Assistant.answer", "POST /ask");
    }

    private Span remote(Span caller) {
        return Span.wrap(SpanContext.createFromRemoteParent(
                caller.getSpanContext().getTraceId(),
                caller.getSpanContext().getSpanId(),
                TraceFlags.getSampled(),
                TraceState.getDefault()));
    }

    @Test
    void keepsWhatWaitsForAnotherRequestOfTheSameTrace() {
        Span caller = remote(start("caller", Span.getInvalid()));
        Span asks = start("POST /ask", caller);
        start("SELECT app", asks).end();
        Span health = start("GET /health", caller);
        start("SELECT 1", health).end();
        health.end();
        Span call = start("chat m", asks);
        call.setAttribute("gen_ai.operation.name", "chat");
        call.end();
        asks.end();

        assertThat(names(SpanSelection.AGENT_TRACES, 1)).containsExactlyInAnyOrder("SELECT app", "chat m", "POST /ask");
    }

    @Test
    void doesNotForgetAnOpenRequestForCallersThatNeverEndHere() {
        Span asks = start("POST /ask", Span.getInvalid());
        Span call = start("chat m", asks);
        call.setAttribute("gen_ai.operation.name", "chat");
        call.end();
        for (int i = 0; i < 8_192; i++) {
            Span other =
                    start("chat n", remote(made.tracer().spanBuilder("caller").startSpan()));
            other.setAttribute("gen_ai.operation.name", "chat");
            other.end();
        }
        asks.end();

        assertThat(names(SpanSelection.AGENT_SPANS, 1_000)).endsWith("POST /ask");
    }

    @Test
    void sendsAgentsSpansAndWhatStandsAboveThem() {
        request(false);
        request(true);

        assertThat(names(SpanSelection.AGENT_SPANS, 2)).containsExactly("chat m", "Assistant.answer", "POST /ask");
    }
}
