package io.amp4j.otel;

import io.amp4j.otel.testing.OtlpReceiver;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A running OpenTelemetry Collector, which demands a key of agents and shows another one to the backend. */
final class Collector implements AutoCloseable {
    /** What an agent must send. */
    static final String AGENT_KEY = "agent-key-at-the-collector";

    /** What the Collector sends in its place. */
    static final String BACKEND_KEY = "collector-key-at-the-backend";

    private static final long BOUND_SECONDS = 60;
    private static final Pattern LISTENING =
            Pattern.compile("\"Starting HTTP server\".*\"endpoint\":\"127\\.0\\.0\\.1:(\\d+)\"");

    private final Process process;
    private final Thread reader;
    // Guarded by itself.
    private final List<String> log = new ArrayList<>();
    private boolean ended;
    private int port;

    private Collector(Process process) {
        this.process = process;
        reader = new Thread(this::read, "collector-log");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts one on a port that the operating system chooses; {@code more} are files beside {@code config.yaml} that change it. */
    static Collector start(OtlpReceiver backend, String... more) {
        return startAt(0, backend, more);
    }

    /** Starts one on a port that another one had. */
    static Collector startAt(int port, OtlpReceiver backend, String... more) {
        List<String> command = new ArrayList<>();
        command.add(CollectorProgram.built().executable().toString());
        command.add("file:" + CollectorProgram.SOURCE.resolve("config.yaml"));
        for (String file : more) {
            command.add("file:" + CollectorProgram.SOURCE.resolve(file));
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "PORT",
                        String.valueOf(port),
                        "AGENT_KEY",
                        AGENT_KEY,
                        "BACKEND",
                        backend.endpoint(),
                        "BACKEND_KEY",
                        BACKEND_KEY));
        try {
            Collector collector = new Collector(builder.start());
            try {
                collector.awaitReady();
            } catch (RuntimeException | Error e) {
                collector.close();
                throw e;
            }
            return collector;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady() {
        Matcher listening = LISTENING.matcher(awaitLog("Starting HTTP server"));
        if (!listening.find()) {
            throw new AssertionError("the Collector does not say where it listens: " + log());
        }
        port = Integer.parseInt(listening.group(1));
        awaitLog("Everything is ready");
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (log) {
                    log.add(line);
                    log.notifyAll();
                }
            }
        } catch (IOException e) {
            // The process was killed.
        } finally {
            synchronized (log) {
                ended = true;
                log.notifyAll();
            }
        }
    }

    /** Waits until the Collector has written a line with this text, and returns the line. */
    String awaitLog(String text) {
        long bound = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND_SECONDS);
        synchronized (log) {
            while (true) {
                for (String line : log) {
                    if (line.contains(text)) {
                        return line;
                    }
                }
                long left = bound - System.nanoTime();
                if (ended || left <= 0) {
                    throw new AssertionError("the Collector never wrote '" + text + "': " + log);
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(log, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new AssertionError(e);
                }
            }
        }
    }

    /** What it has written so far. */
    String log() {
        synchronized (log) {
            return String.join("\n", log);
        }
    }

    int port() {
        return port;
    }

    /** The address to send to, without the path of traces. */
    String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    /** Ends it in good order. */
    void stop() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the Collector does not end: " + log());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Ends it in the middle of whatever it does. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS);
            reader.join(TimeUnit.SECONDS.toMillis(BOUND_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
