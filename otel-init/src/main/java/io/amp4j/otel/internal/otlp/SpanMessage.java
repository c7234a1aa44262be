package io.amp4j.otel.internal.otlp;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.StringJoiner;

/** Writes a span as the {@code Span} message of OTLP's {@code trace.proto}, whose numbers these are. */
final class SpanMessage {
    private static final int TRACE_ID = 1;
    private static final int SPAN_ID = 2;
    private static final int TRACE_STATE = 3;
    private static final int PARENT_SPAN_ID = 4;
    private static final int NAME = 5;
    private static final int KIND = 6;
    private static final int START = 7;
    private static final int END = 8;
    private static final int ATTRIBUTES = 9;
    private static final int DROPPED_ATTRIBUTES = 10;
    private static final int EVENTS = 11;
    private static final int DROPPED_EVENTS = 12;
    private static final int LINKS = 13;
    private static final int DROPPED_LINKS = 14;
    private static final int STATUS = 15;
    private static final int FLAGS = 16;

    private static final int EVENT_TIME = 1;
    private static final int EVENT_NAME = 2;
    private static final int EVENT_ATTRIBUTES = 3;
    private static final int EVENT_DROPPED_ATTRIBUTES = 4;

    private static final int LINK_ATTRIBUTES = 4;
    private static final int LINK_DROPPED_ATTRIBUTES = 5;
    private static final int LINK_FLAGS = 6;

    private static final int STATUS_MESSAGE = 2;
    private static final int STATUS_CODE = 3;

    /** Says that the bit after it has a meaning. */
    private static final int HAS_IS_REMOTE = 0x100;

    private static final int IS_REMOTE = 0x200;

    private SpanMessage() {}

    static void write(ProtoBuffer out, int field, SpanData span) {
        SpanContext context = span.getSpanContext();
        SpanContext parent = span.getParentSpanContext();
        int message = out.begin(field);
        ids(out, context);
        if (parent.isValid()) {
            out.hex(PARENT_SPAN_ID, parent.getSpanId());
        }
        out.text(NAME, span.getName());
        out.integer(KIND, kind(span.getKind()));
        out.time(START, span.getStartEpochNanos());
        out.time(END, span.getEndEpochNanos());
        AttributeMessages.write(out, ATTRIBUTES, span.getAttributes());
        out.count(
                DROPPED_ATTRIBUTES,
                span.getTotalAttributeCount() - span.getAttributes().size());
        span.getEvents().forEach(event -> event(out, event));
        out.count(
                DROPPED_EVENTS, span.getTotalRecordedEvents() - span.getEvents().size());
        span.getLinks().forEach(link -> link(out, link));
        out.count(DROPPED_LINKS, span.getTotalRecordedLinks() - span.getLinks().size());
        status(out, span.getStatus());
        out.fixed32(FLAGS, flags(context, parent));
        out.end(message);
    }

    /** Spans and links begin with the same three fields. */
    private static void ids(ProtoBuffer out, SpanContext context) {
        out.hex(TRACE_ID, context.getTraceId());
        out.hex(SPAN_ID, context.getSpanId());
        TraceState state = context.getTraceState();
        if (!state.isEmpty()) {
            StringJoiner members = new StringJoiner(",");
            state.forEach((key, value) -> members.add(key + "=" + value));
            out.string(TRACE_STATE, members.toString());
        }
    }

    private static void event(ProtoBuffer out, EventData event) {
        int message = out.begin(EVENTS);
        out.time(EVENT_TIME, event.getEpochNanos());
        out.text(EVENT_NAME, event.getName());
        AttributeMessages.write(out, EVENT_ATTRIBUTES, event.getAttributes());
        out.count(
                EVENT_DROPPED_ATTRIBUTES,
                event.getTotalAttributeCount() - event.getAttributes().size());
        out.end(message);
    }

    private static void link(ProtoBuffer out, LinkData link) {
        SpanContext context = link.getSpanContext();
        int message = out.begin(LINKS);
        ids(out, context);
        AttributeMessages.write(out, LINK_ATTRIBUTES, link.getAttributes());
        out.count(
                LINK_DROPPED_ATTRIBUTES,
                link.getTotalAttributeCount() - link.getAttributes().size());
        out.fixed32(LINK_FLAGS, flags(context, context));
        out.end(message);
    }

    private static void status(ProtoBuffer out, StatusData status) {
        int message = out.begin(STATUS);
        out.text(STATUS_MESSAGE, status.getDescription());
        StatusCode code = status.getStatusCode();
        if (code != StatusCode.UNSET) {
            out.integer(STATUS_CODE, code == StatusCode.OK ? 1 : 2);
        }
        out.end(message);
    }

    private static int flags(SpanContext context, SpanContext remote) {
        int sampledAndTheLike = context.getTraceFlags().asByte() & 0xFF;
        return sampledAndTheLike | HAS_IS_REMOTE | (remote.isRemote() ? IS_REMOTE : 0);
    }

    private static int kind(SpanKind kind) {
        return switch (kind) {
            case INTERNAL -> 1;
            case SERVER -> 2;
            case CLIENT -> 3;
            case PRODUCER -> 4;
            case CONSUMER -> 5;
        };
    }
}
