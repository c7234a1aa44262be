package io.amp4j.opamp.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A running reference server.
 *
 * <p>What it saw is a log; {@link #await} reads it forward, like a script: each call starts after what the last one
 * returned. Commands return when the server has obeyed. Every wait ends after {@link #TIMEOUT} with an
 * {@link AssertionError} that shows the log. Closing kills the process; it also ends by itself when this JVM dies.
 */
final class ReferenceServer implements AutoCloseable {
    /** How long a test waits for what must come: far longer than it takes on a busy machine. */
    static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LINES_SHOWN = 25;

    private final ReferenceProgram program;
    private final Process process;
    private final Writer commands;
    private final Object lock = new Object();
    private final List<Seen> log = new ArrayList<>();
    private final Map<Long, JsonNode> answers = new HashMap<>();
    private final StringBuilder errors = new StringBuilder();
    private int cursor;
    private long lastCommand;
    private boolean ended;
    private JsonNode endpoints = JSON.createObjectNode();

    private ReferenceServer(ReferenceProgram program, Process process) {
        this.program = program;
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
    }

    static ReferenceServer start(ReferenceProgram program, boolean mutualTls) {
        List<String> command = new ArrayList<>(List.of(
                program.executable().toString(),
                "-cert",
                program.certificate("server.pem").toString(),
                "-key",
                program.certificate("server-key.pem").toString()));
        if (mutualTls) {
            command.addAll(List.of("-client-ca", program.certificate("ca.pem").toString()));
        }
        try {
            ReferenceServer server = new ReferenceServer(program, new ProcessBuilder(command).start());
            server.follow("events", server.process.getInputStream(), server::hear, server::hearEnd);
            server.follow("errors", server.process.getErrorStream(), server::hearError, () -> {});
            server.endpoints = server.await("the ports", seen -> seen.event().equals("listening"))
                    .json()
                    .path("endpoints");
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("the reference server does not start", e);
        }
    }

    /** Returns the URL of an endpoint, with the scheme of its transport. */
    URI url(Endpoint endpoint) {
        String url = endpoints.path(endpoint.listener()).asText();
        return URI.create(endpoint.isWebSocket() ? "ws" + url.substring("http".length()) : url);
    }

    /** Returns a certificate file: {@code ca.pem} signed the server's, {@code client.pem} and {@code client-key.pem}. */
    Path certificate(String file) {
        return program.certificate(file);
    }

    long pid() {
        return process.pid();
    }

    boolean isRunning() {
        return process.isAlive();
    }

    // What the server saw.

    /** Returns the next thing seen that satisfies the condition, and passes over what came before it. */
    Seen await(String what, Predicate<Seen> condition) {
        return pauseFor(what, TIMEOUT, () -> {
            for (int i = cursor; i < log.size(); i++) {
                if (condition.test(log.get(i))) {
                    cursor = i + 1;
                    return Optional.of(log.get(i));
                }
            }
            return Optional.empty();
        });
    }

    /** Returns the next message received that satisfies the condition. */
    Seen awaitMessage(String what, Predicate<Seen> condition) {
        return await(what, seen -> seen.isReceived() && condition.test(seen));
    }

    /** Returns the next message received that has the field. */
    Seen awaitMessageWith(String field) {
        return awaitMessage("a message with " + field, seen -> seen.has(field));
    }

    /** Returns the next message received. */
    Seen awaitMessage() {
        return awaitMessage("a message", seen -> true);
    }

    /** Returns the next event of that kind. */
    Seen awaitEvent(String event) {
        return await(event, seen -> seen.event().equals(event));
    }

    /** Returns all messages received so far, oldest first: all that it has answered or told of otherwise. */
    List<Seen> received() {
        return log().stream().filter(Seen::isReceived).toList();
    }

    /** Returns everything seen so far, oldest first. */
    List<Seen> log() {
        stats(""); // it writes in order, so what came before this answer has been heard
        synchronized (lock) {
            return List.copyOf(log);
        }
    }

    // What the server does.

    /** Sends the message at once over a WebSocket connection, else as the answer to the agent's next message. */
    void push(String uid, ObjectNode message) {
        obey(command("push").put("uid", uid).set("message", message));
    }

    /** As {@link #push}, with one more config file of so many bytes. */
    void pushFilled(String uid, ObjectNode message, int bytes) {
        obey(command("push").put("uid", uid).put("fill", bytes).set("message", message));
    }

    /** As {@link #pushFilled}, where the agent may well hang up before the end of it. */
    void pushTooMuch(String uid, ObjectNode message, int bytes) {
        answerTo(command("push").put("uid", uid).put("fill", bytes).set("message", message));
    }

    /** Pushes to every agent known, and returns how many were told at once. */
    int broadcast(ObjectNode message) {
        return obey(command("push").put("uid", "*").set("message", message))
                .path("sent")
                .asInt();
    }

    /** Answers the next message of any agent with this. */
    void answerNextWith(ObjectNode message) {
        obey(command("script").set("message", message));
    }

    /** Takes the next message of any agent and breaks the connection instead of answering. */
    void cutNext() {
        obey(command("cut"));
    }

    /** Refuses the next connection attempts, which over HTTP are the next requests. */
    void refuse(int times, int status, Map<String, String> headers) {
        ObjectNode command = command("refuse").put("times", times).put("status", status);
        headers.forEach(command.putObject("headers")::put);
        obey(command);
    }

    /** Answers the next requests and upgrades with this, before the library sees them. */
    void answerRequestsWith(int times, ObjectNode answer) {
        obey(command("fault").put("times", times).setAll(answer));
    }

    /**
     * A file that the server has.
     *
     * @param path below {@code files} or {@code files-tls}
     * @param sha256 of the bytes that it should have, in hex
     */
    record ServedFile(String path, String sha256) {}

    /** Has a file of so many bytes, always the same for a name and a size, and serves it with the faults that it is told. */
    ServedFile serve(String name, int bytes, ObjectNode faults) {
        ObjectNode command = command("serve").put("name", name).put("fill", bytes);
        command.setAll(faults);
        JsonNode file = obey(command);
        return new ServedFile(file.path("path").asText(), file.path("sha256").asText());
    }

    /** Returns where the file is, over TLS if the endpoint is. */
    String fileUrl(Endpoint endpoint, ServedFile file) {
        return endpoints.path(endpoint.isSecure() ? "files-tls" : "files").asText() + file.path();
    }

    /** Sends the message in so many frames with pings between them; the last frame is empty. WebSocket only. */
    void pushFragmented(String uid, ObjectNode message, int bytes, int pieces) {
        obey(command("fragment")
                .put("uid", uid)
                .put("fill", bytes)
                .put("pieces", pieces)
                .set("message", message));
    }

    /** Writes bytes past the WebSocket library. */
    void writeRaw(String uid, String hex) {
        obey(command("raw").put("uid", uid).put("hex", hex));
    }

    /** Sends a Close frame and waits for the agent's. */
    void closeFrame(String uid, int code, String reason) {
        obey(command("close").put("uid", uid).put("code", code).put("reason", reason));
    }

    /** Ends the WebSocket connection without a Close frame. */
    void drop(String uid) {
        obey(command("drop").put("uid", uid));
    }

    /** Ends the WebSocket connection with a TCP reset. */
    void reset(String uid) {
        obey(command("drop").put("uid", uid).put("reset", true));
    }

    /** Waits until so many agents are known, and so many WebSocket connections live. */
    void awaitAgents(int agents, int live) {
        obey(command("await").put("agents", agents).put("live", live).put("timeoutMillis", TIMEOUT.toMillis()));
    }

    /** Waits until so many agents report the hash as APPLIED, and returns after how many milliseconds. */
    long awaitApplied(int agents, String hashHex) {
        return obey(command("await")
                        .put("applied", agents)
                        .put("hash", hashHex)
                        .put("timeoutMillis", TIMEOUT.toMillis()))
                .path("millis")
                .asLong();
    }

    /** Returns the server's counters: agents, live, connections, and applied for that hash. */
    JsonNode stats(String hashHex) {
        return obey(command("stats").put("hash", hashHex));
    }

    private static ObjectNode command(String name) {
        return JSON.createObjectNode().put("do", name);
    }

    /** Sends the command and returns its result; throws what the server says against it. */
    private JsonNode obey(ObjectNode command) {
        JsonNode answer = answerTo(command);
        if (answer.has("error")) {
            throw new AssertionError(
                    command.path("do").asText() + ": " + answer.path("error").asText() + shown());
        }
        return answer.path("result");
    }

    private JsonNode answerTo(ObjectNode command) {
        synchronized (lock) {
            long id = ++lastCommand;
            try {
                commands.write(command.put("id", id) + "\n");
                commands.flush();
            } catch (IOException e) {
                throw new AssertionError("the reference server is gone" + shown(), e);
            }
            // The server's own bound comes first, so that its words are the ones shown.
            return pauseFor(
                    "the command " + command, TIMEOUT.plusSeconds(5), () -> Optional.ofNullable(answers.remove(id)));
        }
    }

    // The process.

    private interface Line {
        void accept(String line) throws IOException;
    }

    private void follow(String name, InputStream stream, Line line, Runnable end) {
        Thread thread = new Thread(
                () -> {
                    try (BufferedReader reader =
                            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                        for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                            line.accept(text);
                        }
                    } catch (IOException e) {
                        hearError(e.toString());
                    } finally {
                        end.run();
                    }
                },
                "reference-server-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void hear(String line) throws IOException {
        JsonNode json = JSON.readTree(line);
        synchronized (lock) {
            if (json.path("event").asText().equals("answer")) {
                answers.put(json.path("id").asLong(), json);
            } else {
                log.add(new Seen(json));
            }
            lock.notifyAll();
        }
    }

    private void hearEnd() {
        synchronized (lock) {
            ended = true;
            lock.notifyAll();
        }
    }

    private void hearError(String line) {
        synchronized (lock) {
            errors.append(line).append('\n');
        }
    }

    /** Returns what the attempt returns, made again after every line heard. */
    private <T> T pauseFor(String what, Duration patience, Supplier<Optional<T>> attempt) {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (lock) {
            Optional<T> found = attempt.get();
            while (found.isEmpty()) {
                long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (millis <= 0 || ended) {
                    throw new AssertionError(
                            "the reference server did not see " + what + (ended ? ": it has ended" : "") + shown());
                }
                try {
                    lock.wait(millis);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new AssertionError("interrupted while waiting for " + what, e);
                }
                found = attempt.get();
            }
            return found.get();
        }
    }

    private String shown() {
        StringBuilder text = new StringBuilder("; it saw, after what was asked for before:");
        log.stream()
                .skip(Math.max(cursor, log.size() - LINES_SHOWN))
                .forEach(seen -> text.append("\n  ").append(seen.json()));
        return text.append("\nits error output:\n").append(errors).toString();
    }

    @Override
    public void close() {
        try {
            commands.close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
