package io.amp4j.samples.supervisor;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs commands of the operator's: with the agent's environment, and not for longer than allowed. */
final class Commands {
    private Commands() {}

    /** How a command ended: what is wrong, or nothing. */
    record Outcome(boolean isGood, String problem) {}

    /** Runs a command, and says with its last lines what is wrong. */
    static Outcome run(Settings settings, List<String> words, Path config, Duration timeout) {
        List<String> command = words.stream()
                .map(word -> word.replace(Settings.CONFIG, config.toString()))
                .toList();
        Settings.Log nowhere = new Settings.Log(Optional.empty(), 1, 1);
        AgentLog output = new AgentLog(nowhere, settings.secrets(), new PrintStream(OutputStream.nullOutputStream()));
        Process process;
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(settings.agent().workingDirectory().toFile())
                    .redirectErrorStream(true);
            AgentProcess.environment(builder.environment(), settings, config);
            process = builder.start();
            process.getOutputStream().close();
        } catch (IOException e) {
            return new Outcome(false, "cannot be run: " + e.getMessage());
        }
        try {
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
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
