package io.amp4j.otel;

import static java.util.Objects.requireNonNull;

import io.amp4j.otel.internal.content.AttributeRedactor;
import io.amp4j.otel.internal.content.ContentKeys;
import io.amp4j.otel.internal.content.Redactor;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
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
import java.util.Map;
import java.util.Set;

/**
 * Takes content out of spans on their way out, with their events and links, whoever made them: in AMP's keys and in those of CrewAI,
 * OpenInference, OpenLLMetry, MCP and Spring AI. Structure, roles, names, ids and counts stay; texts become {@code [redacted]}, and so
 * do numbers and booleans that are all of a text or said in a message. Within JSON arguments, results and entity texts those stay.
 *
 * <p>When only some fields are redacted, a value that may hold several of them (all of a model's request, an agent's state, a
 * template, the body of an event) goes as soon as one of them is redacted.
 *
 * <p>When the policy redacts everything, status descriptions, exception messages and stack traces go too, because they quote
 * arguments and answers; otherwise they stay. Statements in {@code db.query.text} and {@code db.statement} are left to the
 * instrumentation of the database, which sanitizes them. Unknown keys are left alone.
 */
public final class RedactingSpanExporter implements SpanExporter {
    private static final AttributeKey<String> EXCEPTION_MESSAGE = AttributeKey.stringKey("exception.message");
    private static final AttributeKey<String> EXCEPTION_STACKTRACE = AttributeKey.stringKey("exception.stacktrace");

    private static final Set<String> BODY_KEYS = Set.of("content", "gen_ai.event.content", "message", "tool_calls");

    /** What the body of an event may hold; of other events of {@code gen_ai} anything of a conversation. */
    private static final Map<String, Set<ContentField>> BODIES = Map.of(
            "gen_ai.system.message",
            Set.of(ContentField.INPUT_MESSAGES, ContentField.SYSTEM_INSTRUCTIONS),
            "gen_ai.user.message",
            Set.of(ContentField.INPUT_MESSAGES),
            "gen_ai.assistant.message",
            Set.of(ContentField.INPUT_MESSAGES, ContentField.OUTPUT_MESSAGES, ContentField.TOOL_ARGUMENTS),
            "gen_ai.tool.message",
            Set.of(ContentField.INPUT_MESSAGES, ContentField.TOOL_RESULTS),
            "gen_ai.choice",
            Set.of(ContentField.OUTPUT_MESSAGES, ContentField.TOOL_ARGUMENTS));

    private final SpanExporter delegate;
    private final ContentPolicy policy;
    private final AttributeRedactor redactor;
    private final boolean everything;

    private RedactingSpanExporter(SpanExporter delegate, ContentPolicy policy) {
        this.delegate = delegate;
        this.policy = policy;
        this.redactor = new AttributeRedactor(policy);
        this.everything = policy.redacted().size() == ContentField.values().length;
    }

    /** Returns an exporter that redacts what the policy does not allow; the delegate itself if that is nothing. */
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
        Attributes attributes = redactor.redact(span.getAttributes(), kind);
        List<EventData> events = new ArrayList<>(span.getEvents().size());
        boolean changed = attributes != span.getAttributes();
        for (EventData event : span.getEvents()) {
            Attributes kept = eventAttributes(event, kind);
            changed |= kept != event.getAttributes();
            events.add(
                    kept == event.getAttributes()
                            ? event
                            : EventData.create(
                                    event.getEpochNanos(), event.getName(), kept, event.getTotalAttributeCount()));
        }
        List<LinkData> links = new ArrayList<>(span.getLinks().size());
        for (LinkData link : span.getLinks()) {
            Attributes kept = redactor.redact(link.getAttributes(), kind);
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

    private Attributes eventAttributes(EventData event, AmpSpanKind kind) {
        Attributes attributes = redactor.redact(event.getAttributes(), kind);
        boolean bodies = holdsRedacted(event.getName());
        if (!everything && !bodies) {
            return attributes;
        }
        AttributesBuilder builder = attributes.toBuilder();
        boolean[] changed = {false};
        attributes.forEach((key, value) -> {
            boolean quotes = everything && (key.equals(EXCEPTION_MESSAGE) || key.equals(EXCEPTION_STACKTRACE));
            boolean body = bodies && BODY_KEYS.contains(key.getKey());
            if (quotes || body) {
                builder.remove(key);
                // Under "content" a person's own words may be JSON, whose members are no structure of a message.
                builder.put(
                        key.getKey(),
                        body && value instanceof String text && !key.getKey().equals("content")
                                ? Redactor.messages(text, Redactor.Parts.ALL)
                                : Redactor.PLACEHOLDER);
                changed[0] = true;
            }
        });
        return changed[0] ? builder.build() : attributes;
    }

    /** Whether the body of the event may hold anything that is redacted; it then goes as a whole. */
    private boolean holdsRedacted(String event) {
        return event.startsWith("gen_ai.")
                && !BODIES.getOrDefault(event, ContentKeys.CONVERSATION).stream()
                        .allMatch(policy::allows);
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
