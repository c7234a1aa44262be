package io.amp4j.otel.versions;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.Data;
import io.opentelemetry.sdk.metrics.data.DoubleExemplarData;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramBuckets;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramData;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramPointData;
import io.opentelemetry.sdk.metrics.data.GaugeData;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongExemplarData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.metrics.data.SumData;
import io.opentelemetry.sdk.metrics.data.SummaryData;
import io.opentelemetry.sdk.metrics.data.SummaryPointData;
import io.opentelemetry.sdk.metrics.data.ValueAtQuantile;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Metrics with everything that a metric can have, from a seed. */
final class SampleMetrics {
    private final RandomGenerator random;
    private final SampleValues values;

    private SampleMetrics(long seed) {
        random = new Random(seed);
        values = new SampleValues(random);
    }

    static List<MetricData> of(long seed) {
        SampleMetrics samples = new SampleMetrics(seed);
        List<Resource> resources = samples.some(2, samples.values::resource);
        List<InstrumentationScopeInfo> scopes = samples.some(2, samples.values::scope);
        return samples.some(8, () -> samples.metric(samples.values.pick(resources), samples.values.pick(scopes)));
    }

    private <T> List<T> some(int most, Supplier<T> maker) {
        List<T> some = new ArrayList<>(List.of(maker.get()));
        for (int more = random.nextInt(most); more > 0; more--) {
            some.add(maker.get());
        }
        return some;
    }

    private <T> List<T> any(int most, Supplier<T> maker) {
        return random.nextInt(4) == 0 ? List.of() : some(most, maker);
    }

    private MetricData metric(Resource resource, InstrumentationScopeInfo scope) {
        MetricDataType type = values.pick(List.of(MetricDataType.values()));
        Map<String, Object> metric = new HashMap<>();
        metric.put("getResource", resource);
        metric.put("getInstrumentationScopeInfo", scope);
        metric.put("getName", values.text());
        metric.put("getDescription", values.text());
        metric.put("getUnit", values.text());
        metric.put("getType", type);
        metric.put("getData", data(type));
        // By themselves, older versions take their own classes alone for data.
        metric.put(getter(type), metric.get("getData"));
        return Fakes.of(MetricData.class, metric);
    }

    private static String getter(MetricDataType type) {
        return switch (type) {
            case LONG_GAUGE -> "getLongGaugeData";
            case DOUBLE_GAUGE -> "getDoubleGaugeData";
            case LONG_SUM -> "getLongSumData";
            case DOUBLE_SUM -> "getDoubleSumData";
            case HISTOGRAM -> "getHistogramData";
            case EXPONENTIAL_HISTOGRAM -> "getExponentialHistogramData";
            case SUMMARY -> "getSummaryData";
        };
    }

    private Data<?> data(MetricDataType type) {
        return switch (type) {
            case LONG_GAUGE -> Fakes.of(GaugeData.class, Map.of("getPoints", any(3, this::longPoint)));
            case DOUBLE_GAUGE -> Fakes.of(GaugeData.class, Map.of("getPoints", any(3, this::doublePoint)));
            case LONG_SUM -> Fakes.of(SumData.class, totals(any(3, this::longPoint)));
            case DOUBLE_SUM -> Fakes.of(SumData.class, totals(any(3, this::doublePoint)));
            case HISTOGRAM -> Fakes.of(HistogramData.class, totals(any(3, this::histogram)));
            case EXPONENTIAL_HISTOGRAM -> Fakes.of(ExponentialHistogramData.class, totals(any(3, this::exponential)));
            case SUMMARY -> Fakes.of(SummaryData.class, Map.of("getPoints", any(3, this::summary)));
        };
    }

    private Map<String, Object> totals(List<?> points) {
        return Map.of(
                "getPoints",
                points,
                "isMonotonic",
                random.nextBoolean(),
                "getAggregationTemporality",
                values.pick(List.of(AggregationTemporality.values())));
    }

