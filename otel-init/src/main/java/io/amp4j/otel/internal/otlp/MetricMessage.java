package io.amp4j.otel.internal.otlp;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.DoubleExemplarData;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.ExemplarData;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramBuckets;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramPointData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongExemplarData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.metrics.data.SumData;
import io.opentelemetry.sdk.metrics.data.SummaryPointData;
import java.util.Collection;
import java.util.List;

/** Writes a metric as the {@code Metric} message of OTLP's {@code metrics.proto}, whose numbers these are. */
final class MetricMessage {
    private static final int NAME = 1;
    private static final int DESCRIPTION = 2;
    private static final int UNIT = 3;
    private static final int GAUGE = 5;
    private static final int SUM = 7;
    private static final int HISTOGRAM = 9;
    private static final int EXPONENTIAL_HISTOGRAM = 10;
    private static final int SUMMARY = 11;

    /** In each kind of data. */
    private static final int POINTS = 1;

    /** In sums and both kinds of histograms. */
    private static final int TEMPORALITY = 2;

    private static final int MONOTONIC = 3;

    /** In points of every kind. */
    private static final int START = 2;

    private static final int TIME = 3;

    private static final int NUMBER_DOUBLE = 4;
    private static final int NUMBER_EXEMPLARS = 5;
    private static final int NUMBER_LONG = 6;
    private static final int NUMBER_ATTRIBUTES = 7;

    /** In histograms of both kinds and in summaries. */
    private static final int COUNT = 4;

    private static final int TOTAL = 5;

    private static final int HISTOGRAM_COUNTS = 6;
    private static final int HISTOGRAM_BOUNDARIES = 7;
    private static final int HISTOGRAM_EXEMPLARS = 8;
    private static final int HISTOGRAM_ATTRIBUTES = 9;
    private static final int HISTOGRAM_MIN = 11;
    private static final int HISTOGRAM_MAX = 12;

    private static final int EXPONENTIAL_ATTRIBUTES = 1;
    private static final int EXPONENTIAL_SCALE = 6;
    private static final int EXPONENTIAL_ZEROES = 7;
    private static final int EXPONENTIAL_POSITIVE = 8;
    private static final int EXPONENTIAL_NEGATIVE = 9;
    private static final int EXPONENTIAL_EXEMPLARS = 11;
    private static final int EXPONENTIAL_MIN = 12;
    private static final int EXPONENTIAL_MAX = 13;
    private static final int BUCKETS_OFFSET = 1;
    private static final int BUCKETS_COUNTS = 2;

    private static final int SUMMARY_QUANTILES = 6;
    private static final int SUMMARY_ATTRIBUTES = 7;
    private static final int QUANTILE = 1;
    private static final int QUANTILE_VALUE = 2;

    private static final int EXEMPLAR_TIME = 2;
    private static final int EXEMPLAR_DOUBLE = 3;
    private static final int EXEMPLAR_SPAN_ID = 4;
    private static final int EXEMPLAR_TRACE_ID = 5;
    private static final int EXEMPLAR_LONG = 6;
    private static final int EXEMPLAR_ATTRIBUTES = 7;

    private MetricMessage() {}

    static void write(ProtoBuffer out, int field, MetricData metric) {
        int message = out.begin(field);
        out.text(NAME, metric.getName());
        out.text(DESCRIPTION, metric.getDescription());
        out.text(UNIT, metric.getUnit());
        data(out, metric);
        out.end(message);
    }

    private static void data(ProtoBuffer out, MetricData metric) {
        switch (metric.getType()) {
            case LONG_GAUGE -> {
                int data = out.begin(GAUGE);
                longs(out, metric.getLongGaugeData().getPoints());
                out.end(data);
            }
            case DOUBLE_GAUGE -> {
                int data = out.begin(GAUGE);
                doubles(out, metric.getDoubleGaugeData().getPoints());
                out.end(data);
            }
            case LONG_SUM -> {
                int data = out.begin(SUM);
                longs(out, metric.getLongSumData().getPoints());
                sum(out, metric.getLongSumData());
                out.end(data);
            }
            case DOUBLE_SUM -> {
                int data = out.begin(SUM);
                doubles(out, metric.getDoubleSumData().getPoints());
                sum(out, metric.getDoubleSumData());
                out.end(data);
            }
            case HISTOGRAM -> {
                int data = out.begin(HISTOGRAM);
                metric.getHistogramData().getPoints().forEach(point -> histogram(out, point));
                temporality(out, metric.getHistogramData().getAggregationTemporality());
                out.end(data);
            }
            case EXPONENTIAL_HISTOGRAM -> {
                int data = out.begin(EXPONENTIAL_HISTOGRAM);
                metric.getExponentialHistogramData().getPoints().forEach(point -> exponential(out, point));
                temporality(out, metric.getExponentialHistogramData().getAggregationTemporality());
                out.end(data);
            }
            case SUMMARY -> {
                int data = out.begin(SUMMARY);
                metric.getSummaryData().getPoints().forEach(point -> summary(out, point));
                out.end(data);
            }
        }
    }

    private static void sum(ProtoBuffer out, SumData<?> sum) {
        temporality(out, sum.getAggregationTemporality());
        if (sum.isMonotonic()) {
            out.bool(MONOTONIC, true);
        }
    }

