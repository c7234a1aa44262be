package io.amp4j.samples.supervisor;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Runs commands of the operator's: with the agent's environment, and not for longer than allowed. Nothing that they start stays. */
final class Commands implements AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger(Commands.class.getName());

    private final Settings settings;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Commands(Settings settings) {
        this.settings = settings;
    }

    /** How a command ended: what is wrong, or nothing. */
    record Outcome(boolean isGood, String problem) {}

    /** Runs a command, and says with its last lines what is wrong. */
    Outcome run(List<String> words, Path config, Duration timeout) {
        Settings.Log nowhere = new Settings.Log(Optional.empty(), 1, 1);
        AgentLog output = new AgentLog(nowhere, settings.secrets(), new PrintStream(OutputStream.nullOutputStream()));
        Process process;
        try {
            process = ProcessGroup.start(settings, words, config, Duration.ofSeconds(1));
        } catch (IOException e) {
            return new Outcome(false, "cannot be run: " + e.getMessage());
        }
        running.add(process);
        try {
            if (closed) {
                return new Outcome(false, "was stopped with the supervisor");
            }
            Thread reader = output.follow(process.getInputStream());
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Outcome(false, "has not ended after " + timeout.toMillis() + " ms");
            }
            reader.join(1000);
            String lines = output.lastLines();
            return process.exitValue() == 0
                    ? new Outcome(true, "")
                    : new Outcome(
                            false,
                            "ended with exit code " + process.exitValue() + (lines.isBlank() ? "" : ":\n" + lines));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome(false, "was interrupted");
        } finally {
            running.remove(process);
            end(process);
        }
    }

    private static void end(Process process) {
        try {
            try {
                ProcessGroup.end(process);
            } finally {
                process.getOutputStream().close();
            }
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "what a command left behind could not be ended", e);
        }
    }

    /** Ends the commands that run; others fail from now on. */
    @Override
    public void close() {
        closed = true;
        running.forEach(Commands::end);
    }
}
