package io.amp4j.samples.distro;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.export.ContentPolicy;
import io.amp4j.otel.export.RedactingSpanExporter;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManagedExportersTest {
    private static final AttributeKey<String> PROMPT = AttributeKey.stringKey("gen_ai.input.messages");

    private final Switches switches = new Switches();
    private final ScopeFilter scopes = new ScopeFilter();
    private final ExportHealth health = new ExportHealth();

    @Test
    void sendsSpansUnlessTheyAreOff() {
        Collecting sent = new Collecting();
        ManagedSpanExporter exporter = new ManagedSpanExporter(sent, sent, switches, health.watch(Signal.TRACES));

        exporter.export(List.of(span()));
        switches.use(off(Signal.TRACES));
        assertThat(exporter.export(List.of(span())).isSuccess()).isTrue();
        assertThat(sent.spans).hasSize(1);

        switches.use(Options.NONE);
        exporter.export(List.of(span()));
        assertThat(sent.spans).hasSize(2);
    }

    @Test
    void takesContentOutOnlyWhileThatIsWanted() {
        Collecting sent = new Collecting();
        ManagedSpanExporter exporter = new ManagedSpanExporter(
                sent,
                RedactingSpanExporter.redacting(sent, ContentPolicy.REDACT),
                switches,
                health.watch(Signal.TRACES));

        switches.use(options("{'content':{'capture':false}}"));
        exporter.export(List.of(span()));
        switches.use(Options.NONE);
        exporter.export(List.of(span()));

        assertThat(sent.spans.get(0).getAttributes().get(PROMPT)).doesNotContain("hello");
        assertThat(sent.spans.get(1).getAttributes().get(PROMPT)).contains("hello");
    }

    @Test
    void holdsMetricsAndLogsBackEachByItself() {
        ManagedMetricExporter managedMetrics =
                new ManagedMetricExporter(new FailingMetrics(), switches, scopes, health.watch(Signal.METRICS));
        ManagedLogExporter managedLogs =
                new ManagedLogExporter(new FailingLogs(), switches, scopes, health.watch(Signal.LOGS));

        // Both fail, so what succeeds was held back.
        switches.use(off(Signal.METRICS));
        assertThat(managedMetrics.export(List.of()).isSuccess()).isTrue();
        assertThat(managedLogs.export(List.of()).isSuccess()).isFalse();
        switches.use(off(Signal.LOGS));
        assertThat(managedMetrics.export(List.of()).isSuccess()).isFalse();
        assertThat(managedLogs.export(List.of()).isSuccess()).isTrue();
        assertThat(managedMetrics.getAggregationTemporality(InstrumentType.COUNTER))
                .isEqualTo(AggregationTemporality.DELTA);
    }

    @Test
    void holdsBackWhatAnInstrumentationMeasuresAndLogsThatIsOff() {
        List<String> sent = new ArrayList<>();
        scopes.use("io.opentelemetry.jdbc"::equals);
        try (SdkMeterProvider meters = SdkMeterProvider.builder()
                        .registerMetricReader(PeriodicMetricReader.create(new ManagedMetricExporter(
                                new CollectingMetrics(sent), switches, scopes, health.watch(Signal.METRICS))))
                        .build();
                SdkLoggerProvider loggers = SdkLoggerProvider.builder()
                        .addLogRecordProcessor(SimpleLogRecordProcessor.create(new ManagedLogExporter(
                                new CollectingLogs(sent), switches, scopes, health.watch(Signal.LOGS))))
                        .build()) {
            for (String scope : List.of("io.opentelemetry.jdbc", "shop")) {
                loggers.get(scope).logRecordBuilder().setBody("line").emit();
                meters.get(scope).counterBuilder("number").build().add(1);
            }
        }
        // One request each, and none with nothing in it.
        assertThat(sent).containsExactly("log of shop", "1 log(s)", "metric of shop", "1 metric(s)");
    }

    @Test
    void isAsHealthyAsTheLastExportsAndSaysSoOnceForEachChange() {
        int[] changes = {0};
        health.onChange(() -> changes[0]++);
        Collecting failing = new Collecting();
        failing.works = false;
        ManagedSpanExporter exporter = new ManagedSpanExporter(failing, failing, switches, health.watch(Signal.TRACES));
        health.watch(Signal.LOGS);

        exporter.export(List.of());
        exporter.export(List.of());
        assertThat(changes[0]).isEqualTo(1);
        assertThat(health.report().isHealthy()).isFalse();
        assertThat(health.report().components())
                .hasEntrySatisfying(
                        "traces", traces -> assertThat(traces.isHealthy()).isFalse())
                .hasEntrySatisfying("logs", logs -> assertThat(logs.isHealthy()).isTrue());

        failing.works = true;
        exporter.export(List.of());
        assertThat(changes[0]).isEqualTo(2);
        assertThat(health.report().isHealthy()).isTrue();
    }

    @Test
    void samplesAsTheServerSaysUntilItSaysNothing() {
        SwitchableSampler sampler = new SwitchableSampler(Sampler.alwaysOn());
        switches.follow(options -> sampler.use(options.sampling()));
        assertThat(decides(sampler)).isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);

        switches.use(options("{'traces':{'sampling':{'ratio':0}}}"));
        assertThat(decides(sampler)).isEqualTo(SamplingDecision.DROP);

        switches.use(Options.NONE);
        assertThat(decides(sampler)).isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);
        assertThat(sampler.getDescription()).isEqualTo(Sampler.alwaysOn().getDescription());
    }

    private static SamplingDecision decides(Sampler sampler) {
        return sampler.shouldSample(
                        Context.root(),
                        "0123456789abcdef0123456789abcdef",
                        "GET",
                        SpanKind.SERVER,
                        Attributes.empty(),
                        List.of())
                .getDecision();
    }

    private static Options off(Signal signal) {
        return options("{'" + signal.key() + "':{'export':false}}");
    }

    private static Options options(String json) {
        return OptionsReader.read("{\"amp4j\":" + json.replace('\'', '"') + "}").options();
    }

    private static SpanData span() {
        Collecting made = new Collecting();
        try (SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(made))
                .build()) {
            provider.get("test")
                    .spanBuilder("chat")
                    .setAttribute("gen_ai.operation.name", "chat")
                    .setAttribute(PROMPT, "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"hello\"}]}]")
                    .startSpan()
                    .end();
        }
        return made.spans.get(0);
    }

    private static final class Collecting implements SpanExporter {
        private final List<SpanData> spans = new ArrayList<>();
        private boolean works = true;

        @Override
        public CompletableResultCode export(Collection<SpanData> exported) {
            spans.addAll(exported);
            return works ? CompletableResultCode.ofSuccess() : CompletableResultCode.ofFailure();
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

    private static final class FailingMetrics implements MetricExporter {
        @Override
        public CompletableResultCode export(Collection<MetricData> metrics) {
            return CompletableResultCode.ofFailure();
        }

        @Override
        public AggregationTemporality getAggregationTemporality(InstrumentType type) {
            return AggregationTemporality.DELTA;
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

    private static final class FailingLogs implements LogRecordExporter {
        @Override
        public CompletableResultCode export(Collection<LogRecordData> logs) {
            return CompletableResultCode.ofFailure();
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

    private static final class CollectingMetrics implements MetricExporter {
        private final List<String> sent;

        CollectingMetrics(List<String> sent) {
            this.sent = sent;
        }

        @Override
        public CompletableResultCode export(Collection<MetricData> metrics) {
            metrics.forEach(metric ->
                    sent.add("metric of " + metric.getInstrumentationScopeInfo().getName()));
            sent.add(metrics.size() + " metric(s)");
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public AggregationTemporality getAggregationTemporality(InstrumentType type) {
            return AggregationTemporality.CUMULATIVE;
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

    private static final class CollectingLogs implements LogRecordExporter {
        private final List<String> sent;

        CollectingLogs(List<String> sent) {
            this.sent = sent;
        }

        @Override
        public CompletableResultCode export(Collection<LogRecordData> logs) {
            logs.forEach(log ->
                    sent.add("log of " + log.getInstrumentationScopeInfo().getName()));
            sent.add(logs.size() + " log(s)");
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
