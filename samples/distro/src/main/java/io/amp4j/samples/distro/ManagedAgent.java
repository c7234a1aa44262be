package io.amp4j.samples.distro;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.samples.distro.instrumentations.InstrumentationRules;
import io.amp4j.samples.distro.instrumentations.Inventory;
import io.amp4j.samples.distro.instrumentations.TracerSwitch;
import io.amp4j.samples.distro.own.OwnSignals;
import io.opentelemetry.api.common.AttributeType;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** The Java agent as an OpAMP server sees it. */
final class ManagedAgent {
    private static final Duration GOODBYE = Duration.ofSeconds(2);
    /** A command line can hold passwords. */
    private static final Set<String> NOT_REPORTED = Set.of("process.command_args", "process.command_line");

    private static final Set<AttributeType> TYPES = EnumSet.of(
            AttributeType.STRING,
            AttributeType.BOOLEAN,
            AttributeType.LONG,
            AttributeType.DOUBLE,
            AttributeType.STRING_ARRAY,
            AttributeType.BOOLEAN_ARRAY,
            AttributeType.LONG_ARRAY,
            AttributeType.DOUBLE_ARRAY);

    private final Settings settings;
    private final Resource resource;
    private final Switches switches;
    private final ScopeFilter scopes;
    private final ExportHealth health;
    private final String sampler;

    ManagedAgent(
            Settings settings,
            Resource resource,
            Switches switches,
            ScopeFilter scopes,
            ExportHealth health,
            String sampler) {
        this.settings = settings;
        this.resource = resource;
        this.switches = switches;
        this.scopes = scopes;
        this.health = health;
        this.sampler = sampler;
    }

    /** Starts the client, which ends with the JVM. Waits for no server. */
    void start(Inventory inventory, TracerSwitch tracers) {
        AgentLog log = AgentLog.find();
        AgentDescription description = AgentDescription.fromResourceAttributes(attributes(resource));
        Optional<OwnSignals> own =
                settings.ownTelemetry() ? Optional.of(new OwnSignals(description)) : Optional.empty();
        RemoteOptions options = new RemoteOptions(
                switches,
                log,
                settings.messagesAreCaptured(),
                settings.spansAreLogged(),
                inventory,
                tracers.isAdjustable());
        OpampClient client = builder(description, inventory, new ServerRequests(options, own), options)
                .ownTelemetry(own.isPresent() ? OwnSignals.KINDS : Set.of())
                .build();
        own.ifPresent(signals -> signals.measure(client::status));
        follow(client, log, inventory, tracers);
        health.onChange(() -> {
            ComponentHealth report = health.report();
            client.updateHealth(report);
            own.ifPresent(signals -> signals.event(
                    report.isHealthy() ? Severity.INFO : Severity.WARN,
                    report.isHealthy() ? "all exports work again" : report.lastError()));
        });
        // What has changed since the builder got it.
        client.updateHealth(health.report());
        Runnable end = () -> {
            client.close(GOODBYE);
            own.ifPresent(OwnSignals::close);
        };
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(end, "amp4j-distro-end"));
        } catch (IllegalStateException e) {
            // The application has ended already.
            end.run();
            return;
        }
        client.start();
    }

    /** Puts in force what a server sets, each only when it changes. */
    private void follow(OpampClient client, AgentLog log, Inventory inventory, TracerSwitch tracers) {
        AtomicReference<InstrumentationRules> rules = new AtomicReference<>(InstrumentationRules.NONE);
        AtomicReference<Duration> heartbeat = new AtomicReference<>(settings.heartbeat());
        switches.follow(options -> {
            InstrumentationRules wanted = options.instrumentations();
            if (!wanted.equals(rules.getAndSet(wanted))) {
                Predicate<String> off = inventory.off(wanted);
                scopes.use(off);
                tracers.use(off);
            }
        });
        switches.follow(options -> {
            Duration wanted = options.heartbeat().orElse(settings.heartbeat());
            if (!wanted.equals(heartbeat.getAndSet(wanted))) {
                client.updateHeartbeat(wanted);
            }
        });
        switches.follow(options -> log.use(options.logLevel()));
    }

    private OpampClientBuilder builder(
            AgentDescription description, Inventory inventory, ServerRequests requests, RemoteOptions options) {
        OpampClientBuilder builder = OpampClient.builder(settings.endpoint())
                .agent(description)
                .instanceIdFromUid(true)
                .headers(settings.headers())
                .heartbeat(settings.heartbeat())
                .health(health.report())
                .effectiveConfigSupplier(() -> Reports.effective(
                        switches.options(),
                        switches.options()
                                .heartbeat()
                                .orElse(settings.heartbeat())
                                .toSeconds(),
                        sampler,
                        inventory,
                        System.getenv(),
                        System.getProperties()))
                .availableComponents(Components.of(inventory, resource))
                .callbacks(requests)
                .acceptRemoteConfig(settings.remoteConfig());
        if (settings.remoteConfig()) {
            builder.configValidator(options);
        }
        settings.headersFile().ifPresent(file -> builder.headerSupplier(() -> SettingsReader.headersIn(file)));
        settings.authorities()
                .ifPresent(file -> builder.tls(
                        TlsSettings.builder().trustedCertificatesFile(file).build()));
        settings.stateDirectory().ifPresent(directory -> builder.stateStore(StateStore.file(directory)));
        if (settings.threadDump()) {
            builder.customCapabilities(CustomCapabilities.of(List.of(ThreadDump.CAPABILITY)));
        }
        return builder;
    }

    /** Returns what describes the process, as the plain values that OpAMP has. */
    static Map<String, Object> attributes(Resource resource) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        resource.getAttributes().forEach((key, value) -> {
            if (!NOT_REPORTED.contains(key.getKey())) {
                attributes.put(key.getKey(), TYPES.contains(key.getType()) ? value : String.valueOf(value));
            }
        });
        return attributes;
    }
}
