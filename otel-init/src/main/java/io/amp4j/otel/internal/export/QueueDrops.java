package io.amp4j.otel.internal.export;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleCounterBuilder;
import io.opentelemetry.api.metrics.DoubleGaugeBuilder;
import io.opentelemetry.api.metrics.DoubleHistogramBuilder;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongCounterBuilder;
import io.opentelemetry.api.metrics.LongUpDownCounterBuilder;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.MeterBuilder;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.metrics.ObservableLongCounter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import io.opentelemetry.context.Context;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Counts what the batch processor drops because its queue is full. The processor reports it to its meter alone, and there is no metrics
 * pipeline here; so this is a meter provider that reads the one counter of processed spans and ignores the rest. Its name and how it marks a
 * dropped span depend on the version of the SDK, and in newer ones on a setting; no version uses both names at once.
 */
final class QueueDrops implements MeterProvider {
    private static final String PROCESSED = "otel.sdk.processor.span.processed";
    private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
    private static final String QUEUE_FULL = "queue_full";
    private static final String PROCESSED_BEFORE = "processedSpans";
    private static final AttributeKey<Boolean> DROPPED_BEFORE = AttributeKey.booleanKey("dropped");
    private static final Meter NOOP = MeterProvider.noop().get("noop");

    private final LongAdder dropped = new LongAdder();

    /** Returns the number of spans dropped so far. */
    long count() {
        return dropped.sum();
    }

    @Override
    public MeterBuilder meterBuilder(String scope) {
        return new Builder();
    }

    private final class Builder implements MeterBuilder {
        @Override
        public MeterBuilder setSchemaUrl(String url) {
            return this;
        }

        @Override
        public MeterBuilder setInstrumentationVersion(String version) {
            return this;
        }

        @Override
        public Meter build() {
            return new Hearing();
        }
    }

    private final class Hearing implements Meter {
        @Override
        public LongCounterBuilder counterBuilder(String name) {
            return name.equals(PROCESSED) || name.equals(PROCESSED_BEFORE)
                    ? new DropCounterBuilder()
                    : NOOP.counterBuilder(name);
        }

        @Override
        public LongUpDownCounterBuilder upDownCounterBuilder(String name) {
            return NOOP.upDownCounterBuilder(name);
        }

        @Override
        public DoubleHistogramBuilder histogramBuilder(String name) {
            return NOOP.histogramBuilder(name);
        }

        @Override
        public DoubleGaugeBuilder gaugeBuilder(String name) {
            return NOOP.gaugeBuilder(name);
        }
    }

    private final class DropCounterBuilder implements LongCounterBuilder {
        @Override
        public LongCounterBuilder setDescription(String description) {
            return this;
        }

        @Override
        public LongCounterBuilder setUnit(String unit) {
            return this;
        }

        @Override
        public DoubleCounterBuilder ofDoubles() {
            return NOOP.counterBuilder(PROCESSED).ofDoubles();
        }

        @Override
        public LongCounter build() {
            return new DropCounter();
        }

        @Override
        public ObservableLongCounter buildWithCallback(Consumer<ObservableLongMeasurement> callback) {
            return NOOP.counterBuilder(PROCESSED).buildWithCallback(callback);
        }
    }

    private final class DropCounter implements LongCounter {
        @Override
        public void add(long value) {}

        @Override
        public void add(long value, Attributes attributes) {
            if (QUEUE_FULL.equals(attributes.get(ERROR_TYPE)) || Boolean.TRUE.equals(attributes.get(DROPPED_BEFORE))) {
                dropped.add(value);
            }
        }

        @Override
        public void add(long value, Attributes attributes, Context context) {
            add(value, attributes);
        }
    }
}
