package io.amp4j.samples.supervisor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One process of the agent, with all processes that it starts. */
final class AgentProcess {
    private static final Logger LOGGER = Logger.getLogger(AgentProcess.class.getName());

    private final Process process;
    private final Thread output;
    private final Duration stopTimeout;
    private final Instant started = Instant.now();
    private final CompletableFuture<AgentProcess> ended;

    private AgentProcess(Process process, Thread output, Duration stopTimeout) {
        this.process = process;
        this.output = output;
        this.stopTimeout = stopTimeout;
        ended = process.onExit().thenApplyAsync(end -> {
            clear();
            return this;
        });
    }

    /** Starts the agent with this configuration file. */
    static AgentProcess start(Settings settings, Path config, AgentLog log) throws IOException {
        Settings.Agent agent = settings.agent();
        Process process = ProcessGroup.start(settings, agent.command(), config, agent.stopTimeout());
        return new AgentProcess(process, log.follow(process.getInputStream()), agent.stopTimeout());
    }

    long pid() {
        return process.pid();
    }

    Instant started() {
        return started;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Says how a process that is not alive has ended. */
    String end() {
        return "ended with exit code " + process.exitValue();
    }

    /** Completes when the process has ended, all its output was read as far as it comes soon, and what it left running is ended. */
    CompletableFuture<AgentProcess> ended() {
        return ended;
    }

    /** Sends a signal to the agent alone. */
    void signal(String name) throws IOException {
        ProcessGroup.signal(name, process);
    }

    /** Ends the agent and all that it started; takes little more than the stop timeout at most. */
    void stop() {
        List<ProcessHandle> descendants = process.descendants().toList();
        try {
            // Not those of Process, which close the pipes: the watcher would send another TERM, and the last lines
            // would be lost.
            process.toHandle().destroy();
            if (!process.waitFor(stopTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
                LOGGER.warning("the agent has not stopped in " + stopTimeout.toSeconds() + " s and is killed");
                process.toHandle().destroyForcibly();
                process.waitFor(stopTimeout.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            process.toHandle().destroyForcibly();
            Thread.currentThread().interrupt();
        }
        // A process that has left the group is found as a descendant only.
        descendants.forEach(ProcessHandle::destroyForcibly);
        clear();
    }

    /** Ends what is left of the group, and lets the watcher go. */
    private void clear() {
        try {
            ProcessGroup.end(process);
            output.join(1000);
            process.getOutputStream().close();
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "what the agent left behind could not be ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
