package io.amp4j.otel.internal.autoconfigure;

import io.amp4j.otel.AmpConfig;
import io.amp4j.otel.AmpConfigurationException;
import io.amp4j.otel.AmpOtel;
import io.amp4j.otel.SwitchableSpanExporter;
import io.amp4j.otel.export.EvaluationSpanProcessor;
import io.amp4j.otel.internal.export.ExtensionPresence;
import io.amp4j.otel.internal.log.Log;
import io.amp4j.otel.internal.messages.MessageEventProcessor;
import io.amp4j.otel.internal.messages.MessageStore;
import io.amp4j.otel.internal.setup.Settings;
import io.amp4j.otel.internal.setup.ZeroCode;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizer;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProviderBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.SpanLimitsBuilder;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** The customizers of autoconfiguration if AMP's variables are set; each changes nothing if this jar cannot work. */
final class ZeroCodeCustomizers {
    private static final Log LOG = Log.of(AmpAutoConfiguration.class);

    private ZeroCodeCustomizers() {}

    static void addTo(AutoConfigurationCustomizer customizer) {
        customizer.addPropertiesCustomizer(config -> IncompatibilityGuard.orElse(Map.of(), () -> properties(config)));
        customizer.addResourceCustomizer(
                (resource, config) -> IncompatibilityGuard.orElse(resource, () -> resource(resource, config)));
        customizer.addTracerProviderCustomizer(
                (builder, config) -> IncompatibilityGuard.orElse(builder, () -> evaluation(builder, config)));
        customizer.addLoggerProviderCustomizer(
                (builder, config) -> IncompatibilityGuard.orElse(builder, () -> messages(builder, config)));
        customizer.addSpanProcessorCustomizer(
                (processor, config) -> IncompatibilityGuard.orElse(processor, () -> processor(processor)));
    }

    private static Map<String, String> properties(ConfigProperties config) {
        Settings settings = settings(config);
        if (!ZeroCode.isWanted(settings)) {
            return Map.of();
        }
        ZeroCode decision = ZeroCode.decide(settings, problems(config));
        decision.notices().forEach(LOG::warning);
        return decision.properties();
    }

    private static List<String> problems(ConfigProperties config) {
        try {
            // Made and ended, so that a certificate that cannot be read is a problem here, and no error that ends the
            // application.
            CompletableResultCode unused =
                    SwitchableSpanExporter.create(config(config)).shutdown();
            return List.of();
        } catch (AmpConfigurationException e) {
            return e.problems();
        }
    }

    static AmpConfig config(ConfigProperties config) {
        return AmpOtel.builder()
                .environment(variable -> null)
                .systemProperties(name -> concernsExporter(name) ? config.getString(name) : null)
                .config();
    }

    /** Samplers, propagators and limits are left to autoconfiguration, which supports more of them. */
    static boolean concernsExporter(String name) {
        return name.startsWith("amp.")
                || name.equals("traceloop.trace.content")
                || name.startsWith("otel.exporter.otlp.")
                || name.equals("otel.bsp.export.timeout")
                || name.equals("otel.service.name")
                || name.equals("otel.resource.attributes")
                || List.of("https.proxy", "http.proxy", "no.proxy", "request.method")
                        .contains(name);
    }

    /** The limits of attributes that autoconfiguration gives to the SDK, by the same rule. */
    static SpanLimits limits(ConfigProperties config) {
        SpanLimitsBuilder limits = SpanLimits.builder();
        limit(config, "attribute.count.limit", limits::setMaxNumberOfAttributes);
        limit(config, "attribute.value.length.limit", limits::setMaxAttributeValueLength);
        return limits.build();
    }

    private static void limit(ConfigProperties config, String name, IntConsumer setter) {
        Integer ofSpans = config.getInt("otel.span." + name);
        Integer ofAll = ofSpans == null ? config.getInt("otel." + name) : ofSpans;
        if (ofAll != null) {
            setter.accept(ofAll);
        }
    }

    private static Resource resource(Resource resource, ConfigProperties config) {
        String version = config.getString("amp.agent.version");
        return version == null || version.isBlank() || !isWanted(config)
                ? resource
                : resource.merge(Resource.create(
                        Attributes.of(AttributeKey.stringKey("agent-manager/agent-version"), version.strip())));
    }

    private static SdkTracerProviderBuilder evaluation(SdkTracerProviderBuilder builder, ConfigProperties config) {
        return isWanted(config)
                ? builder.addSpanProcessor(new EvaluationSpanProcessor()).addSpanProcessor(ExtensionPresence.witness())
                : builder;
    }

    /**
     * Added only if content is captured and spans are sent to AMP, because with any log record processor the agent creates a record for
     * every line that an application logs.
     */
    private static SdkLoggerProviderBuilder messages(SdkLoggerProviderBuilder builder, ConfigProperties config) {
        if (!isWanted(config) || !ZeroCode.exports(settings(config))) {
            return builder;
        }
        if (ZeroCode.capturesMessages(settings(config))) {
            return builder.addLogRecordProcessor(new MessageEventProcessor(MessageStore.PROCESS));
        }
        LOG.info("model clients that OpenTelemetry instruments, such as OpenAI's SDK, are shown without their messages;"
                + " OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true captures them");
        return builder;
    }

    private static boolean isWanted(ConfigProperties config) {
        return ZeroCode.isWanted(settings(config));
    }

    /** Autoconfiguration has already put properties and variables together, under the properties' names. */
    private static Settings settings(ConfigProperties config) {
        return new Settings(variable -> null, config::getString);
    }

    private static SpanProcessor processor(SpanProcessor processor) {
        if (processor instanceof BatchSpanProcessor) {
            ExtensionPresence.queueing(processor);
        }
        return processor;
    }
}
