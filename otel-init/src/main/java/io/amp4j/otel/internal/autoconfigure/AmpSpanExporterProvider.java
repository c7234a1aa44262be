package io.amp4j.otel.internal.autoconfigure;

import io.amp4j.otel.AmpConfig;
import io.amp4j.otel.SwitchableSpanExporter;
import io.amp4j.otel.export.MappingSpanExporter;
import io.amp4j.otel.export.RedactingSpanExporter;
import io.amp4j.otel.internal.export.ExtensionPresence;
import io.amp4j.otel.internal.log.Log;
import io.amp4j.otel.internal.messages.MessageStore;
import io.amp4j.otel.internal.messages.MessagesSpanExporter;
import io.amp4j.otel.internal.selection.SelectingSpanExporter;
import io.amp4j.otel.internal.setup.EndpointRule;
import io.amp4j.otel.internal.setup.ZeroCode;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.traces.ConfigurableSpanExporterProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.SpanExporter;

/** Creates the exporter of {@code OTEL_TRACES_EXPORTER=amp}. */
public final class AmpSpanExporterProvider implements ConfigurableSpanExporterProvider {
    private static final Log LOG = Log.of(AmpSpanExporterProvider.class);

    /** For the service loader. */
    public AmpSpanExporterProvider() {}

    @Override
    public SpanExporter createExporter(ConfigProperties properties) {
        // Returns an exporter that does nothing, because an error would end the agent.
        return IncompatibilityGuard.orElse(
                SpanExporter.composite(),
                () -> exporter(ZeroCodeCustomizers.config(properties), ZeroCodeCustomizers.limits(properties)));
    }

    static SpanExporter exporter(AmpConfig config, SpanLimits limits) {
        config.warnings().forEach(LOG::warning);
        SwitchableSpanExporter exporter = SwitchableSpanExporter.create(config);
        ExtensionPresence.exporting(exporter);
        LOG.info("spans go to " + EndpointRule.address(config.endpoint()) + " (" + config.headers() + ")");
        return new MessagesSpanExporter(
                MessageStore.PROCESS,
                limits,
                MappingSpanExporter.mapping(SelectingSpanExporter.selecting(
                        RedactingSpanExporter.redacting(exporter, config.content()), config.spans())));
    }

    @Override
    public String getName() {
        return ZeroCode.EXPORTER;
    }
}
