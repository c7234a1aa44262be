package io.amp4j.samples.supervisor;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One process of the agent, with all processes that it starts.
 *
 * <p>On POSIX systems a shell starts it: the shell leaves a watcher behind, gives the agent a process group of its own, and becomes the agent, so
 * that the agent is a child of the supervisor. The watcher reads from a pipe that the supervisor holds open. When the supervisor ends in any way,
 * the pipe ends, and the watcher ends the process group: with TERM first, and after the stop timeout with KILL.
 */
final class AgentProcess {
    private static final Logger LOGGER = Logger.getLogger(AgentProcess.class.getName());

    private static final boolean IS_POSIX =
            !System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

    /** Arguments: the seconds between TERM and KILL, then the command. macOS has no setsid, but perl. */
    private static final String GUARD = """
            exec 3<&0 </dev/null
            limit=$1
            shift
            (
              trap '' HUP INT TERM
              exec >/dev/null 2>&1
              cat <&3
              kill -TERM -$$ || kill -TERM $$
              i=0
              while [ $i -lt $limit ] && { kill -0 -$$ || kill -0 $$; }; do
                sleep 1
                i=$((i + 1))
              done
              kill -KILL -$$ || kill -KILL $$
            ) &
            exec 3<&-
            if command -v setsid >/dev/null 2>&1; then
              exec setsid "$@"
            elif command -v perl >/dev/null 2>&1; then
              exec perl -e 'use POSIX; POSIX::setsid(); exec { $ARGV[0] } @ARGV or exit 127' -- "$@"
            fi
            exec "$@"
            """;

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
        List<String> command = new ArrayList<>();
        if (IS_POSIX) {
            long seconds = Math.max(1, agent.stopTimeout().toSeconds());
            command.addAll(List.of("sh", "-c", GUARD, "supervised", Long.toString(seconds)));
        }
        agent.command().forEach(word -> command.add(word.replace(Settings.CONFIG, config.toString())));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(agent.workingDirectory().toFile())
                .redirectErrorStream(true);
        if (!IS_POSIX) {
            builder.redirectInput(new File("NUL"));
        }
        environment(builder.environment(), settings, config);
        Process process = builder.start();
        return new AgentProcess(process, log.follow(process.getInputStream()), agent.stopTimeout());
    }

    /** Gives a process of the agent's its variables, and takes away those of the connection to the server. */
    static void environment(Map<String, String> environment, Settings settings, Path config) {
        environment.keySet().removeAll(settings.hiddenVariables());
        settings.agent()
                .environment()
                .forEach((name, value) -> environment.put(name, value.replace(Settings.CONFIG, config.toString())));
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
        kill(name, Long.toString(pid()));
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
            if (IS_POSIX) {
                kill("KILL", "-" + pid());
            }
            output.join(1000);
            process.getOutputStream().close();
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "what the agent left behind could not be ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void kill(String signal, String target) throws IOException {
        new ProcessBuilder("sh", "-c", "kill -\"$1\" \"$2\"", "kill", signal, target)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .onExit()
                .completeOnTimeout(null, 5, TimeUnit.SECONDS)
                .join();
    }
}
