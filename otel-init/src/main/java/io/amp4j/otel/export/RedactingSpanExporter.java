package io.amp4j.otel.export;

import static java.util.Objects.requireNonNull;

import io.amp4j.otel.contract.SpanContract;
import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.internal.content.Redactor;
import io.amp4j.otel.internal.mapping.Frameworks;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Removes content from exported spans, their events and links, whoever created them: under AMP's keys and those of CrewAI, OpenInference,
 * OpenLLMetry, MCP and Spring AI. Structure, roles, names, ids and counts are kept. Texts become {@code [redacted]}, and so do numbers and
 * booleans that are a whole text or part of a message; those within JSON arguments, results and entity texts are kept.
 *
 * <p>When only some fields are redacted, a value that may contain several of them (a model's whole request, an agent's state, a template,
 * the body of a message) is redacted as soon as one of them is.
 *
 * <p>When the policy redacts everything, status descriptions, messages and stack traces of exceptions and errors, and log lines in events
 * are redacted too, because they quote arguments and answers; otherwise they are kept. Statements in {@code db.query.text} and
 * {@code db.statement} are not changed, because the instrumentation of the database sanitizes them; nor are addresses in {@code url.full}
 * and {@code http.url}, which that of HTTP sanitizes. Unknown keys are not changed.
 *
 * @since 0.1.0
 */
public final class RedactingSpanExporter implements SpanExporter {
    private final SpanExporter delegate;
    private final ContentPolicy policy;
    private final AttributeRedactor redactor;
    private final boolean everything;

    private RedactingSpanExporter(SpanExporter delegate, ContentPolicy policy) {
        this.delegate = delegate;
        this.policy = policy;
        this.redactor = new AttributeRedactor(policy);
        this.everything = policy.equals(ContentPolicy.REDACT);
    }

    /** Returns an exporter that redacts all content that the policy does not allow; the delegate itself if the policy allows everything. */
    public static SpanExporter redacting(SpanExporter delegate, ContentPolicy policy) {
        return policy.isCaptureAll()
                ? delegate
                : new RedactingSpanExporter(requireNonNull(delegate, "delegate"), policy);
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        List<SpanData> redacted = new ArrayList<>(spans.size());
        for (SpanData span : spans) {
            redacted.add(redact(span));
        }
        return delegate.export(redacted);
    }

    private SpanData redact(SpanData span) {
        AmpSpanKind kind = SpanContract.classify(SpanView.of(span)).kind();
        Attributes attributes = redactor.redact(span.getAttributes(), kind, Frameworks.retells(span));
        List<EventData> events = new ArrayList<>(span.getEvents().size());
        boolean changed = attributes != span.getAttributes();
        for (EventData event : span.getEvents()) {
            Attributes kept = redactor.redactEvent(event.getName(), event.getAttributes(), kind);
            changed |= kept != event.getAttributes();
            events.add(
                    kept == event.getAttributes()
                            ? event
                            : EventData.create(
                                    event.getEpochNanos(), event.getName(), kept, event.getTotalAttributeCount()));
        }
        List<LinkData> links = new ArrayList<>(span.getLinks().size());
        for (LinkData link : span.getLinks()) {
            Attributes kept = redactor.redact(link.getAttributes(), kind, false);
            changed |= kept != link.getAttributes();
            links.add(
                    kept == link.getAttributes()
                            ? link
                            : LinkData.create(link.getSpanContext(), kept, link.getTotalAttributeCount()));
        }
        boolean describes = everything && !span.getStatus().getDescription().isEmpty();
        if (!changed && !describes) {
            return span;
        }
        StatusData status = describes
                ? StatusData.create(span.getStatus().getStatusCode(), Redactor.PLACEHOLDER)
                : span.getStatus();
        return new Redacted(span, attributes, events, links, status);
    }

    @Override
    public CompletableResultCode flush() {
        return delegate.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return delegate.shutdown();
    }

    @Override
    public String toString() {
        return "RedactingSpanExporter[" + policy + ", " + delegate + "]";
    }

    /** A span without its content. */
    private static final class Redacted extends DelegatingSpanData {
        private final Attributes attributes;
        private final List<EventData> events;
        private final List<LinkData> links;
        private final StatusData status;

        Redacted(
                SpanData span, Attributes attributes, List<EventData> events, List<LinkData> links, StatusData status) {
            super(span);
            this.attributes = attributes;
            this.events = List.copyOf(events);
            this.links = List.copyOf(links);
            this.status = status;
        }

        @Override
        public Attributes getAttributes() {
            return attributes;
        }

        @Override
        public List<EventData> getEvents() {
            return events;
        }

        @Override
        public List<LinkData> getLinks() {
            return links;
        }

        @Override
        public StatusData getStatus() {
            return status;
        }
    }
}
