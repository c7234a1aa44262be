package io.amp4j.samples.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import picocli.CommandLine;

/** A command that runs on in this JVM, with someone at the other end of its input and output. */
final class OpampTerminal implements AutoCloseable {
    private static final long SECONDS = 30;

    private final PipedOutputStream input = new PipedOutputStream();
    private final BlockingQueue<JsonNode> unread = new LinkedBlockingQueue<>();
    private final List<JsonNode> read = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();

    private OpampTerminal(Function<InputStream, Object> command, String... args) throws IOException {
        CommandLine commandLine =
                WrongUsage.toldBy(new CommandLine(command.apply(new PipedInputStream(input, 1 << 16))));
        commandLine.setOut(new PrintWriter(new Lines(), true));
        commandLine.setErr(new PrintWriter(err, true));
        Thread thread = new Thread(() -> exit.complete(commandLine.execute(args)), "command");
        thread.setDaemon(true);
        thread.start();
    }

    static OpampTerminal agent(String... args) throws IOException {
        return agent(Map.of(), args);
    }

    static OpampTerminal agent(Map<String, String> environment, String... args) throws IOException {
        return new OpampTerminal(in -> new OpampAgentCommand(in, environment), args);
    }

    static OpampTerminal server(String... args) throws IOException {
        return new OpampTerminal(OpampServerCommand::new, args);
    }

    void type(String line) throws IOException {
        input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        input.flush();
    }

    void endInput() throws IOException {
        input.close();
    }

    /** Returns the next event of that name; those before it are skipped. */
    JsonNode await(String event) throws InterruptedException {
        return await(event, node -> true);
    }

    JsonNode await(String event, Predicate<JsonNode> wanted) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (true) {
            JsonNode next = unread.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new AssertionError("no event " + event + " in " + SECONDS + " s; there were:\n" + out + err);
            }
            read.add(next);
            if (next.path("event").asText().equals(event) && wanted.test(next)) {
                return next;
            }
        }
    }

    /** Returns the events that were awaited or skipped so far, of that name. */
    List<JsonNode> seen(String event) {
        return read.stream()
                .filter(node -> node.path("event").asText().equals(event))
                .toList();
    }

    int exitCode() throws Exception {
        return exit.get(SECONDS, TimeUnit.SECONDS);
    }

    /** Returns everything written, to both outputs. */
    String everything() {
        return out + "\n" + err;
    }

    @Override
    public void close() throws IOException {
        try {
            type("{\"close\":true}");
        } catch (IOException e) {
            // It reads no more, so it has ended.
        }
        input.close();
        exit.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }

    /** Takes output apart into lines, each of which must be JSON. */
    private final class Lines extends Writer {
        private final StringBuilder line = new StringBuilder();

        @Override
        public void write(char[] buffer, int offset, int length) {
            out.write(buffer, offset, length);
            line.append(buffer, offset, length);
            for (int end = line.indexOf("\n"); end >= 0; end = line.indexOf("\n")) {
                unread.add(OpampJson.parse(line.substring(0, end).getBytes(StandardCharsets.UTF_8)));
                line.delete(0, end + 1);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
