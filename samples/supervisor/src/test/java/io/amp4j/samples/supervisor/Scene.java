package io.amp4j.samples.supervisor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A server, a directory with the program and the file of a supervisor, and the supervisor. */
final class Scene implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(30);

    /**
     * The program that is supervised. What it does stands in its configuration as {@code mode}; it says with which process id it runs and in which mode.
     */
    private static final String PROGRAM = """
            mode=$(sed -n 's/^mode: "\\(.*\\)"$/\\1/p' "$1" 2>/dev/null)
            trap 'echo "told to end"; exit 0' TERM
            trap 'echo "reloaded $(sed -n "s/^mode: //p" "$1")"' USR1
            case $mode in
              stubborn) trap '' TERM ;;
              forks) sh -c 'trap "" TERM; while :; do sleep 1; done' & echo "forked $!" ;;
              crashes) echo "no exporter named nowhere"; exit 3 ;;
              crashes-later) echo "started well"; sleep 2; echo "no exporter named nowhere"; exit 3 ;;
            esac
            echo "mode '$mode' in $$"
            while :; do sleep 0.2; done
            """;

    final FakeOpampServer server;
    final Lines output = new Lines();
    final Path directory;
    private @Nullable Supervisor supervisor;

    Scene(Path directory) throws Exception {
        this(directory, FakeOpampServer.start());
    }

    Scene(Path directory, FakeOpampServer server) throws Exception {
        this.server = server;
        this.directory = directory;
        Files.writeString(directory.resolve("agent.sh"), PROGRAM);
    }

    /** The usual file; texts of {@code more} are appended to its sections. */
    String file(String configuration, String more) {
        return """
                server:
                  endpoint: %s
                  headers: {Authorization: "Bearer ${TOKEN}"}
                agent:
                  name: test-agent
                  version: 1.10
                  command: [sh, agent.sh, "${config}"]
                  stop_timeout: 1s
                configuration: %s
                health: {window: 1s, interval: 1s}
                state_directory: state
                %s
                """.formatted(server.webSocketEndpoint(), configuration, more);
    }

    void start(String file) throws Exception {
        Map<String, String> environment = Map.of("TOKEN", "a-secret-token");
        Settings settings = SettingsReader.read(file, directory, environment);
        Supervisor started = new Supervisor(settings, new Variables(environment), output.stream());
        supervisor = started;
        started.start();
    }

    /** Ends the supervisor, as at the end of its process. */
    void stop() {
        requireNonNull(supervisor).close();
    }

    Bytes offer(String text) {
        return server.offerRemoteConfig(OfferedFile.yaml("", text));
    }

    Reported.ConfigStatus awaitStatus(Bytes hash, int status) {
        return server.awaitConfigStatus(hash, status, LIMIT)
                .remoteConfigStatus()
                .orElseThrow();
    }

    Reported.Health awaitHealth(Predicate<Reported.Health> wanted) {
        return server.awaitMessage(message -> message.health().filter(wanted).isPresent(), LIMIT)
                .health()
                .orElseThrow();
    }

    Bytes uid() {
        return server.awaitMessage(message -> true, LIMIT).instanceUid();
    }

    /** The configuration reported last. */
    String effective() {
        Reported.File file = server.messages().stream()
                .map(ReceivedMessage::effectiveConfig)
                .flatMap(config -> config.stream())
                .reduce((older, newer) -> newer)
                .orElseThrow()
                .get("");
        return requireNonNull(file).text();
    }

    void awaitEffective(String text) {
        server.awaitMessage(
                message -> message.effectiveConfig()
                        .map(files -> files.get(""))
                        .filter(file -> file.text().equals(text))
                        .isPresent(),
                LIMIT);
    }

    /** Waits for a line of the program in this mode; returns its process. */
    ProcessHandle awaitMode(String mode) throws InterruptedException {
        String pid = output.await("mode '" + mode + "' in ");
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    static void awaitEnd(ProcessHandle process) throws Exception {
        process.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(process.isAlive()).isFalse();
    }

    @Override
    public void close() {
        if (supervisor != null) {
            supervisor.close();
        }
        server.close();
    }
}
