package io.amp4j.otel.internal.otlp;

import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes spans as OTLP's {@code ExportTraceServiceRequest}, as OpenTelemetry's own exporter does: grouped by the very resource and scope
 * objects. The numbers here are those of {@code trace_service.proto}, {@code trace.proto} and {@code resource.proto}.
 */
public final class TraceRequest {
    private static final int EXPECTED_BYTES_OF_A_SPAN = 512;
    private static final int RESOURCE_SPANS = 1;
    private static final int RESOURCE = 1;
    private static final int RESOURCE_ATTRIBUTES = 1;
    private static final int SCOPE_SPANS = 2;
    private static final int SCOPE = 1;
    private static final int SCOPE_NAME = 1;
    private static final int SCOPE_VERSION = 2;
    private static final int SCOPE_ATTRIBUTES = 3;
    private static final int SPANS = 2;
    /** In {@code ResourceSpans} and in {@code ScopeSpans}. */
    private static final int SCHEMA_URL = 3;

    private TraceRequest() {}

    /** Returns the request body. */
    public static byte[] encode(Collection<SpanData> spans) {
        IdentityGroups<Resource, SpanData> resources = new IdentityGroups<>();
        spans.forEach(span -> resources.add(span.getResource(), span));
        ProtoBuffer out = new ProtoBuffer(Math.min(spans.size(), 4_096) * EXPECTED_BYTES_OF_A_SPAN);
        resources.forEach((resource, members) -> resourceSpans(out, resource, members));
        return out.toByteArray();
    }

    private static void resourceSpans(ProtoBuffer out, Resource resource, List<SpanData> spans) {
        IdentityGroups<InstrumentationScopeInfo, SpanData> scopes = new IdentityGroups<>();
        spans.forEach(span -> scopes.add(span.getInstrumentationScopeInfo(), span));
        int group = out.begin(RESOURCE_SPANS);
        int head = out.begin(RESOURCE);
        AttributeMessages.write(out, RESOURCE_ATTRIBUTES, resource.getAttributes());
        out.end(head);
        scopes.forEach((scope, members) -> scopeSpans(out, scope, members));
        text(out, SCHEMA_URL, resource.getSchemaUrl());
        out.end(group);
    }

    private static void scopeSpans(ProtoBuffer out, InstrumentationScopeInfo scope, List<SpanData> spans) {
        int group = out.begin(SCOPE_SPANS);
        int head = out.begin(SCOPE);
        text(out, SCOPE_NAME, scope.getName());
        text(out, SCOPE_VERSION, scope.getVersion());
        AttributeMessages.write(out, SCOPE_ATTRIBUTES, scope.getAttributes());
        out.end(head);
        spans.forEach(span -> SpanMessage.write(out, SPANS, span));
        text(out, SCHEMA_URL, scope.getSchemaUrl());
        out.end(group);
    }

    /** Empty is the default of a text and stays away. */
    static void text(ProtoBuffer out, int field, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            out.string(field, value);
        }
    }
}