    private static void temporality(ProtoBuffer out, AggregationTemporality temporality) {
        out.integer(TEMPORALITY, temporality == AggregationTemporality.DELTA ? 1 : 2);
    }

    private static void times(ProtoBuffer out, PointData point) {
        out.time(START, point.getStartEpochNanos());
        out.time(TIME, point.getEpochNanos());
    }

    private static void longs(ProtoBuffer out, Collection<LongPointData> points) {
        for (LongPointData point : points) {
            int message = out.begin(POINTS);
            times(out, point);
            out.fixed64(NUMBER_LONG, point.getValue());
            exemplars(out, NUMBER_EXEMPLARS, point.getExemplars());
            AttributeMessages.write(out, NUMBER_ATTRIBUTES, point.getAttributes());
            out.end(message);
        }
    }

    private static void doubles(ProtoBuffer out, Collection<DoublePointData> points) {
        for (DoublePointData point : points) {
            int message = out.begin(POINTS);
            times(out, point);
            out.floating(NUMBER_DOUBLE, point.getValue());
            exemplars(out, NUMBER_EXEMPLARS, point.getExemplars());
            AttributeMessages.write(out, NUMBER_ATTRIBUTES, point.getAttributes());
            out.end(message);
        }
    }

    private static void histogram(ProtoBuffer out, HistogramPointData point) {
        int message = out.begin(POINTS);
        times(out, point);
        out.time(COUNT, point.getCount());
        out.floating(TOTAL, point.getSum());
        out.packedFixed64(HISTOGRAM_COUNTS, point.getCounts());
        out.packedDoubles(HISTOGRAM_BOUNDARIES, point.getBoundaries());
        exemplars(out, HISTOGRAM_EXEMPLARS, point.getExemplars());
        AttributeMessages.write(out, HISTOGRAM_ATTRIBUTES, point.getAttributes());
        if (point.hasMin()) {
            out.floating(HISTOGRAM_MIN, point.getMin());
        }
        if (point.hasMax()) {
            out.floating(HISTOGRAM_MAX, point.getMax());
        }
        out.end(message);
    }

    private static void exponential(ProtoBuffer out, ExponentialHistogramPointData point) {
        int message = out.begin(POINTS);
        AttributeMessages.write(out, EXPONENTIAL_ATTRIBUTES, point.getAttributes());
        times(out, point);
        out.time(COUNT, point.getCount());
        out.floating(TOTAL, point.getSum());
        if (point.getScale() != 0) {
            out.signed(EXPONENTIAL_SCALE, point.getScale());
        }
        out.time(EXPONENTIAL_ZEROES, point.getZeroCount());
        buckets(out, EXPONENTIAL_POSITIVE, point.getPositiveBuckets());
        buckets(out, EXPONENTIAL_NEGATIVE, point.getNegativeBuckets());
        exemplars(out, EXPONENTIAL_EXEMPLARS, point.getExemplars());
        if (point.hasMin()) {
            out.floating(EXPONENTIAL_MIN, point.getMin());
        }
        if (point.hasMax()) {
            out.floating(EXPONENTIAL_MAX, point.getMax());
        }
        out.end(message);
    }

    private static void buckets(ProtoBuffer out, int field, ExponentialHistogramBuckets buckets) {
        int message = out.begin(field);
        if (buckets.getOffset() != 0) {
            out.signed(BUCKETS_OFFSET, buckets.getOffset());
        }
        out.packedIntegers(BUCKETS_COUNTS, buckets.getBucketCounts());
        out.end(message);
    }

    private static void summary(ProtoBuffer out, SummaryPointData point) {
        int message = out.begin(POINTS);
        times(out, point);
        out.time(COUNT, point.getCount());
        out.nonZero(TOTAL, point.getSum());
        point.getValues().forEach(value -> {
            int quantile = out.begin(SUMMARY_QUANTILES);
            out.nonZero(QUANTILE, value.getQuantile());
            out.nonZero(QUANTILE_VALUE, value.getValue());
            out.end(quantile);
        });
        AttributeMessages.write(out, SUMMARY_ATTRIBUTES, point.getAttributes());
        out.end(message);
    }

    private static void exemplars(ProtoBuffer out, int field, List<? extends ExemplarData> exemplars) {
        for (ExemplarData exemplar : exemplars) {
            int message = out.begin(field);
            out.time(EXEMPLAR_TIME, exemplar.getEpochNanos());
            if (exemplar instanceof LongExemplarData number) {
                out.fixed64(EXEMPLAR_LONG, number.getValue());
            } else if (exemplar instanceof DoubleExemplarData number) {
                out.floating(EXEMPLAR_DOUBLE, number.getValue());
            }
            SpanContext span = exemplar.getSpanContext();
            if (span.isValid()) {
                out.hex(EXEMPLAR_SPAN_ID, span.getSpanId());
                out.hex(EXEMPLAR_TRACE_ID, span.getTraceId());
            }
            AttributeMessages.write(out, EXEMPLAR_ATTRIBUTES, exemplar.getFilteredAttributes());
            out.end(message);
        }
    }
}
