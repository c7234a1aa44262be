package io.amp4j.otel.versions;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.LogLimits;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Log records with everything that one can have, made by the SDK at hand, from a seed. */
final class SampleLogs {
    private final RandomGenerator random;
    private final SampleValues values;

    private SampleLogs(long seed) {
        random = new Random(seed);
        values = new SampleValues(random);
    }

    static List<LogRecordData> of(long seed) {
        SampleLogs samples = new SampleLogs(seed);
        List<LogRecordData> records = new ArrayList<>();
        for (int provider = 0; provider <= samples.random.nextInt(2); provider++) {
            samples.addProvider(records);
        }
        return records;
    }

    private void addProvider(List<LogRecordData> records) {
        try (SdkLoggerProvider provider = SdkLoggerProvider.builder()
                .setResource(values.resource())
                .setLogLimits(() -> LogLimits.builder()
                        .setMaxNumberOfAttributes(random.nextBoolean() ? 128 : 3)
                        .build())
                .addLogRecordProcessor(SimpleLogRecordProcessor.create(new Collecting(records)))
                .build()) {
            for (int logger = 0; logger <= random.nextInt(2); logger++) {
                Logger made = provider.loggerBuilder(values.text() + logger)
                        .setInstrumentationVersion(random.nextBoolean() ? "1.2.3" : "")
                        .setSchemaUrl(random.nextBoolean() ? "https://schema/scope" : "")
                        .build();
                for (int record = 0; record <= random.nextInt(5); record++) {
                    emit(made);
                }
            }
        }
    }

    private void emit(Logger logger) {
        LogRecordBuilder record = logger.logRecordBuilder().setContext(Context.root());
        if (random.nextBoolean()) {
            // Exporters before 1.67 spoil flags with the highest bit.
            SpanContext span = values.context();
            record.setContext(Context.root()
                    .with(Span.wrap(SpanContext.create(
                            span.getTraceId(),
                            span.getSpanId(),
                            TraceFlags.fromByte((byte) (span.getTraceFlags().asByte() & 0x7F)),
                            span.getTraceState()))));
        }
        if (random.nextBoolean()) {
            record.setTimestamp(random.nextLong(1, Long.MAX_VALUE), TimeUnit.NANOSECONDS);
        }
        record.setObservedTimestamp(random.nextLong(1, Long.MAX_VALUE), TimeUnit.NANOSECONDS);
        if (random.nextBoolean()) {
            record.setSeverity(values.pick(List.of(Severity.values())));
        }
        if (random.nextBoolean()) {
            record.setSeverityText(values.text());
        }
        switch (random.nextInt(4)) {
            case 0 -> record.setBody(values.text());
            case 1 -> record.setBody(Value.of(values.pick(SampleValues.LONGS)));
            case 2 -> record.setBody(Value.of(List.of(Value.of(values.text()), Value.of(true))));
            default -> {
                // None.
            }
        }
        values.attributes(random.nextInt(6)).forEach((key, value) -> put(record, key, value));
        if (random.nextInt(3) == 0) {
            name(record, values.text());
        }
        record.emit();
    }

    @SuppressWarnings("unchecked")
    private static <T> void put(LogRecordBuilder record, AttributeKey<T> key, Object value) {
        record.setAttribute(key, (T) value);
    }

    /** Where the version at hand has names of events. */
    private static void name(LogRecordBuilder record, String name) {
        try {
            LogRecordBuilder.class.getMethod("setEventName", String.class).invoke(record, name);
        } catch (NoSuchMethodException e) {
            record.setSeverityText(name);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private record Collecting(List<LogRecordData> records) implements LogRecordExporter {
        @Override
        public CompletableResultCode export(Collection<LogRecordData> batch) {
            records.addAll(batch);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
