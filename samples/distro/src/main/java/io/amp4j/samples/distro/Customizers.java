package io.amp4j.samples.distro;

import io.amp4j.otel.export.ContentPolicy;
import io.amp4j.otel.export.RedactingSpanExporter;
import io.amp4j.samples.distro.instrumentations.AgentInstrumentations;
import io.amp4j.samples.distro.instrumentations.TracerSwitch;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizer;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What autoconfiguration is told. Each step leaves things as they are when the distribution is not set up or cannot work. */
final class Customizers {
    private static final Logger LOG = Logger.getLogger(Customizers.class.getName());

    /** What the agent was set up with, for what it calls when it has started. */
    private static final AtomicReference<@Nullable Customizers> READY = new AtomicReference<>();

    private final Switches switches = new Switches();
    private final ScopeFilter scopes = new ScopeFilter();
    private final ExportHealth health = new ExportHealth();
    /** Null while there is nothing to manage. */
    private volatile @Nullable Settings settings;

    private volatile @Nullable ConfigProperties properties;

    private volatile Resource resource = Resource.getDefault();
    private volatile String sampler = "";

    void addTo(AutoConfigurationCustomizer customizer) {
        customizer.addPropertiesCustomizer(config -> Guard.orElse(Map.of(), () -> read(config)));
        customizer.addResourceCustomizer((made, config) -> {
            resource = made;
            return made;
        });
        customizer.addSamplerCustomizer((made, config) -> Guard.orElse(made, () -> sampler(made)));
        customizer.addSpanExporterCustomizer((made, config) -> Guard.orElse(made, () -> spans(made)));
        customizer.addMetricExporterCustomizer((made, config) -> Guard.orElse(made, () -> metrics(made)));
        customizer.addLogRecordExporterCustomizer((made, config) -> Guard.orElse(made, () -> logs(made)));
        customizer.addSpanProcessorCustomizer((made, config) -> Guard.orElse(made, () -> tail(made)));
        // The last thing that autoconfiguration makes: exporters and sampler are there.
        customizer.addLoggerProviderCustomizer((made, config) -> {
            properties = config;
            READY.set(this);
            return made;
        });
    }

    /** Starts what has been set up, if anything; once, after the agent has loaded its instrumentations. */
    static void start(SdkTracerProvider tracers) {
        Customizers ready = READY.getAndSet(null);
        if (ready != null) {
            ready.manage(tracers);
        } else {
            absence(Customizers::property).ifPresent(LOG::warning);
        }
    }

    /** Returns why nothing is managed, although that is wanted, when autoconfiguration has asked for nothing. */
    static Optional<String> absence(Function<String, @Nullable String> properties) {
        if (!new SettingsReader(properties).isWanted()) {
            return Optional.empty();
        }
        String reason = "autoconfiguration has not made its SDK";
        if ("true".equalsIgnoreCase(properties.apply("otel.sdk.disabled"))) {
            reason = "OTEL_SDK_DISABLED is true";
        } else if (properties.apply("otel.config.file") != null
                || properties.apply("otel.experimental.config.file") != null) {
            reason = "with OTEL_CONFIG_FILE it does not ask extensions of this kind";
        }
        return Optional.of("The Java agent is not managed over OpAMP, because " + reason);
    }

    private static @Nullable String property(String name) {
        String property = System.getProperty(name);
        return property == null ? System.getenv(name.toUpperCase(Locale.ROOT).replace('.', '_')) : property;
    }

    private Map<String, String> read(ConfigProperties config) {
        SettingsReader reader = new SettingsReader(config::getString);
        if (reader.isWanted()) {
            Settings read = reader.read();
            if (reader.problems().isEmpty()) {
                settings = read;
            } else {
                LOG.warning("The Java agent is not managed over OpAMP. " + String.join("; ", reader.problems()));
            }
        }
        return Map.of();
    }

    /** Starts the client on a thread of its own: the application does not wait for it. */
    private void manage(SdkTracerProvider tracers) {
        Settings now = settings;
        ConfigProperties config = properties;
        if (now != null && config != null) {
            ManagedAgent agent = new ManagedAgent(now, resource, switches, scopes, health, sampler);
            Runnable start = () -> agent.start(AgentInstrumentations.read(config), TracerSwitch.of(tracers));
            Thread thread = new Thread(() -> Guard.run(start), "amp4j-distro");
            thread.setDaemon(true);
            thread.setContextClassLoader(Customizers.class.getClassLoader());
            thread.start();
        }
    }

    private boolean isRemote() {
        Settings now = settings;
        return now != null && now.remoteConfig();
    }

    private Sampler sampler(Sampler made) {
        if (settings == null) {
            return made;
        }
        sampler = made.getDescription();
        if (!isRemote()) {
            return made;
        }
        SwitchableSampler switchable = new SwitchableSampler(made);
        switches.follow(options -> switchable.use(options.sampling()));
        return switchable;
    }

    private SpanProcessor tail(SpanProcessor made) {
        if (!isRemote()) {
            return made;
        }
        SwitchableTail tail = new SwitchableTail(made);
        switches.follow(options -> tail.use(options.tail()));
        return tail;
    }

    private SpanExporter spans(SpanExporter made) {
        if (settings == null) {
            return made;
        }
        SpanExporter redacting = isRemote() ? RedactingSpanExporter.redacting(made, ContentPolicy.REDACT) : made;
        return new ManagedSpanExporter(made, redacting, switches, health.watch(Signal.TRACES));
    }

    private MetricExporter metrics(MetricExporter made) {
        return settings == null
                ? made
                : new ManagedMetricExporter(made, switches, scopes, health.watch(Signal.METRICS));
    }

    private LogRecordExporter logs(LogRecordExporter made) {
        return settings == null ? made : new ManagedLogExporter(made, switches, scopes, health.watch(Signal.LOGS));
    }
}
