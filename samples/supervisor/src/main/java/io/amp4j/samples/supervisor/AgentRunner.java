package io.amp4j.samples.supervisor;

import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.HealthProbe;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.samples.supervisor.AgentStatus.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Runs the agent, one process at a time. What changes something happens on one thread, one after the other. */
final class AgentRunner implements AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger(AgentRunner.class.getName());

    private final Settings settings;
    private final Configuration configuration;
    private final AgentLog log;
    private final Path directory;
    private final Path config;
    private final Commands commands;
    private final HealthProbe check;
    private final Consumer<AgentStatus> changes;
    private final ScheduledExecutorService thread = executor();

    private volatile AgentStatus status = new AgentStatus(Kind.STOPPED, Optional.empty(), "", Optional.empty());
    private volatile Configuration.@Nullable Merged merged;
    private @Nullable AgentProcess process;
    private @Nullable ScheduledFuture<?> nextStart;
    private int crashesInARow;
    private boolean closed;

    /** @param changes is told on this object's thread how the agent is, after each change */
    AgentRunner(Settings settings, Configuration configuration, AgentLog log, Consumer<AgentStatus> changes) {
        this.settings = settings;
        this.configuration = configuration;
        this.log = log;
        this.changes = changes;
        directory = settings.stateDirectory();
        config = directory.resolve("agent").resolve(fileName());
        commands = new Commands(settings);
        check = HealthCheck.of(settings, commands, config);
    }

    private static ScheduledExecutorService executor() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "supervisor");
            thread.setDaemon(true);
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    private String fileName() {
        return switch (settings.configuration().format()) {
            case YAML -> "config.yaml";
            case JSON -> "config.json";
            case TEXT -> "config.txt";
        };
    }

    AgentStatus status() {
        return status;
    }

    HealthProbe check() {
        return check;
    }

    /** Returns what the agent is configured with, without secrets. */
    EffectiveConfig effective() {
        Configuration.Merged present = merged;
        if (present == null || !settings.configuration().report()) {
            return EffectiveConfig.of(Map.of());
        }
        return EffectiveConfig.of(
                switch (settings.configuration().format()) {
                    case YAML -> ConfigFile.yaml(present.shown());
                    case JSON -> ConfigFile.json(present.shown());
                    case TEXT -> ConfigFile.of(present.shown(), "text/plain");
                });
    }

    /** Returns whether the agent is healthy and has not ended by itself since it was configured. */
    HealthProbe.Answer probe() throws Exception {
        AgentStatus now = status;
        AgentProcess ended = now.process().filter(running -> !running.isAlive()).orElse(null);
        if (ended != null) {
            // Its last lines are for the server.
            ended.ended().copy().completeOnTimeout(ended, 2, TimeUnit.SECONDS).join();
        }
        return now.crash().isPresent()
                ? HealthProbe.Answer.unhealthy("the agent " + now.crash().get())
                : now.health(check);
    }

    /** Configures the agent with the layers and, unless it is null, the configuration of the server. */
    CompletableFuture<ConfigOutcome> apply(@Nullable RemoteConfig remote) {
        ConfigOutcome stopping = ConfigOutcome.failed("the supervisor is stopping");
        return submit(
                () -> {
                    if (closed) {
                        return stopping;
                    }
                    ConfigOutcome outcome = applyNow(remote);
                    if (outcome instanceof ConfigOutcome.Failed failed && status.kind() == Kind.STOPPED) {
                        change(Kind.UNUSABLE, failed.reason());
                    }
                    return outcome;
                },
                stopping);
    }

    /** Starts the agent anew, whatever it does. */
    CompletableFuture<Boolean> restart() {
        return submit(
                () -> {
                    if (closed || merged == null || status.kind() == Kind.WAITING) {
                        return false;
                    }
                    crashesInARow = 0;
                    change(Kind.RESTARTING, "the agent is being restarted");
                    stopProcess();
                    start();
                    return true;
                },
                false);
    }

    private <T> CompletableFuture<T> submit(Supplier<T> work, T rejected) {
        try {
            return CompletableFuture.supplyAsync(work, thread);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(rejected);
        }
    }

    private ConfigOutcome applyNow(@Nullable RemoteConfig remote) {
        Configuration.Merged next;
        try {
            next = configuration.merge(remote);
        } catch (Configuration.BadConfiguration e) {
            warn("a configuration cannot be used: " + e.getMessage());
            return ConfigOutcome.failed(String.valueOf(e.getMessage()));
        }
        try {
            if (next.isEmpty() && settings.agent().needsConfig()) {
                return empty(remote, next);
            }
            AgentStatus now = status;
            if (next.equals(merged) && now.kind() == Kind.RUNNING && now.crash().isEmpty()) {
                return ConfigOutcome.unchanged();
            }
            String problem = validate(next);
            if (!problem.isEmpty()) {
                warn("a configuration is not used: " + problem);
                return ConfigOutcome.failed(problem);
            }
            PrivateFiles.createDirectory(directory.resolve("agent"));
            PrivateFiles.write(config, next.text());
            merged = next;
            takeUp();
            return ConfigOutcome.applied(effective());
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "a configuration cannot be written", e);
            return ConfigOutcome.failed("the configuration cannot be written: " + e.getMessage());
        }
    }

    /** Logs on one line what may quote a server, or a program. */
    private void warn(String text) {
        LOGGER.warning(
                settings.secrets().redact(text).strip().replace("\n", " | ").replaceAll("\\p{Cntrl}", "?"));
    }

    private ConfigOutcome empty(@Nullable RemoteConfig remote, Configuration.Merged next) throws IOException {
        if (remote != null && !settings.configuration().emptyStops()) {
            return ConfigOutcome.failed("the configuration is empty, and the agent cannot run without one");
        }
        stopProcess();
        Files.deleteIfExists(config);
        merged = next;
        status = new AgentStatus(Kind.WAITING, Optional.empty(), "", Optional.empty());
        changes.accept(status);
        return ConfigOutcome.applied(effective());
    }

    /** Has the operator's command look at the configuration; says what is wrong. */
    private String validate(Configuration.Merged next) throws IOException {
        Settings.Command command = settings.configuration().validate().orElse(null);
        if (command == null) {
            return "";
        }
        Path candidate = directory.resolve("candidate").resolve(fileName());
        PrivateFiles.createDirectory(directory.resolve("candidate"));
        PrivateFiles.write(candidate, next.text());
        try {
            Commands.Outcome outcome = commands.run(command.words(), candidate, command.timeout());
            return outcome.isGood() ? "" : "the validate command " + outcome.problem();
        } finally {
            Files.deleteIfExists(candidate);
        }
    }

    /** Lets the agent take up what is in its file. */
    private void takeUp() {
        crashesInARow = 0;
        AgentProcess running = process;
        String signal = settings.configuration().reloadSignal().orElse(null);
        // The signal would end an agent that does not know it yet.
        if (running != null && running.isAlive() && hasLived(running) && signal != null) {
            log.forget();
            try {
                running.signal(signal);
                status = new AgentStatus(Kind.RUNNING, Optional.of(running), "", Optional.empty());
                changes.accept(status);
                return;
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, "the agent cannot be sent a signal, and is restarted", e);
            }
        }
        status = new AgentStatus(Kind.RESTARTING, Optional.empty(), "the agent is being started", Optional.empty());
        stopProcess();
        log.forget();
        start();
    }

    private void start() {
        cancelStart();
        try {
            AgentProcess started = AgentProcess.start(settings, config, log);
            process = started;
            LOGGER.info("the agent runs as process " + started.pid());
            status = new AgentStatus(Kind.RUNNING, Optional.of(started), "", status.crash());
            changes.accept(status);
            CompletableFuture<Boolean> unused = started.ended()
                    .thenCompose(end -> submit(() -> ended(end), false))
                    .exceptionally(failure -> {
                        LOGGER.log(Level.SEVERE, "the end of the agent could not be handled", failure);
                        return false;
                    });
        } catch (IOException e) {
            crashed("cannot be started: " + e.getMessage());
        }
    }

    private boolean ended(AgentProcess ended) {
        if (process != ended) {
            return false;
        }
        process = null;
        if (hasLived(ended)) {
            crashesInARow = 0;
        }
        crashed(ended.end());
        return true;
    }

    /** Returns whether the agent was started a health window ago, or before. */
    private boolean hasLived(AgentProcess agent) {
        return Duration.between(agent.started(), Instant.now())
                        .compareTo(settings.health().window())
                >= 0;
    }

    /** The agent is started again after a while, and after a longer one each time; after too many times it is left alone for long. */
    private void crashed(String how) {
        crashesInARow++;
        Settings.Restarts restarts = settings.restarts();
        boolean isLoop = crashesInARow >= restarts.crashes();
        Duration wait = isLoop ? restarts.pause() : backoff(restarts, crashesInARow);
        String problem = "the agent " + how
                + (isLoop ? ", " + crashesInARow + " times in a row; next start in " : "; restarting in ")
                + text(wait);
        warn(problem);
        status = new AgentStatus(
                isLoop ? Kind.CRASH_LOOP : Kind.RESTARTING, Optional.empty(), problem, Optional.of(how));
        nextStart = thread.schedule(this::start, wait.toMillis(), TimeUnit.MILLISECONDS);
        changes.accept(status);
    }

    static Duration backoff(Settings.Restarts restarts, int crashes) {
        Duration wait = restarts.firstWait();
        for (int i = 1; i < crashes && wait.compareTo(restarts.longestWait()) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        return wait.compareTo(restarts.longestWait()) < 0 ? wait : restarts.longestWait();
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    private void stopProcess() {
        cancelStart();
        AgentProcess running = process;
        process = null;
        if (running != null) {
            running.stop();
        }
    }

    private void cancelStart() {
        if (nextStart != null) {
            nextStart.cancel(false);
            nextStart = null;
        }
    }

    private void change(Kind kind, String problem) {
        status = new AgentStatus(kind, status.process(), problem, Optional.empty());
        changes.accept(status);
    }

    /** Stops the agent; it is not started again. */
    @Override
    public void close() {
        // One may hold the thread.
        commands.close();
        Duration limit = settings.agent().stopTimeout().multipliedBy(2).plusSeconds(10);
        submit(
                        () -> {
                            closed = true;
                            status = new AgentStatus(Kind.STOPPED, Optional.empty(), "", Optional.empty());
                            stopProcess();
                            return true;
                        },
                        false)
                .completeOnTimeout(false, limit.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        thread.shutdownNow();
    }
}
