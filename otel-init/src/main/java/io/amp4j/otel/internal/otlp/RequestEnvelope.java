package io.amp4j.otel.internal.otlp;

import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * What OTLP's three export requests have in common, as OpenTelemetry's own exporters write it: records grouped by the very resource and scope
 * objects. The numbers here are those of {@code trace_service.proto}, {@code trace.proto}, {@code resource.proto} and their counterparts.
 *
 * @param resource the resource of a record
 * @param scope the scope of a record
 * @param message writes a record as a field
 * @param expectedBytes of a record
 */
record RequestEnvelope<T>(
        Function<T, Resource> resource,
        Function<T, InstrumentationScopeInfo> scope,
        MessageWriter<T> message,
        int expectedBytes) {
    private static final int RESOURCE_RECORDS = 1;
    private static final int RESOURCE = 1;
    private static final int RESOURCE_ATTRIBUTES = 1;
    private static final int SCOPE_RECORDS = 2;
    private static final int SCOPE = 1;
    private static final int SCOPE_NAME = 1;
    private static final int SCOPE_VERSION = 2;
    private static final int SCOPE_ATTRIBUTES = 3;
    private static final int RECORDS = 2;
    /** In {@code ResourceSpans}, in {@code ScopeSpans} and in their counterparts. */
    private static final int SCHEMA_URL = 3;

    /** Writes a record as a field of the message that is being written. */
    interface MessageWriter<T> {
        void write(ProtoBuffer out, int field, T record);
    }

    byte[] encode(Collection<T> records) {
        IdentityGroups<Resource, T> resources = new IdentityGroups<>();
        records.forEach(record -> resources.add(resource.apply(record), record));
        ProtoBuffer out = new ProtoBuffer(Math.min(records.size(), 4_096) * expectedBytes);
        resources.forEach((head, members) -> resourceRecords(out, head, members));
        return out.toByteArray();
    }

    private void resourceRecords(ProtoBuffer out, Resource shared, List<T> records) {
        IdentityGroups<InstrumentationScopeInfo, T> scopes = new IdentityGroups<>();
        records.forEach(record -> scopes.add(scope.apply(record), record));
        int group = out.begin(RESOURCE_RECORDS);
        int head = out.begin(RESOURCE);
        AttributeMessages.write(out, RESOURCE_ATTRIBUTES, shared.getAttributes());
        out.end(head);
        scopes.forEach((info, members) -> scopeRecords(out, info, members));
        out.text(SCHEMA_URL, shared.getSchemaUrl());
        out.end(group);
    }

    private void scopeRecords(ProtoBuffer out, InstrumentationScopeInfo shared, List<T> records) {
        int group = out.begin(SCOPE_RECORDS);
        int head = out.begin(SCOPE);
        out.text(SCOPE_NAME, shared.getName());
        out.text(SCOPE_VERSION, shared.getVersion());
        AttributeMessages.write(out, SCOPE_ATTRIBUTES, shared.getAttributes());
        out.end(head);
        records.forEach(record -> message.write(out, RECORDS, record));
        out.text(SCHEMA_URL, shared.getSchemaUrl());
        out.end(group);
    }
}
