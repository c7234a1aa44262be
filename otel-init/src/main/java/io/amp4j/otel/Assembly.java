package io.amp4j.otel;

import static java.util.Objects.requireNonNull;

import io.amp4j.otel.SdkSettings.Batch;
import io.amp4j.otel.SdkSettings.Propagation;
import io.amp4j.otel.export.EvaluationSpanProcessor;
import io.amp4j.otel.export.MappingSpanExporter;
import io.amp4j.otel.export.RedactingSpanExporter;
import io.amp4j.otel.internal.export.ConcurrentExports;
import io.amp4j.otel.internal.export.ExtensionPresence;
import io.amp4j.otel.internal.export.QueueCounter;
import io.amp4j.otel.internal.log.Log;
import io.amp4j.otel.internal.messages.MessageEventProcessor;
import io.amp4j.otel.internal.messages.MessageStore;
import io.amp4j.otel.internal.messages.MessagesSpanExporter;
import io.amp4j.otel.internal.selection.SelectingSpanExporter;
import io.amp4j.otel.internal.setup.EndpointRule;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import javax.net.ssl.SSLContext;

/**
 * Builds an instance from the configuration, and decides how it relates to an existing global OpenTelemetry.
 *
 * @param given the names of the settings that the program has set
 */
record Assembly(
        AmpConfig config,
        Optional<Sampler> sampler,
        Optional<ContextPropagators> propagators,
        Optional<SSLContext> tls,
        RetryPolicy retry,
        Duration closeTimeout,
        List<SpanProcessor> processors,
        List<UnaryOperator<SpanProcessor>> processorDecorators,
        List<UnaryOperator<SpanExporter>> exporterDecorators,
        Set<String> given) {
    private static final Log LOG = Log.of(AmpOtel.class);
    /**
     * Four batches of 512 spans within 50 ms are 40,000 spans a second, more than one thread creates; and four connections are few for an
     * endpoint.
     */
    private static final int CONCURRENT_BATCHES = 4;

    private static final Set<String> MATTERS_OF_THE_SDK =
            Set.of("serviceName", "resourceAttribute", "sampler", "propagators");

    Assembly {
        processors = List.copyOf(processors);
        processorDecorators = List.copyOf(processorDecorators);
        exporterDecorators = List.copyOf(exporterDecorators);
        given = Collections.unmodifiableSet(new LinkedHashSet<>(given));
    }

    AmpOtel make(boolean global) {
        SwitchableSpanExporter exporter = SwitchableSpanExporter.create(config, retry, tls, false);
        config.warnings().forEach(LOG::warning);
        AmpOtel made;
        try {
            if (config.sdk().disabled()) {
                made = disabled(exporter, global);
            } else if (global && GlobalSlot.isTaken()) {
                made = beside(exporter);
            } else {
                made = own(exporter, global, global);
            }
        } catch (RuntimeException | Error e) {
            if (global) {
                GlobalSlot.release();
            }
            throw e;
        }
        LOG.log(
                config.debug() ? Level.INFO : Level.FINE,
                () -> "spans go to " + EndpointRule.address(config.endpoint()) + " (" + made.registration() + "; "
                        + HeaderSources.describe(config.headers()) + "; resource attributes "
                        + config.resource().keySet() + ")");
        return made;
    }

    /**
     * @param global whether to become the global SDK
     * @param sharing whether SDKs with the attachment point use this pipeline too
     */
    private AmpOtel own(SwitchableSpanExporter exporter, boolean global, boolean sharing) {
        QueueCounter queueCounter = new QueueCounter();
        SpanProcessor first = SpanProcessor.composite(steps(exporter, queueCounter));
        Sampler chosen = sampler.orElseGet(() -> Samplers.of(config.sdk().sampling()));
        SdkTracerProviderBuilder builder = SdkTracerProvider.builder()
                .setResource(Resource.getDefault().merge(resource()))
                .setSampler(sharing ? MicrometerHint.before(chosen, Assembly.class.getClassLoader()) : chosen)
                .setSpanLimits(config.sdk().limits())
                .addSpanProcessor(first);
        SdkTracerProvider provider = builder.build();
        OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(provider)
                // No log record is exported; records that are messages of a span are sent with that span.
                .setLoggerProvider(SdkLoggerProvider.builder()
                        .addLogRecordProcessor(new MessageEventProcessor(MessageStore.PROCESS))
                        .build())
                .setPropagators(contextPropagators())
                .build();
        if (sharing) {
            AttachmentPoint.INSTANCE.attach(first, true);
        }
        Supplier<CompletableResultCode> shutdown = () -> {
            AttachmentPoint.INSTANCE.detach(first);
            return provider.shutdown();
        };
        Pipeline pipeline = new Pipeline(first, queueCounter, exporter, shutdown, true);
        return new AmpOtel(config, pipeline, sdk, global ? register(sdk) : Registration.STANDALONE, closeTimeout);
    }

    /** Another SDK is global: uses its attachment point if it has one, otherwise becomes standalone and logs that. */
    private AmpOtel beside(SwitchableSpanExporter exporter) {
        if (ExtensionPresence.isExporting(GlobalOpenTelemetry.get())) {
            return behindExtension(exporter);
        }
        if (!AttachmentPoint.INSTANCE.isCarriedByGlobal()) {
            sayStandalone();
            return own(exporter, false, true);
        }
        QueueCounter queueCounter = new QueueCounter();
        SpanProcessor all = SpanProcessor.composite(steps(exporter, queueCounter));
        AttachmentPoint.INSTANCE.attach(all, false);
        LOG.info("OpenTelemetry was already set up by another part of the process; its spans now go to AMP as well,"
                + " through the attachment point");
        sayWithoutEffect(
                given.stream().filter(MATTERS_OF_THE_SDK::contains).toList(),
                "the SDK that was set up first; give them to that SDK");
        Pipeline pipeline = new Pipeline(
                all,
                queueCounter,
                exporter,
                () -> {
                    AttachmentPoint.INSTANCE.detach(all);
                    return all.shutdown();
                },
                true);
        return new AmpOtel(config, pipeline, GlobalOpenTelemetry.get(), Registration.ATTACHED, closeTimeout);
    }

    /** Autoconfiguration already sends to AMP; a second pipeline would send everything twice. */
    private AmpOtel behindExtension(SwitchableSpanExporter unused) {
        unused.idle("the extension of the OpenTelemetry Java agent sends the spans, from a class loader of its own;"
                + " change AMP_OTEL_ENDPOINT or the agent's properties and restart");
        LOG.info("OpenTelemetry was already set up by autoconfiguration, which sends its spans to AMP");
        sayWithoutEffect(given, "the exporter that autoconfiguration made; set the variables of the same meaning");
        SpanExporter exporter = ExtensionPresence.exporter();
        SpanProcessor queue = ExtensionPresence.processor();
        SpanProcessor first = queue == null ? new UnknownQueue() : queue;
        Pipeline pipeline = new Pipeline(
                first,
                new QueueCounter(),
                exporter instanceof SwitchableSpanExporter ours ? ours : unused,
                first::forceFlush,
                false);
        return new AmpOtel(config, pipeline, GlobalOpenTelemetry.get(), Registration.ATTACHED, closeTimeout);
    }

    private AmpOtel disabled(SwitchableSpanExporter exporter, boolean global) {
        LOG.info("OTEL_SDK_DISABLED is true: no span is recorded or sent to AMP");
        exporter.idle("OTEL_SDK_DISABLED is true");
        OpenTelemetry propagating = OpenTelemetry.propagating(contextPropagators());
        if (global && !GlobalSlot.isTaken()) {
            register(propagating);
        }
        Pipeline nothing = new Pipeline(
                SpanProcessor.composite(), new QueueCounter(), exporter, CompletableResultCode::ofSuccess, true);
        return new AmpOtel(config, nothing, propagating, Registration.DISABLED, closeTimeout);
    }

    private static Registration register(OpenTelemetry made) {
        try {
            GlobalSlot.fill(made);
            return Registration.GLOBAL;
        } catch (IllegalStateException e) {
            // Another thread has set the global instance since the check; this one works as standalone.
            sayStandalone();
            return Registration.STANDALONE;
        }
    }

    private static void sayStandalone() {
        LOG.warning("OpenTelemetry was already set up by another part of the process (or GlobalOpenTelemetry.get() was"
                + " called before initOtel()). Only spans made through AmpOtel.openTelemetry() or AmpOtel.tracer()"
                + " reach AMP. To send all spans, call initOtel() first, add AmpOtel.attachmentPoint() to the"
                + " other SDK as a span processor, or let the autoconfigure extension of this jar do the setting"
                + " up");
    }

    private static void sayWithoutEffect(Collection<String> settings, String where) {
        if (!settings.isEmpty()) {
            LOG.warning("Settings of the program that have no effect on " + where + ": " + String.join(", ", settings));
        }
    }

    private SpanExporter decorated(SwitchableSpanExporter exporter) {
        // Redaction is the last step, so that it covers what mapping and other decorators write too.
        SpanExporter outermost = new MessagesSpanExporter(
                MessageStore.PROCESS,
                config.sdk().limits(),
                MappingSpanExporter.mapping(SelectingSpanExporter.selecting(
                        RedactingSpanExporter.redacting(exporter, config.content()), config.spans())));
        try {
            for (UnaryOperator<SpanExporter> decorator : exporterDecorators) {
                outermost = requireNonNull(decorator.apply(outermost), "the exporter of wrapExporter");
            }
        } catch (RuntimeException | Error e) {
            end(outermost.shutdown());
            throw e;
        }
        return outermost;
    }

    private void end(CompletableResultCode ending) {
        ending.join(closeTimeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    private List<SpanProcessor> steps(SwitchableSpanExporter exporter, QueueCounter queueCounter) {
        Batch batch = config.sdk().batch();
        // The exporter ends by itself within the batch timeout; if this were not longer, the processor would give up
        // batches that are still being sent.
        Duration timeout = batch.exportTimeout().plusSeconds(5);
        ConcurrentExports exports = new ConcurrentExports(
                queueCounter.leaving(decorated(exporter)),
                CONCURRENT_BATCHES,
                exporter::isDelivering,
                timeout,
                System::nanoTime);
        SpanProcessor queue = queueCounter.entering(
                BatchSpanProcessor.builder(exports)
                        .setScheduleDelay(batch.scheduleDelay())
                        .setMaxQueueSize(batch.maxQueueSize())
                        .setMaxExportBatchSize(batch.maxExportBatchSize())
                        .setExporterTimeout(timeout)
                        .setMeterProvider(queueCounter.meters())
                        .build(),
                exports::pending);
        try {
            for (UnaryOperator<SpanProcessor> decorator : processorDecorators) {
                queue = requireNonNull(decorator.apply(queue), "the processor of wrapProcessor");
            }
        } catch (RuntimeException | Error e) {
            // The processor has a thread already, and it shuts the exporter down.
            end(queue.shutdown());
            throw e;
        }
        List<SpanProcessor> steps = new ArrayList<>();
        steps.add(new EvaluationSpanProcessor());
        // The attachment point itself passes spans to this.
        processors.stream()
                .filter(processor -> processor != AttachmentPoint.INSTANCE)
                .forEach(steps::add);
        steps.add(queue);
        return steps;
    }

    private Resource resource() {
        AttributesBuilder attributes = Attributes.builder();
        config.resource().forEach(attributes::put);
        return Resource.create(attributes.build());
    }

    private ContextPropagators contextPropagators() {
        return propagators.orElseGet(() -> ContextPropagators.create(TextMapPropagator.composite(
                config.sdk().propagators().stream().map(Assembly::propagator).toList())));
    }

    private static TextMapPropagator propagator(Propagation propagation) {
        return switch (propagation) {
            case TRACECONTEXT -> W3CTraceContextPropagator.getInstance();
            case BAGGAGE -> W3CBaggagePropagator.getInstance();
        };
    }

    /** Represents the queue of an extension in another class loader, which cannot be flushed from here, so no flush succeeds. */
    private static final class UnknownQueue implements SpanProcessor {
        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {}

        @Override
        public boolean isEndRequired() {
            return false;
        }

        @Override
        public CompletableResultCode forceFlush() {
            return CompletableResultCode.ofFailure();
        }
    }
}
