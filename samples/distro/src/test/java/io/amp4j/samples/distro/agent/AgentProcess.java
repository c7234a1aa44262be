package io.amp4j.samples.distro.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The small application in a JVM of its own, behind a Java agent with the distribution's jar. */
final class AgentProcess implements AutoCloseable {
    static final Path DISTRO = Path.of("target", "amp4j-distro.jar").toAbsolutePath();

    private final Process process;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Integer> ports = new LinkedBlockingQueue<>();
    private final Thread reader;
    private final int port;

    private AgentProcess(Process process) throws InterruptedException {
        this.process = process;
        reader = new Thread(this::read, "output of the application");
        reader.start();
        Integer listening = ports.poll(120, TimeUnit.SECONDS);
        if (listening == null || listening < 0) {
            process.destroyForcibly();
            throw new AssertionError("the application does not listen: " + output());
        }
        port = listening;
    }

    /** Starts it, and returns when it listens. */
    static AgentProcess start(Path agent, Path folder, Map<String, String> environment)
            throws IOException, InterruptedException {
        String name = SmallApplication.class.getName().replace('.', '/') + ".class";
        Path own = folder.resolve("application").resolve(name);
        if (!Files.exists(own)) {
            Files.createDirectories(own.getParent());
            Files.copy(Path.of("target", "test-classes", name), own);
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Two cores must do for everybody.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-javaagent:" + agent));
        command.addAll(List.of(
                "-Dotel.javaagent.extensions=" + DISTRO,
                "-cp",
                folder.resolve("application").toString(),
                SmallApplication.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeIf(variable -> variable.startsWith("OTEL_")
                        || variable.startsWith("AMP")
                        || variable.equals("JAVA_TOOL_OPTIONS")
                        || variable.toLowerCase(Locale.ROOT).endsWith("_proxy"));
        builder.environment().putAll(environment);
        return new AgentProcess(builder.start());
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (output) {
                    output.add(line);
                    output.notifyAll();
                }
                if (line.startsWith("listening: ")) {
                    ports.add(Integer.parseInt(line.substring("listening: ".length())));
                }
            }
        } catch (IOException e) {
            output.add("the output broke: " + e);
        }
        ports.add(-1);
    }

    /** Asks the application for a path that it has. */
    void get(String path) throws IOException, InterruptedException {
        get(path, 200);
    }

    /** Asks the application for a path to which it answers with this status. */
    void get(String path, int status) throws IOException, InterruptedException {
        HttpResponse<Void> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
        if (answer.statusCode() != status) {
            throw new AssertionError(path + ": " + answer.statusCode());
        }
    }

    /** Waits until a line is printed that ends like this. */
    void awaitLine(String end) throws InterruptedException {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        synchronized (output) {
            while (output.stream().noneMatch(line -> line.endsWith(end))) {
                long left = TimeUnit.NANOSECONDS.toMillis(limit - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError("no line ends with '" + end + "': " + output());
                }
                output.wait(left);
            }
        }
    }

    /** Returns all that it has printed. */
    String output() {
        return String.join("\n", output);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it as its user would, and returns its exit code. */
    int end() throws IOException, InterruptedException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("still running: " + output());
        }
        reader.join();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
