package io.amp4j.samples.supervisor;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.AttributeValue;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.ConfigVerdict;
import io.amp4j.opamp.HealthProbe;
import io.amp4j.opamp.LastKnownGood;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.TlsSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** An agent and its connection to the server. */
final class Supervisor implements AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger(Supervisor.class.getName());

    private final Settings settings;
    private final FileChannel lock;
    private final AgentLog log;
    private final AgentRunner runner;
    private final WatchedStore store;
    private final OpampClient client;
    private final ScheduledExecutorService reports = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "supervisor-health");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable ScheduledFuture<?> periodic;
    private Reported reported = new Reported(true, "", "");

    /** What was reported last; used on the thread of the reports. */
    private record Reported(boolean isHealthy, String status, String problem) {}

    /** Another supervisor works in the state directory. */
    static final class InUseException extends IOException {
        private static final long serialVersionUID = 1;

        InUseException(Settings settings) {
            super("another supervisor uses the state directory " + settings.stateDirectory());
        }
    }

    /**
     * Prepares a supervisor, which waits to be started.
     *
     * @param out where the agent's output goes unless it goes to a file
     * @throws InUseException if another supervisor works in the state directory
     */
    Supervisor(Settings settings, Variables variables, PrintStream out) throws IOException {
        this.settings = settings;
        PrivateFiles.createDirectory(settings.stateDirectory());
        lock = lock(settings);
        log = new AgentLog(settings.log(), settings.secrets(), out);
        runner = new AgentRunner(settings, new Configuration(settings, variables), log, this::changed);
        store = new WatchedStore(
                StateStore.file(settings.stateDirectory().resolve("opamp").toAbsolutePath()));
        client = client();
    }

    private static FileChannel lock(Settings settings) throws IOException {
        FileChannel channel = PrivateFiles.append(settings.stateDirectory().resolve("supervisor.lock"));
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            LOGGER.log(Level.FINE, "locked in this process", e);
        }
        channel.close();
        throw new InUseException(settings);
    }

    private OpampClient client() {
        Settings.Server server = settings.server();
        OpampClientBuilder builder = OpampClient.builder(server.endpoint())
                .agent(description())
                .headers(server.headers())
                .heartbeat(server.heartbeat())
                .stateStore(store)
                .callbacks(new Callbacks())
                .acceptRemoteConfig(server.acceptsConfiguration())
                .acceptRestart(server.acceptsRestart())
                .health(ComponentHealth.builder(true)
                        .status(AgentStatus.Kind.STOPPED.text())
                        .build());
        if (server.acceptsConfiguration()) {
            // Protected paths and the validate command are what restricts a configuration here.
            builder.configValidator(config -> ConfigVerdict.accepted())
                    .lastKnownGood(LastKnownGood.probedBy(runner::probe)
                            .window(settings.health().window())
                            .interval(settings.health().interval())
                            .rollBacksPerHour(settings.health().rollBacksPerHour())
                            .details(this::unhealthy)
                            .build());
        }
        if (settings.configuration().report()) {
            builder.effectiveConfigSupplier(runner::effective);
        }
        if (server.trustedCertificates().isPresent()
                || server.clientCertificate().isPresent()) {
            TlsSettings.Builder tls = TlsSettings.builder();
            server.trustedCertificates().ifPresent(tls::trustedCertificatesFile);
            server.clientCertificate()
                    .ifPresent(chain ->
                            tls.clientCertificateFiles(chain, server.clientKey().orElseThrow()));
            builder.tls(tls.build());
        }
        return builder.build();
    }

    private AgentDescription description() {
        AgentDescription.Builder description = AgentDescription.builder()
                .identifying(
                        AgentDescription.SERVICE_NAME,
                        AttributeValue.of(settings.agent().name()));
        if (!settings.agent().version().isEmpty()) {
            description.identifying(
                    AgentDescription.SERVICE_VERSION,
                    AttributeValue.of(settings.agent().version()));
        }
        settings.agent()
                .attributes()
                .forEach((key, value) -> description.nonIdentifying(key, AttributeValue.of(value)));
        return description.build();
    }

    /** Starts the client and the agent. */
    void start() {
        client.start();
        // With a last good configuration the client applies that, also without a server.
        boolean hadGood = store.hadGood().join();
        if (!hadGood || !settings.server().acceptsConfiguration()) {
            if (runner.apply(null).join() instanceof ConfigOutcome.Failed failed) {
                LOGGER.warning("the agent cannot run with its local configuration: " + failed.reason());
            } else if (settings.configuration().report()) {
                client.refreshEffectiveConfig();
            }
        }
        long interval = settings.health().interval().toMillis();
        periodic = reports.scheduleWithFixedDelay(
                () -> report(runner.status()), interval, interval, TimeUnit.MILLISECONDS);
    }

    /** Returns the last lines of the log; without a last good configuration of the server, the local one alone is that. */
    private String unhealthy() {
        String lines = log.lastLines();
        if (!store.hasGood()) {
            LOGGER.warning("the agent goes back to its local configuration");
            runner.apply(null).join();
        }
        return lines;
    }

    private void changed(AgentStatus status) {
        try {
            reports.execute(() -> report(status));
        } catch (RejectedExecutionException e) {
            LOGGER.log(Level.FINE, "the supervisor is stopping", e);
        }
    }

    private void report(AgentStatus status) {
        boolean hasJustEnded =
                status.process().filter(process -> !process.isAlive()).isPresent();
        if (hasJustEnded) {
            // What follows from that is reported in a moment.
            return;
        }
        HealthProbe.Answer answer;
        try {
            answer = status.health(runner.check());
        } catch (Exception e) {
            answer = HealthProbe.Answer.unhealthy("the health check failed: " + e.getMessage());
        }
        String problem = answer.isHealthy() || !answer.reason().isBlank() ? answer.reason() : "no reason given";
        Reported now = new Reported(
                answer.isHealthy(), status.kind().text(), settings.secrets().redact(problem));
        if (now.equals(reported)) {
            return;
        }
        reported = now;
        try {
            client.updateHealth(ComponentHealth.builder(now.isHealthy())
                    .status(now.status())
                    .statusTime(Instant.now())
                    .startTime(status.process().map(AgentProcess::started).orElse(Instant.EPOCH))
                    .lastError(now.problem())
                    .build());
        } catch (RuntimeException e) {
            // An exception would end the periodic reports.
            LOGGER.log(Level.WARNING, "the health cannot be reported", e);
        }
    }

    private final class Callbacks implements OpampCallbacks {
        @Override
        public ConfigOutcome onRemoteConfig(OpampClient from, RemoteConfig config) {
            return ConfigOutcome.applying(runner.apply(config));
        }

        @Override
        public void onRestart(OpampClient from) {
            runner.restart().join();
        }
    }

    /** Says goodbye to the server and stops the agent. */
    @Override
    public void close() {
        if (periodic != null) {
            periodic.cancel(false);
        }
        reports.shutdownNow();
        client.close();
        runner.close();
        try {
            log.close();
            lock.close();
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "a file could not be closed", e);
        }
    }
}