    private Map<String, Object> point(List<?> exemplars) {
        Map<String, Object> point = new HashMap<>();
        point.put("getStartEpochNanos", time());
        point.put("getEpochNanos", time());
        point.put("getAttributes", values.attributes(random.nextInt(4)));
        point.put("getExemplars", exemplars);
        return point;
    }

    private long time() {
        return random.nextInt(5) == 0 ? 0 : random.nextLong();
    }

    private long count() {
        return random.nextInt(4) == 0 ? 0 : random.nextLong(Long.MAX_VALUE);
    }

    private LongPointData longPoint() {
        Map<String, Object> point =
                point(any(2, () -> exemplar(LongExemplarData.class, values.pick(SampleValues.LONGS))));
        point.put("getValue", values.pick(SampleValues.LONGS));
        return Fakes.of(LongPointData.class, point);
    }

    private DoublePointData doublePoint() {
        Map<String, Object> point = point(doubleExemplars());
        point.put("getValue", values.pick(SampleValues.DOUBLES));
        return Fakes.of(DoublePointData.class, point);
    }

    private List<DoubleExemplarData> doubleExemplars() {
        return any(2, () -> exemplar(DoubleExemplarData.class, values.pick(SampleValues.DOUBLES)));
    }

    private <T> T exemplar(Class<T> type, Object value) {
        return Fakes.of(
                type,
                Map.of(
                        "getValue",
                        value,
                        "getEpochNanos",
                        time(),
                        "getFilteredAttributes",
                        values.attributes(random.nextInt(3)),
                        "getSpanContext",
                        random.nextBoolean() ? SpanContext.getInvalid() : values.context()));
    }

    private HistogramPointData histogram() {
        Map<String, Object> point = distribution();
        List<Double> boundaries = values.many(random.nextInt(4), SampleValues.DOUBLES);
        List<Long> counts = new ArrayList<>(List.of(count()));
        boundaries.forEach(boundary -> counts.add(count()));
        point.put("getBoundaries", boundaries);
        point.put("getCounts", counts);
        return Fakes.of(HistogramPointData.class, point);
    }

    private Map<String, Object> distribution() {
        Map<String, Object> point = point(doubleExemplars());
        point.put("getCount", count());
        point.put("getSum", values.pick(SampleValues.DOUBLES));
        point.put("hasMin", random.nextBoolean());
        point.put("getMin", values.pick(SampleValues.DOUBLES));
        point.put("hasMax", random.nextBoolean());
        point.put("getMax", values.pick(SampleValues.DOUBLES));
        return point;
    }

    private ExponentialHistogramPointData exponential() {
        Map<String, Object> point = distribution();
        // Exporters before 1.62 leave out a sum of 0.
        point.put("getSum", random.nextDouble(1, 1e9));
        point.put("getScale", random.nextInt(-10, 21));
        point.put("getZeroCount", count());
        point.put("getPositiveBuckets", buckets());
        point.put("getNegativeBuckets", buckets());
        return Fakes.of(ExponentialHistogramPointData.class, point);
    }

    private ExponentialHistogramBuckets buckets() {
        return Fakes.of(
                ExponentialHistogramBuckets.class,
                Map.of(
                        "getScale",
                        1,
                        "getOffset",
                        random.nextInt(3) == 0 ? 0 : random.nextInt(),
                        "getTotalCount",
                        1L,
                        "getBucketCounts",
                        any(4, this::count)));
    }

    private SummaryPointData summary() {
        Map<String, Object> point = point(List.of());
        point.put("getCount", count());
        point.put("getSum", values.pick(SampleValues.DOUBLES));
        point.put(
                "getValues",
                any(
                        3,
                        () -> Fakes.of(
                                ValueAtQuantile.class,
                                Map.of(
                                        "getQuantile",
                                        values.pick(SampleValues.DOUBLES),
                                        "getValue",
                                        values.pick(SampleValues.DOUBLES)))));
        return Fakes.of(SummaryPointData.class, point);
    }
}
